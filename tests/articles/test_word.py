"""A Word document becomes a page's words; what cannot come along is said, what is unsafe is refused."""

import io
import zipfile

import pytest
from docx import Document

from articles.word import LARGEST_FILE, WordRefused, package, read_document
from tests.articles import word_documents as words

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(document, name="leaflet.docx"):
    return read_document(words.saved(document), name)


def bodies(document):
    return [section.body for section in read(document).sections]


def with_heading():
    document = Document()
    document.add_heading("Sciatica", level=0)
    document.add_heading("Symptoms", level=1)
    return document


# --- what survives ---


def test_headings_become_sections_of_the_kind_they_name():
    page = read(words.leaflet())
    assert page.title == "Sciatica"
    assert [(section.kind, section.heading) for section in page.sections] == [
        ("overview", "Overview"),
        ("symptoms", "Symptoms"),
        ("treatment", "How it is treated"),
        ("question", "Can I go on working?"),
    ]


def test_lists_tables_links_and_pictures_survive():
    page = read(words.leaflet())
    assert [section.body for section in page.sections] == [
        "<p>Pain that runs down one leg.</p>",
        (
            "<p>People often feel:</p><ul><li>Pain<ul><li>sharp</li><li>burning</li></ul></li>"
            "<li>Numbness</li></ul>"
        ),
        (
            "<h3>At home</h3><ol><li>Rest for a day</li><li>Walk a little<ol>"
            "<li>around the house</li></ol></li></ol>"
            "<table><thead><tr><th>Medicine</th><th>How often</th></tr></thead><tbody><tr>"
            "<td>Ibuprofen</td><td>Three times</td></tr></tbody></table>"
            '<p>Read more at <a href="https://www.nih.gov/">the NIH</a></p>'
            '<p><img alt="A nerve pressed by a disk" src="word-picture-1"></p>'
        ),
        "<p>Most people can.</p>",
    ]
    assert [picture.description for picture in page.pictures] == ["A nerve pressed by a disk"]


def test_lists_by_style_nest_by_their_style():
    document = with_heading()
    for text, style in [("a", "List Bullet"), ("b", "List Bullet 2"), ("c", "List Number 3")]:
        document.add_paragraph(text, style=style)
    assert bodies(document) == ["<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li></ul>"]


def test_typed_bullets_become_a_list():
    document = with_heading()
    document.add_paragraph("Call 911 if you:")
    for text in ("•\tcannot feel your legs", "· cannot pass urine"):
        document.add_paragraph(text)
    assert bodies(document) == [
        "<p>Call 911 if you:</p><ul><li>cannot feel your legs</li><li>cannot pass urine</li></ul>"
    ]


def test_table_with_a_bold_first_row_has_a_head_and_merged_cells_stay():
    document = with_heading()
    table = document.add_table(rows=3, cols=2)
    for cell, text in zip(table.rows[0].cells, ["Sign", "Level"], strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    table.cell(1, 0).merge(table.cell(1, 1)).text = "Both"
    table.cell(2, 0).text, table.cell(2, 1).text = "a", "b"
    assert bodies(document) == [
        (
            "<table><thead><tr><th>Sign</th><th>Level</th></tr></thead><tbody>"
            '<tr><td colspan="2">Both</td></tr><tr><td>a</td><td>b</td></tr></tbody></table>'
        )
    ]


def test_emphasis_and_small_signs_survive():
    document = with_heading()
    paragraph = document.add_paragraph("Take ")
    paragraph.add_run("two").bold = True
    paragraph.add_run(" of B")
    paragraph.add_run("12").font.subscript = True
    assert bodies(document) == ["<p>Take <strong>two</strong> of B<sub>12</sub></p>"]


def test_title_style_subtitle_and_caption_find_their_places():
    document = Document()
    document.add_heading("Herniated disk", level=0)
    document.add_paragraph("When a disk presses on a nerve.", style="Subtitle")
    document.add_heading("Causes", level=1)
    words.add_picture(document, alt="A disk")
    document.add_paragraph("Drawn for us", style="Caption")
    page = read(document)
    assert (page.title, page.summary) == ("Herniated disk", "When a disk presses on a nerve.")
    assert [picture.caption for picture in page.pictures] == ["Drawn for us"]
    assert page.sections[0].body == '<p><img alt="A disk" src="word-picture-1"></p>'


def test_footnotes_become_a_section_of_notes():
    document = with_heading()
    document.add_paragraph("Most people get better.")
    file = words.with_footnote(words.saved(document), "Smith 2020")
    page = read_document(file)
    assert [(s.kind, s.heading, s.body) for s in page.sections] == [
        ("symptoms", "Symptoms", "<p>Most people get better.<sup>[1]</sup></p>"),
        ("other", "Notes", "<ol><li>Smith 2020</li></ol>"),
    ]
    assert page.left_out == ["1 footnote was moved to a section “Notes” at the end."]


def test_short_bold_lines_are_headings_where_there_are_no_others():
    document = Document()
    document.add_paragraph().add_run("Symptoms").bold = True
    document.add_paragraph("Pain.")
    page = read(document, "low_back-pain.docx")
    assert page.title == "Low back pain"
    assert [(s.kind, s.heading, s.body) for s in page.sections] == [
        ("symptoms", "Symptoms", "<p>Pain.</p>")
    ]
    assert page.left_out == ["The document has no headings; 1 short bold line was taken as one."]


def test_picture_without_description_is_told_apart_from_a_decorative_one():
    document = with_heading()
    words.add_picture(document)
    words.add_picture(document, decorative=True)
    page = read(document)
    assert [(p.description, p.is_decorative) for p in page.pictures] == [("", False), ("", True)]
    assert page.sections[0].body == (
        '<p><img src="word-picture-1"></p><p><img alt="" src="word-picture-2"></p>'
    )
    assert page.left_out == [
        "1 picture has no description. Describe it before the page is published."
    ]


# --- what is left out, and said ---


def tracked_changes(document, paragraph):
    words.add_change(paragraph, "ins", " new")
    words.add_change(paragraph, "del", " old")


def comment(document, paragraph):
    document.add_comment(paragraph.runs[0], text="Is that so?", author="Robin")


def inner_link(document, paragraph):
    words.add_inner_link(paragraph, " above", "top")


def link_to_a_disk(document, paragraph):
    words.add_link(paragraph, " file", "file:///C:/private/list.xlsx")


def emf(document, paragraph):
    words.add_picture(document)
    picture = next(p for p in document.part.package.iter_parts() if "/media/" in p.partname)
    picture._blob = b"\x01\x00\x00\x00\x6c\x00\x00\x00 EMF"


def header(document, paragraph):
    document.sections[0].header.paragraphs[0].text = "Draft, do not share"


LEFT_OUT = [
    (
        tracked_changes,
        "<p>Words new</p>",
        [
            "1 tracked deletion was left out as if it had been accepted.",
            "1 tracked insertion was taken in as if it had been accepted.",
        ],
    ),
    (comment, "<p>Words</p>", ["1 comment was left out."]),
    (
        lambda document, paragraph: words.add_hidden(paragraph, "secret"),
        "<p>Words</p>",
        ["1 piece of hidden text was left out."],
    ),
    (
        inner_link,
        "<p>Words above</p>",
        ["1 link to a place within the document is now plain text."],
    ),
    (
        link_to_a_disk,
        "<p>Words file</p>",
        ["1 link that only works on its author's computer is now plain text."],
    ),
    (
        emf,
        "<p>Words</p>",
        [
            (
                "1 picture of a kind that browsers cannot show was left out. Save it as PNG or JPEG "
                "and add it with the “Picture” button."
            )
        ],
    ),
    (header, "<p>Words</p>", ["A header or footer was left out: “Draft, do not share”."]),
    (
        lambda document, paragraph: document.add_heading("", level=2),
        "<p>Words</p>",
        ["1 empty heading was left out."],
    ),
    (
        lambda document, paragraph: words.add_equation(paragraph, "F=ma"),
        "<p>Words</p>",
        ["An equation was left out; write it as words or as a picture: “F=ma”."],
    ),
    (
        lambda document, paragraph: words.add_text_box(paragraph, "Beside"),
        "<p>Words</p><p>Beside</p>",
        [
            (
                "The words of 1 text box now stand as ordinary text after the paragraph beside it. "
                "Check that they read well there."
            )
        ],
    ),
]


@pytest.mark.parametrize(("add", "body", "sentences"), LEFT_OUT)
def test_what_does_not_come_along_is_said(add, body, sentences):
    document = with_heading()
    add(document, document.add_paragraph("Words"))
    page = read(document)
    assert [section.body for section in page.sections] == [body]
    assert page.left_out == sentences


def test_headings_that_skip_a_level_follow_one_another():
    document = Document()
    for text, level in [("A", 1), ("B", 4), ("C", 6), ("D", 2), ("E", 1), ("F", 3)]:
        document.add_heading(text, level=level)
    page = read(document)
    assert [(s.heading, s.body) for s in page.sections] == [
        ("A", "<h3>B</h3><h4>C</h4><h3>D</h3>"),
        ("E", "<h3>F</h3>"),
    ]
    assert page.left_out == [
        "3 headings stood at levels that do not follow those above them; they were moved up."
    ]


# --- what is refused ---


def with_part(**parts):
    return words.repacked(words.saved(with_heading()), **parts)


def lying_part():
    """A part that says of itself that it is small."""
    content = bytearray(with_part(word__media__zeros=b"\0" * 4_000).getvalue())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return io.BytesIO(bytes(content))


def encrypted():
    content = bytearray(with_part().getvalue())
    for sign, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.index(sign) + offset] |= 1
    return io.BytesIO(bytes(content))


def macro_type():
    types = words.part(words.saved(with_heading()), "[Content_Types].xml")
    changed = types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    return with_part(**{"[Content_Types].xml": changed})


def spreadsheet():
    types = words.part(words.saved(with_heading()), "[Content_Types].xml")
    return with_part(
        **{"[Content_Types].xml": types.replace(b"wordprocessingml", b"spreadsheetml")}
    )


def document_xml(content):
    return with_part(**{"word__document.xml": content})


def reaching_out():
    return document_xml(
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'.encode()
    )


def laughs():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 9}">' for n in range(1, 9))
    return document_xml(f'<!DOCTYPE d [<!ENTITY a0 "ha">{entities}]><d>&a8;</d>'.encode("utf-16"))


def laughs_under_another_name():
    """The words in a part that is not called XML, as its relationship says."""
    whole = laughs()
    rels = words.part(whole, "_rels/.rels").replace(b"word/document.xml", b"word/document.bin")
    content = {"word__document.bin": words.part(whole, "word/document.xml"), "_rels__.rels": rels}
    plain = words.saved(with_heading())
    return words.repacked(plain, **content)


def zip_of_another_kind():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return out


REFUSED = {
    "nothing in it": (lambda: io.BytesIO(), package.EMPTY),
    "too large": (lambda: io.BytesIO(b"PK" + b"\0" * LARGEST_FILE), package.TOO_LARGE),
    "a PDF": (lambda: io.BytesIO(b"%PDF-1.7"), package.NOT_WORD),
    "rich text": (lambda: io.BytesIO(b"{\\rtf1 Words}"), package.NOT_WORD),
    "OpenDocument": (zip_of_another_kind, package.NOT_WORD),
    "a spreadsheet": (spreadsheet, package.NOT_WORD),
    "an old .doc": (lambda: io.BytesIO(package.OLE + b"\0" * 512 + package.OLD_WORD), package.OLD_FORMAT),
    "protected by a password": (
        lambda: io.BytesIO(package.OLE + b"\0" * 512 + package.ENCRYPTED_PACKAGE),
        package.PASSWORD,
    ),
    "an encrypted zip": (encrypted, package.PASSWORD),
    "with macros": (lambda: with_part(**{"word__vbaProject.bin": b"\0"}), package.MACROS),
    "of the kind with macros": (macro_type, package.MACROS),
    "cut off": (lambda: io.BytesIO(with_part().getvalue()[:-2000]), package.DAMAGED),
    "only its beginning": (lambda: io.BytesIO(b"PK\x03\x04rest"), package.DAMAGED),
    "broken XML": (lambda: document_xml(b"<w:document>"), package.DAMAGED),
    "no words part": (
        lambda: words.repacked(words.saved(with_heading()), without=["word/document.xml"]),
        package.DAMAGED,
    ),
    "too deep": (lambda: document_xml(b"<a>" * 9000 + b"</a>" * 9000), package.DAMAGED),
    "a part that lies about its size": (lying_part, package.DAMAGED),
    "an entity that reads files": (reaching_out, package.UNSAFE),
    "an entity that grows": (laughs, package.UNSAFE),
    "an entity in a part of another name": (laughs_under_another_name, package.DAMAGED),
    "no words": (lambda: words.saved(Document()), package.EMPTY_WORDS),
}  # fmt: skip


@pytest.mark.parametrize(("file", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_file_that_cannot_be_taken_in_is_refused_with_a_sentence(file, sentence):
    with pytest.raises(WordRefused) as refusal:
        read_document(file())
    assert str(refusal.value) == str(sentence)


@pytest.mark.parametrize(
    ("limit", "file"),
    [
        ("LARGEST_UNPACKED", lambda: with_part(word__media__zeros=b"\0" * 1_000_000)),
        ("LARGEST_XML", lambda: document_xml(b"<a>" + b" " * 1_000_000 + b"</a>")),
    ],
)
def test_file_that_unpacks_beyond_its_limit_is_refused(monkeypatch, limit, file):
    monkeypatch.setattr(package, limit, 999_999)
    with pytest.raises(WordRefused) as refusal:
        read_document(file())
    assert str(refusal.value) == str(package.UNPACKS_TOO_LARGE)


def test_picture_on_another_server_is_never_fetched():
    document = with_heading()
    words.add_picture(document)
    words.link_pictures(document, "https://elsewhere.example/track.png")
    page = read(document)
    assert (page.pictures, page.sections[0].body) == ([], "")
    assert page.left_out == [
        (
            "1 picture was left out: the document only names it and does not hold it. Add it with the "
            "“Picture” button."
        )
    ]


def test_document_with_more_than_forty_pictures_is_refused():
    document = with_heading()
    for number in range(41):
        words.add_picture(document, words.picture(size=(1, number + 1)))
    with pytest.raises(WordRefused, match="more than 40 pictures"):
        read(document)


def test_markup_written_as_words_stays_words():
    document = with_heading()
    document.add_paragraph("<script>alert(1)</script>")
    words.add_link(document.add_paragraph(), "click", "javascript:alert(1)")
    assert bodies(document) == ["<p>&lt;script&gt;alert(1)&lt;/script&gt;</p><p>click</p>"]
