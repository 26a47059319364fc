"""Rich text is clean on every way into the database, and whatever went past is cleaned when shown."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db.models import Value
from django.db.models.functions import Concat

from articles.fields import CONFIG, LEFT_OUT, EditorWidget, allowed_content
from articles.html import ATTRIBUTES, TAGS
from articles.models import Section
from spinecenter.apps import UNUSED_PLUGINS
from tests.factories import PageFactory, editor, publish

pytestmark = pytest.mark.django_db

DIRTY = (
    '<h1 class="x">Signs</h1><script>steal()</script><ul><li onclick="go()">one'
    '<ul><li style="color:red">two</li></ul></li></ul><a href="javascript:go()">go</a>'
)
CLEAN = "<h3>Signs</h3><ul><li>one<ul><li>two</li></ul></li></ul><a>go</a>"


def by_create(page):
    Section.objects.create(page=page, body=DIRTY)


def by_save(page):
    section = Section(page=page)
    section.save()
    section.body = DIRTY
    section.save()


def by_update(page):
    Section.objects.create(page=page)
    Section.objects.filter(page=page).update(body=DIRTY)


def by_bulk_create(page):
    Section.objects.bulk_create([Section(page=page, body=DIRTY)])


def by_bulk_update(page):
    section = Section.objects.create(page=page)
    section.body = DIRTY
    Section.objects.bulk_update([section], ["body"])


def by_get_or_create(page):
    Section.objects.get_or_create(page=page, defaults={"body": DIRTY})


@pytest.mark.parametrize(
    "write", [by_create, by_save, by_update, by_bulk_create, by_bulk_update, by_get_or_create]
)
def test_rich_text_is_clean_on_every_write_path(write):
    page = PageFactory(sections=[])
    write(page)
    assert list(page.sections.values_list("body", flat=True)) == [CLEAN]


def test_saved_section_reads_as_it_was_stored():
    section = Section.objects.create(page=PageFactory(sections=[]), body=DIRTY)
    assert section.body == CLEAN


def test_update_with_an_expression_is_cleaned_before_patients_read_it():
    page = PageFactory(sections=[{"body": "<p>Rest.</p>"}])
    page.sections.update(body=Concat("body", Value("<script>steal()</script><p>Walk.</p>")))
    assert "<script>" in page.sections.get().body
    page.save_draft(by=editor())
    publication = publish(page)
    assert publication.content["sections"][0]["html"] == "<p>Rest.</p><p>Walk.</p>"


def test_editor_allows_exactly_what_the_sanitiser_keeps():
    names, *rules = allowed_content().split(";")
    assert set(names.split()) == TAGS
    assert set(rules) == {
        f"{tag}[{','.join(sorted(attributes))}]" for tag, attributes in ATTRIBUTES.items()
    }


def test_editor_asks_nobody_else_and_uploads_nothing_past_us():
    assert CONFIG["versionCheck"] is False
    assert {"uploadimage", "filebrowser", "exportpdf", "scayt", "wsc", "image"} <= set(
        CONFIG["removePlugins"].split(",")
    )


def test_widget_is_a_plain_textarea_that_carries_its_configuration():
    html = EditorWidget().render("body", "<p>Rest.</p>", {"id": "id_body"})
    assert html.startswith("<textarea")
    assert "script" not in html.replace("data-editor", "")
    assert "&lt;p&gt;Rest.&lt;/p&gt;" in html
    assert json.loads(EditorWidget().get_context("body", "", {})["widget"]["attrs"]["data-editor"])[
        "toolbar"
    ]


def test_plugins_whose_files_are_not_collected_are_never_loaded():
    bundle = Path(finders.find("ckeditor/ckeditor/build-config.js")).read_text()
    loaded = set(re.findall(r"'(\w+)' : 1", bundle)) - set(LEFT_OUT)
    assert loaded.isdisjoint(UNUSED_PLUGINS)
