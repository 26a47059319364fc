"""Word documents of our own making, for tests: each function adds one thing that editors' documents hold."""

import io
import zipfile

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches
from PIL import Image as Pillow

from articles.word import package


def picture(kind="PNG", color="teal", size=(60, 40)):
    out = io.BytesIO()
    Pillow.new("RGB", size, color).save(out, kind)
    return out.getvalue()


def saved(document):
    """The document as a file that was just chosen."""
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    return out


def element(name, text=None, **attributes):
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    if text is not None:
        made.text = text
    return made


def run(text, tag="w:t"):
    made = element("w:r")
    words = element(tag, text)
    words.set(qn("xml:space"), "preserve")
    made.append(words)
    return made


def add_link(paragraph, text, address):
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = element("w:hyperlink")
    link.set(qn("r:id"), key)
    link.append(run(text))
    paragraph._p.append(link)


def add_inner_link(paragraph, text, anchor):
    link = element("w:hyperlink", anchor=anchor)
    link.append(run(text))
    paragraph._p.append(link)


def add_change(paragraph, kind, text):
    """A tracked change: `ins` or `del`."""
    change = element(f"w:{kind}", id="9", author="Robin", date="2026-01-01T00:00:00Z")
    change.append(run(text, "w:delText" if kind == "del" else "w:t"))
    paragraph._p.append(change)


def add_hidden(paragraph, text):
    paragraph.add_run(text).font.hidden = True


def add_picture(document, content=None, alt="", *, decorative=False):
    document.add_picture(io.BytesIO(content or picture()), width=Inches(1))
    properties = document.paragraphs[-1]._p.xpath(".//wp:docPr")[0]
    properties.set("descr", alt)
    if decorative:
        mark = properties.makeelement(
            "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative", {"val": "1"}
        )
        properties.append(mark)


def define_lists(document):
    """Two lists of several levels; returns the number of the bulleted and of the numbered one."""
    numbering = document.part.numbering_part.element
    numbers = []
    for abstract, fmt in ((90, "bullet"), (91, "decimal")):
        made = element("w:abstractNum", abstractNumId=str(abstract))
        for level in range(9):
            row = element("w:lvl", ilvl=str(level))
            row.append(element("w:numFmt", val=fmt))
            made.append(row)
        numbering.insert(0, made)
        number = numbering.add_num(abstract)
        numbers.append(number.numId)
    return numbers


def add_item(document, text, number, level=0):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number
    return paragraph


def repacked(file, *, without=(), **parts):
    """The same package with some parts replaced, added or left out (`/` written as `__`)."""
    added = {name.replace("__", "/"): content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in added and name not in without:
                after.writestr(name, before.read(name))
        for name, content in added.items():
            after.writestr(name, content)
    out.seek(0)
    return out


def part(file, name):
    with zipfile.ZipFile(file) as package:
        return package.read(name)


def leaflet():
    """A document as an editor would send it, with one of nearly everything."""
    document = Document()
    document.add_heading("Sciatica", level=1)
    document.add_paragraph("Pain that runs down one leg.")
    document.add_heading("Symptoms", level=2)
    document.add_paragraph("People often feel:")
    bullets, numbers = define_lists(document)
    add_item(document, "Pain", bullets)
    add_item(document, "sharp", bullets, 1)
    add_item(document, "burning", bullets, 1)
    add_item(document, "Numbness", bullets)
    document.add_heading("How it is treated", level=2)
    document.add_heading("At home", level=4)
    add_item(document, "Rest for a day", numbers)
    add_item(document, "Walk a little", numbers)
    add_item(document, "around the house", numbers, 1)
    table = document.add_table(rows=2, cols=2)
    table.style = "Light Grid Accent 1"
    for cell, words in zip(
        table._cells, ["Medicine", "How often", "Ibuprofen", "Three times"], strict=True
    ):
        cell.text = words
    add_link(document.add_paragraph("Read more at "), "the NIH", "https://www.nih.gov/")
    add_picture(document, alt="A nerve pressed by a disk")
    document.add_heading("Can I go on working?", level=2)
    document.add_paragraph("Most people can.")
    return document


def add_equation(paragraph, text):
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    equation = paragraph._p.makeelement(f"{{{space}}}oMath")
    made = equation.makeelement(f"{{{space}}}r")
    letters = made.makeelement(f"{{{space}}}t")
    letters.text = text
    made.append(letters)
    equation.append(made)
    paragraph._p.append(equation)


def add_text_box(paragraph, text):
    """As Word writes it: once for Word, once again for older programs."""
    box = (
        '<w:r {w}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="wps"><w:drawing><wps:txbx xmlns:wps="http://schemas.microsoft.com/office/word/2010/'
        'wordprocessingShape"><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx>'
        '</w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
        "<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    paragraph._p.append(parse_xml(box.format(w=nsdecls("w"), text=text)))


def link_pictures(document, address):
    """Make every picture one that is only named."""
    for blip in document.element.body.xpath(".//a:blip"):
        key = document.part.relate_to(address, RELATIONSHIP_TYPE.IMAGE, is_external=True)
        del blip.attrib[qn("r:embed")]
        blip.set(qn("r:link"), key)


def with_footnote(file, text):
    """A footnote on the last paragraph."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = (
        f'<w:footnotes {space}><w:footnote w:id="1"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    before = part(file, "word/document.xml").decode()
    at = before.rindex("</w:p>")
    after = f'{before[:at]}<w:r><w:footnoteReference w:id="1"/></w:r>{before[at:]}'
    return repacked(file, **{"word__document.xml": after, "word__footnotes.xml": notes})


def names(file):
    """The names of a package's parts."""
    with zipfile.ZipFile(file) as package:
        return package.namelist()


def package_sign():
    """How a file begins that Word protected by a password, as far as it matters."""
    return package.OLE + package.ENCRYPTED_PACKAGE
