"""manage.py proofread: what it reads, what it prints, and how it ends."""

import gzip
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from docx import Document

from tests.factories import LocationFactory, ProviderFactory, published_page

pytestmark = pytest.mark.django_db

DEMO = Path(__file__).parents[2] / "spinecenter" / "demo"
# Our own words, in the manner of a page whose lists stayed behind when its text moved.
MOVED = """\
How a brace helps

A brace holds your back while a bone heals. You may be offered one for:

  • a crushed vertebra
  • a curve that grows
    • in the years of growth only

Your brace maker will ask you to:

Wearing it well

Call the brace clinic the same day if you notice any of these under the brace:
Advertisement
Most braces are worn for eight to twelve weeks.
Yes, you may sleep in it.
Last reviewed on 04/03/2024.
"""


def proofread(*paths, **options):
    """What the command prints, what it says went wrong, and its exit status."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("proofread", *map(str, paths), stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), error.returncode
    return out.getvalue(), err.getvalue(), 0


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def line_of(*sections, **fields):
    """An import line with sections given as bodies."""
    parts = [{"heading": f"Part {n}", "body_html": body} for n, body in enumerate(sections)]
    return json.dumps(
        {"source_id": "a", "title": "Braces", "slug": "braces", "sections": parts} | fields
    )


def rules_in(printed):
    return [line.split("[")[1].split("]")[0] for line in printed.splitlines() if "]," in line]


def test_text_is_read_line_by_line_with_its_bullets(tmp_path):
    path = written(tmp_path, "brace.txt", MOVED)

    out, _err, status = proofread(path, blocking=True, short=True)

    assert rules_in(out) == ["lost-list", "lost-list", "answer-without-question", "no-reviewer"]
    assert f"{path}:9: blocking: A list is missing after “Your brace maker will ask you to:”" in out
    assert f"{path}:13: " in out
    assert status == 1


def test_wrapped_text_is_read_as_its_paragraphs(tmp_path):
    text = (
        "The physical therapist looks at how you walk, sit and bend, and will ask\n"
        "you about the following: your work, your sleep and what you like to do.\n\n"
        "Before the first visit you should put together what you will need, which is:\n"
        "  - shoes you can walk in\n"
        "  - a list of your pills\n"
    )

    out, _err, status = proofread(written(tmp_path, "wrapped.txt", text), rule="lost-list")

    assert (rules_in(out), status) == ([], 0)


def test_items_without_marks_are_a_lost_list_in_text_and_indented_ones_are_not(tmp_path):
    flat = written(tmp_path, "flat.txt", "Bring with you:\nshoes\npills\nX-rays\n")
    indented = written(tmp_path, "indented.txt", "Bring with you:\n    shoes\n    pills\n")

    out, _err, _status = proofread(flat, indented, rule="lost-list", short=True)

    assert out.count("[lost-list]") == 1
    assert f"{flat}:1:" in out


def test_html_page_is_cut_at_its_headings(tmp_path):
    html = (
        "<!doctype html><title>Braces: how to:</title><style>p { color: red }</style>"
        "<h1>Braces</h1><h2>Uses</h2>\n<p>A brace may help if you:</p>\n"
        "<h2>Care</h2><p>Wash it.</p><img src='a.png'>"
    )

    out, _err, status = proofread(written(tmp_path, "brace.html", html), blocking=True, short=True)

    assert rules_in(out) == ["lost-list", "alternative-text"]
    assert "brace.html:2: " in out
    assert "Section 1, “Uses”" in out
    assert status == 1


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.jsonl.gz"])
def test_import_lines_are_found_by_their_number(tmp_path, name):
    good = line_of("<p>Wear it by day.</p>", source_id="b", slug="day")
    lines = "\n".join([good, "", line_of("<p>It may rub:</p>")]).encode()
    content = gzip.compress(lines) if name.endswith(".gz") else lines

    out, _err, status = proofread(written(tmp_path, name, content), blocking=True, short=True)

    assert rules_in(out) == ["lost-list"]
    assert f"{name}:3: " in out
    assert "“Braces”, Section 1, “Part 0”" in out
    assert status == 1


def test_a_line_that_is_no_page_is_told_and_the_others_are_read(tmp_path):
    lines = "\n".join(["{", '{"title": "Braces"}', line_of("<p>It may rub:</p>")])

    out, err, status = proofread(written(tmp_path, "pages.jsonl", lines), blocking=True)

    assert rules_in(out) == ["lost-list"]
    assert "pages.jsonl:1: this is not JSON" in err
    assert "pages.jsonl:2: this is no page" in err
    assert status == 1


def test_links_are_checked_against_live_pages_and_the_file_itself(tmp_path):
    page = published_page(slug="neck-pain")
    provider = ProviderFactory()
    there = (
        f"/health-library/{page.slug}/",
        f"/our-team/{provider.slug}/",
        "/appointments/request/?a=b",
    )
    hrefs = [
        *there,
        "/health-library/braces/",
        "/health-library/gone/",
        "/our-team/gone/",
        "/gone/",
    ]
    body = "".join(f'<p><a href="{href}">A page on {href}</a></p>' for href in hrefs)

    out, _err, _status = proofread(
        written(tmp_path, "pages.jsonl", line_of(body)), rule="dead-link", short=True
    )

    told = [line.split(" → ")[1].split("”")[0] for line in out.splitlines() if "→" in line]
    assert told == ["/health-library/gone/", "/our-team/gone/", "/gone/"]


UNREADABLE = [
    ("damaged.docx", b"PK\x03\x04 not a document", ""),
    ("picture.png", b"\x89PNG", "files of the kind “.png” cannot be read"),
    ("old.doc", b"\xd0\xcf", "save it as .docx"),
    ("latin.txt", "na\xefve".encode("latin-1"), "Save it again as UTF-8"),
    ("cut.jsonl.gz", gzip.compress(b"{}" * 500)[:20], ""),
    ("binary.txt", b"a\x00b", "it holds no text"),
]


@pytest.mark.parametrize(
    ("name", "content", "told"), UNREADABLE, ids=[row[0] for row in UNREADABLE]
)
def test_file_that_cannot_be_read_gets_a_sentence_and_the_others_are_read(
    tmp_path, name, content, told
):
    path = written(tmp_path, name, content)
    good = written(tmp_path, "good.txt", "Call us if you:\n")

    out, err, status = proofread(path, good, blocking=True)

    assert err.startswith(f"{path} cannot be read: ")
    assert told in err
    assert rules_in(out) == ["lost-list"]
    assert status == 1


def test_missing_file_and_folder_get_a_sentence(tmp_path):
    _out, err, status = proofread(tmp_path / "none.txt", tmp_path)

    assert "none.txt cannot be read: No such file or directory." in err
    assert "it is a folder" in err
    assert status == 1


def test_demo_pages_read_together_link_to_one_another():
    paths = sorted(DEMO.glob("pages/*.json"))
    ProviderFactory(slug="luis-ferrer-amaya")
    for slug in ("port-ansel-rehabilitation", "main-campus"):
        LocationFactory(slug=slug)

    out, _err, status = proofread(*paths, blocking=True)

    assert len(paths) > 30
    assert (out, status) == ("0 blocking findings, 0 pieces of advice.\n", 0)


def test_word_document_is_read_with_its_lists_and_pictures(tmp_path):
    document = Document()
    document.add_heading("Braces", 0)
    document.add_heading("Uses", 1)
    document.add_paragraph("A brace may help with:")
    document.add_paragraph("a crushed vertebra", style="List Bullet")
    document.add_heading("Care", 1)
    document.add_paragraph("Each evening you should:")
    document.add_paragraph("Sleep well.")
    path = tmp_path / "brace.docx"
    document.save(str(path))

    out, _err, status = proofread(path, blocking=True, short=True)

    assert rules_in(out) == ["lost-list"]
    assert "Section 2, “Care”" in out
    assert status == 1
