"""The names by which pages are looked up: who writes them, and what is found by them."""

from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection

from articles.importing import FileImport
from articles.models import Name
from tests.factories import administrator, editor, publish, published_page

pytestmark = pytest.mark.django_db


def names_of(page):
    live = page.publications.live().get()
    return list(live.names.order_by("pk").values_list("name", "initial", "is_title"))


def test_publication_has_its_title_and_its_other_names():
    page = published_page(
        title="Herniated disk", also_called=["Slipped disc", "3D bulge", "herniated-disk", ""]
    )
    assert names_of(page) == [
        ("Herniated disk", "H", True),
        ("Slipped disc", "S", False),
        ("3D bulge", "#", False),
    ]


def test_next_publication_has_names_of_its_own():
    page = published_page(title="Herniated disk", also_called=["Slipped disc"])
    page.also_called = ["Bulging disk"]
    page.save(update_fields=["also_called"])
    page.save_draft(by=editor())
    publish(page)
    assert [name for name, *_ in names_of(page)] == ["Herniated disk", "Bulging disk"]
    assert Name.objects.count() == 4


def test_import_writes_the_names_of_a_batch_at_once(tmp_path, django_assert_max_num_queries):
    file = tmp_path / "pages.jsonl"
    line = (
        '{"source_id": "%d", "slug": "page-%d", "title": "Page %d", "also_called": ["Other %d"],'
        ' "sections": [{"kind": "overview", "heading": "What it is", "body_html": "<p>Words.</p>"}]}'
    )
    file.write_text("\n".join(line % (n, n, n, n) for n in range(30)))
    run = FileImport(file, by=administrator(), publish=True)
    run.look_through()
    with django_assert_max_num_queries(90):
        list(run.take_in())
    assert Name.objects.count() == 60


def test_rebuild_writes_the_names_anew():
    page = published_page(title="Herniated disk", also_called=["Slipped disc"])
    before = names_of(page)
    Name.objects.all().delete()
    call_command("rebuild_publications", stdout=None)
    assert names_of(page) == before


def test_migration_gives_what_was_published_the_same_names():
    for title in ["Élan", "“Can’t walk”", "3D imaging", "Ataxia—ﬁne", "…", "L4/L5: Niño's"]:
        published_page(title=title, also_called=["Ciática, aguda", " - Slipped-Disc", title])
    columns = "publication_id kind language name key sort_key initial is_title".split()
    written = set(Name.objects.values_list(*columns))
    Name.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("articles.migrations.0013_names").FILL)
    assert set(Name.objects.values_list(*columns)) == written


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("her", ["Herniated disk"]),
        ("HERNIATED DI", ["Herniated disk"]),
        ("dis", ["Disk replacement", "Disc, slipped", "Herniated disk"]),
        ("disk", ["Disk replacement", "Herniated disk"]),
        ("isk", []),
        ("disk herniated", []),
        ("slipped-d", []),
        ("5", ["L5 nerve, 5 days"]),
        ("", []),
        ("' | (&!<-> \\", []),
        ("x" * 10_000, []),
        ("\x00", []),
    ],
)
def test_names_are_found_by_what_is_typed_of_them(typed, found):
    published_page(title="Herniated disk", also_called=["Disc, slipped"])
    published_page(title="Disk replacement")
    published_page(title="L5 nerve, 5 days")
    assert [name.name for name in Name.objects.typed(typed)] == found
