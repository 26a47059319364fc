"""JSON lines in: drafts or publications, idempotent, bad lines named."""

import gzip
import io
import json
import os
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from articles.importing import Import, import_line, parse
from articles.models import Page, Publication
from tests.factories import PageFactory, administrator, editor, publish, reviewer
from tests.locks import wait_until_somebody_waits

pytestmark = pytest.mark.django_db


def line(**values):
    return {
        "source_id": "demo-1",
        "title": "Sciatica",
        "sections": [{"kind": "overview", "heading": "What is it?", "body_html": "<p>Pain.</p>"}],
    } | values


def import_pages(path, *lines, **options):
    """Run the command on these lines (dicts, or raw text); returns what it printed."""
    file = path / "pages.jsonl"
    file.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_pages", file, stdout=out, stderr=err, **options)
    except CommandError as error:
        return f"{out.getvalue()}{err.getvalue()}{error}"
    return out.getvalue()


def test_import_makes_drafts_of_all_that_a_line_holds(tmp_path):
    import_pages(
        tmp_path,
        line(
            kind="condition-page",
            subject="treatment",
            slug="nerve-pain",
            also_called=["Nerve pain"],
            summary="Pain down the leg.",
            regions=["lumbar"],
            topics=["Leg pain"],
            sources=[{"title": "NIH", "url": "https://www.nih.gov/"}],
            license="Public domain",
            reviewed_by="Somebody",
        ),
    )
    page = Page.objects.get()
    snapshot = page.latest_revision().snapshot
    assert (page.status, page.kind, page.slug) == ("draft", "condition-page", "nerve-pain")
    assert (snapshot["also_called"], snapshot["regions"]) == (["Nerve pain"], ["lumbar"])
    assert snapshot["sources"] == [{"title": "NIH", "url": "https://www.nih.gov/"}]
    assert [topic.name for topic in page.topics.all()] == ["Leg pain"]


def test_import_publishes_without_a_reviewer_in_an_administrators_name(tmp_path):
    by = administrator()
    printed = import_pages(tmp_path, line(), publish=True, username=by.username)
    publication = Publication.objects.live().get()
    assert printed == "1 page: 1 new, 0 changed, 0 unchanged.\n"
    assert (publication.was_imported, publication.published_by) == (True, by)
    assert publication.reviewed_by is None


@pytest.mark.parametrize("who", [editor, reviewer])
def test_import_publishes_for_nobody_but_administrators(tmp_path, who):
    printed = import_pages(tmp_path, line(), publish=True, username=who().username)
    assert "may not publish imports" in printed
    assert not Page.objects.exists()


def test_import_twice_changes_nothing_even_after_staff_edited_the_page(tmp_path):
    import_pages(tmp_path, line())
    page = Page.objects.get()
    page.sections.update(heading="In our words")
    page.save_draft(by=editor())
    printed = import_pages(tmp_path, line())
    assert printed == "1 page: 0 new, 0 changed, 1 unchanged.\n"
    assert page.latest_revision().snapshot["sections"][0]["heading"] == "In our words"


def test_import_of_a_changed_line_makes_a_new_draft_beside_the_live_page(tmp_path):
    import_pages(tmp_path, line(), publish=True, username=administrator().username)
    import_pages(tmp_path, line(title="Sciatic pain", slug="sciatica"))
    assert Page.objects.get().title == "Sciatic pain"
    assert Page.objects.get().status == "draft"
    assert Publication.objects.live().get().title == "Sciatica"


def test_import_of_a_change_that_readers_do_not_see_leaves_the_page_published(tmp_path):
    by = administrator().username
    import_pages(tmp_path, line(), publish=True, username=by)
    answer = import_pages(tmp_path, line(reviewed_on="2026-01-01"), publish=True, username=by)
    assert answer == "1 page: 0 new, 1 changed, 0 unchanged.\n"
    assert Page.objects.get().status == "published"


@pytest.mark.django_db(transaction=True)
def test_import_that_meets_a_publishing_colleague_keeps_their_review():
    page, by, reviewing = PageFactory(source_id="demo-1"), administrator(), reviewer()
    page.save_draft(by=editor())

    def bring_in():
        import_line(parse(json.dumps(line())), by=by)
        connection.close()

    importing = threading.Thread(target=bring_in)
    with transaction.atomic():
        publish(page, by=reviewing)
        importing.start()
        wait_until_somebody_waits()
    importing.join()
    page.refresh_from_db()
    live = page.publications.live().get()
    assert (page.title, live.reviewed_by) == ("Sciatica", reviewing.provider)
    assert [c.act for c in page.status_changes.order_by("pk")] == [
        "submit",
        "approve",
        "publish",
        "save",
    ]


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("{", "this is not JSON"),
        ("[1]", "a line must be one JSON object"),
        ({"source_id": "x", "title": "x"}, "sections is missing"),
        (line(title=""), "title is missing or empty"),
        (line(title=3), "title must be a text"),
        (line(sections="x"), "sections must be a list"),
        (line(sections=[1]), "sections, number 1: must be an object"),
        (line(sections=[{"body": "x"}]), "sections, number 1: unknown keys: body"),
        (line(sections=[{"kind": "poem"}]), "section 1: kind: Value 'poem' is not a valid choice."),
        (line(sections=[{"care_card": "none"}]), "there is no care card “none”"),
        (line(sumary="x"), "unknown keys: sumary"),
        (line(title="a\x00b"), "it holds a character that cannot be stored or shown (U+0000)"),
        (line(title="\ud800"), "it holds a character that cannot be stored or shown (U+D800)"),
        (line(title="a\x07b"), "it holds a character that cannot be stored or shown (U+0007)"),
        (line(sections=[{"body_html": "a&#1;b"}]), "it holds a character that cannot be stored"),
        ('{"title": "a", "title": "b"}', "title is given twice"),
        ("[" * 9000, "this is not JSON"),
        ('{"a": ' * 500 + "1" + "}" * 500, "unknown keys: a"),
        (line(**{"x" * 99: 1}), f"unknown keys: {'x' * 40}…"),
        (line(title="  "), "title is missing or empty"),
        (line(sections=[{}] * 501), "sections may have 500 entries at most"),
        (line(sections=[{"heading": ["x"]}]), "sections, number 1: must be an object that holds"),
        (line(topics=[["x"]]), "topics must hold texts only"),
        (line(lead_image="x.png"), "lead_image: must be an object that holds texts"),
        (line(lead_image={"file": "x.png"}), "lead_image: there is no picture “x.png”"),
        (line(providers=["nobody"]), "providers: there is no provider “nobody”"),
        (line(related=["nothing"]), "it names pages that are not here: “nothing”"),
        (line(translation_of="nothing"), "it names pages that are not here: “nothing”"),
        (line(title="x" * 201), "title: Ensure this value has at most 200 characters (it has 201)."),
        (line(regions=["knee"]), "regions: Item 1 in the array did not validate"),
        (line(kind="poem"), "kind must be one of: article, condition-page"),
        (line(source_id="x" * 201), "source_id may have 200 characters at most"),
        (line(language="fr"), "language: Value 'fr' is not a valid choice."),
        (line(slug="a b"), "slug: Enter a valid “slug”"),
        (line(sources=[{"title": "x", "url": "javascript:x"}]), "source 1: url: Enter a valid URL."),
    ],
)  # fmt: skip
def test_import_names_a_bad_line_and_takes_the_others(tmp_path, bad, sentence):
    printed = import_pages(tmp_path, bad, line(source_id="demo-2", title="Good"))
    assert f"line 1: {sentence}" in printed.replace("care_card: ", "")
    assert "1 line was refused; the others are in." in printed
    assert [page.title for page in Page.objects.all()] == ["Good"]


def test_import_reads_compressed_files(tmp_path):
    file = tmp_path / "pages.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(line()).encode()))
    call_command("import_pages", file, stdout=io.StringIO())
    assert Page.objects.get().title == "Sciatica"


def test_import_says_which_file_cannot_be_read(tmp_path):
    with pytest.raises(CommandError, match=r"missing\.jsonl cannot be read"):
        call_command("import_pages", tmp_path / "missing.jsonl")


def test_import_cleans_what_it_brings_in(tmp_path):
    import_pages(
        tmp_path, line(sections=[{"body_html": "<p onclick='x()'>a</p><script>1</script>"}])
    )
    assert Page.objects.get().sections.get().body == "<p>a</p>"


@pytest.mark.parametrize("taken_up", [False, True])
def test_import_does_not_bring_back_what_was_withdrawn(tmp_path, taken_up):
    by = administrator()
    import_pages(tmp_path, line(), publish=True, username=by.username)
    Page.objects.get().withdraw(by=by, reason="Wrong dose")
    if taken_up:
        Page.objects.get().back_to_draft(by=by)
    for words, printed in (
        (
            line(title="Again"),
            (
                "line 1: “Again” was taken down here, so it was not published: its words are in as a draft, "
                "and whoever may publish can bring it back in the admin"
            ),
        ),
        (line(title="Again"), "1 page: 0 new, 0 changed, 1 unchanged."),
    ):
        assert printed in import_pages(tmp_path, words, publish=True, username=by.username)
        page = Page.objects.get()
        assert (page.title, page.standing()) == ("Again", "draft")
        assert not Publication.objects.live().exists()


def test_draft_that_an_editor_imported_is_left_to_its_review(tmp_path):
    import_pages(tmp_path, line(), username=editor().username)
    printed = import_pages(tmp_path, line(), publish=True, username=administrator().username)
    assert printed == "1 page: 0 new, 0 changed, 1 unchanged.\n"
    assert Page.objects.get().standing() == "draft"


def test_import_takes_a_line_apart_from_its_twin_and_reads_odd_files(tmp_path):
    file = tmp_path / "odd.jsonl"
    lines = [line(), line(), line(source_id="b", title="Two", summary=None)]
    odd = [b"\xef\xbb\xbf" + json.dumps(lines[0]).encode(), b"", json.dumps(lines[1]).encode()]
    odd += [b'{"title": "\xff"}', json.dumps(lines[2]).encode()]
    file.write_bytes(b"\r\n".join(odd))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="2 lines were refused; the others are in"):
        call_command("import_pages", file, stdout=out, stderr=err)
    assert sorted(page.title for page in Page.objects.all()) == ["Sciatica", "Two"]
    assert err.getvalue().splitlines() == [
        "line 3: source_id “demo-1” stands on an earlier line too",
        "line 4: it is not UTF-8 (byte 12 is 0xFF). Save the file as UTF-8",
    ]


def test_import_keeps_what_stands_before_the_damage_of_a_file(tmp_path):
    whole = gzip.compress(json.dumps(line()).encode() + b"\n" + os.urandom(9000))
    file = tmp_path / "cut.jsonl.gz"
    file.write_bytes(whole[:-3000])
    with pytest.raises(CommandError, match="is cut off or damaged"):
        call_command("import_pages", file, stdout=io.StringIO(), stderr=io.StringIO())
    assert Page.objects.get().title == "Sciatica"


@pytest.mark.parametrize("name", ["scan.jsonl", "scan.jsonl.gz"])
def test_file_that_is_no_text_is_refused_once_and_not_line_by_line(tmp_path, name):
    path = tmp_path / name
    opened = gzip.open if name.endswith(".gz") else open
    with opened(path, "wb") as out:
        out.write(b"PK\x03\x04\x14\x00\x06\x00\xff\xd8" + b"\n\xe9\x00" * 2000)
    printed = io.StringIO()
    with pytest.raises(CommandError, match=r"is not a text file.*docs/importing\.md"):
        call_command("import_pages", path, stdout=io.StringIO(), stderr=printed)
    assert printed.getvalue() == ""


def test_import_refuses_a_file_in_another_encoding(tmp_path):
    file = tmp_path / "wide.jsonl"
    file.write_text(json.dumps(line()), encoding="utf-16")
    with pytest.raises(CommandError, match=r"is in UTF-16\. Save it as UTF-8"):
        call_command("import_pages", file, stdout=io.StringIO())


def test_import_connects_pages_that_name_one_another(tmp_path):
    printed = import_pages(
        tmp_path,
        line(source_id="a", slug="a", related=["b"]),
        line(source_id="b", slug="b", related=["a"]),
        line(source_id="a-es", slug="a", language="es", translation_of="a"),
        publish=True,
        username=administrator().username,
    )
    assert printed == "3 pages: 3 new, 0 changed, 0 unchanged.\n"
    a, spanish, b = Page.objects.order_by("source_id")
    assert [list(page.related.all()) for page in (a, b)] == [[b], [a]]
    assert (spanish.translation_of, spanish.translated_revision) == (a, a.latest_revision())
    assert [page.revisions.count() for page in (a, b, spanish)] == [1, 1, 1]
    assert list(a.publications.get().related.all()) == [b]


def test_import_goes_on_where_an_interrupted_one_stopped():
    """A page that waits for others is not taken for done before it has its words."""
    by = administrator()
    first = parse(json.dumps(line(source_id="a", slug="a", related=["b"])))
    second = parse(json.dumps(line(source_id="b", slug="b")))
    Import(by=by, publish=True, expected=["a", "b"]).take([(1, first)])
    assert not Page.objects.get().revisions.exists()
    again = Import(by=by, publish=True, expected=["a", "b"])
    again.take([(1, first), (2, second)])
    again.finish()
    assert again.refusals == []
    assert Publication.objects.live().count() == 2
    assert Page.objects.get(source_id="a").revisions.count() == 1


def test_import_makes_addresses_that_are_free_and_keeps_them(tmp_path):
    same = [line(source_id="a", title="Pain"), line(source_id="b", title="Pain")]
    import_pages(tmp_path, *same)
    import_pages(tmp_path, line(source_id="b", title="Another pain"))
    slugs = Page.objects.order_by("source_id").values_list("title", "slug")
    assert list(slugs) == [("Pain", "pain"), ("Another pain", "pain-2")]


def test_import_keeps_who_reviewed_elsewhere_and_names_nobody(tmp_path):
    import_pages(
        tmp_path,
        line(reviewed_by="Ana Reyes, MD", reviewed_on="2024-06-05"),
        publish=True,
        username=administrator().username,
    )
    assert Page.objects.get().imported_review == {"by": "Ana Reyes, MD", "on": "2024-06-05"}
    assert Publication.objects.get().reviewed_by is None


def test_import_stores_what_the_proofreader_finds_and_publishes_all_the_same(tmp_path):
    lost = [{"heading": "Symptoms", "body_html": "<p>Call 911 if you:</p>"}]
    import_pages(tmp_path, line(sections=lost), publish=True, username=administrator().username)
    findings = Publication.objects.live().get().findings
    assert "lost-list" in [finding["rule"] for finding in findings]


def test_import_does_not_publish_what_staff_wrote_since(tmp_path):
    import_pages(tmp_path, line())
    page = Page.objects.get()
    page.sections.update(heading="In our words")
    page.save_draft(by=editor())
    import_pages(tmp_path, line(), publish=True, username=administrator().username)
    assert not Publication.objects.exists()


def test_import_finds_the_lines_at_fault_in_a_batch(tmp_path):
    empty = [{"heading": "Nothing"}]
    lines = [line(source_id=str(n), title=f"Page {n}") for n in range(9)]
    lines[4]["sections"] = lines[7]["sections"] = empty
    printed = import_pages(tmp_path, *lines, publish=True, username=administrator().username)
    assert [text.split(":")[0] for text in printed.splitlines()[1:3]] == ["line 5", "line 8"]
    assert Publication.objects.live().count() == 7
    assert Page.objects.count() == 7


def test_import_does_not_publish_staffs_words_that_bear_its_own_reason(tmp_path):
    import_pages(tmp_path, line())
    page = Page.objects.get()
    page.sections.update(heading="In our words")
    page.save_draft(by=editor(), reason="Imported")
    import_pages(tmp_path, line(), publish=True, username=administrator().username)
    assert not Publication.objects.exists()
