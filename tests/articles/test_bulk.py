"""Many pages imported at once leave the same rows as each page's own moves."""

import json

import pytest
from django.forms.models import model_to_dict

from articles.importing import FileImport, files, parse
from articles.importing.pages import Library, write_pages
from articles.models import Page, Publication, StatusChange
from articles.models.checking import findings_for
from tests.factories import ProviderFactory, administrator, approved_card

pytestmark = pytest.mark.django_db

UNLIKE = {"id", "page", "revision", "slug", "title", "sort_key", "source_id", "source_digest"}
WORDS = {
    "title": "Same",
    "also_called": ["Alike"],
    "summary": "When a disk presses on a nerve.",
    "regions": ["lumbar"],
    "topics": ["Disks", "Nerves"],
    "providers": ["ana-reyes"],
    "sections": [
        {"kind": "overview", "heading": "What is it?", "body_html": "<p>Call 911 if you:</p>"},
        {"kind": "symptoms", "heading": "Signs", "body_html": "<p>Pain.</p>", "care_card": "red"},
    ],
    "sources": [{"title": "NIH", "url": "https://www.nih.gov/"}],
}


def line(number, **values):
    return json.dumps(WORDS | {"source_id": f"id-{number}", "slug": f"same-{number}"} | values)


def rows(page):
    """All that an import leaves of a page, without keys, times and the words that differ."""
    publication = Publication.objects.get(page=page)
    change = StatusChange.objects.get(page=page)
    return {
        "page": plain(page),
        "revision": {**page.revisions.get().snapshot, "slug": ""},
        "publication": plain(publication),
        "words": list(publication.postings.order_by("term").values_list("term", "weight")),
        "names": list(publication.names.values_list("key", "is_title")),
        "change": plain(change),
        "change by": change.by_id,
    }


def plain(row):
    values = model_to_dict(row)
    hidden = {name: getattr(row, name) for name in ("status", "owner_id") if hasattr(row, name)}
    kept = {name: value for name, value in values.items() if name not in UNLIKE} | hidden
    return {
        name: sorted(other.pk for other in value)
        if isinstance(value, list) and is_rows(value)
        else value
        for name, value in kept.items()
        if name not in {"live_from", "at"}
    }


def is_rows(value):
    return bool(value) and hasattr(value[0], "pk")


def test_bulk_leaves_what_the_moves_leave(tmp_path):
    by = administrator()
    approved_card(slug="red")
    ProviderFactory(slug="ana-reyes")
    file = tmp_path / "one.jsonl"
    file.write_text(line(1))
    run = FileImport(file, by=by, publish=True)
    run.look_through()
    assert [refusal for _n, refusals in run.take_in() for refusal in refusals] == []
    (written,) = write_pages([parse(line(2))], Library.fetched())
    alone = written.page
    alone.save_draft(by=by, reason="Imported")
    alone.publish(by=by, imported=True, reason="Imported without review")
    together = Page.objects.get(source_id="id-1")
    assert rows(together) == rows(Page.objects.get(pk=alone.pk))


def test_second_reader_finds_what_the_first_would(tmp_path, monkeypatch):
    by = administrator()
    file = tmp_path / "many.jsonl"
    plain_words = {"providers": [], "sections": WORDS["sections"][:1]}
    linked = [{"heading": "See", "body_html": '<p><a href="/health-library/gone/">More</a></p>'}]
    lines = [line(n, **plain_words) for n in range(3)] + [line(3, providers=[], sections=linked)]
    file.write_text("\n".join(lines))
    monkeypatch.setattr(files, "WORTH_A_SECOND_READER", 1)
    monkeypatch.setattr(files, "BATCH", 2)
    run = FileImport(file, by=by, publish=True)
    run.look_through()
    assert [refusal for _n, refusals in run.take_in() for refusal in refusals] == []
    for publication in Publication.objects.select_related("revision"):
        found = [finding.stored() for finding in findings_for(publication.revision.snapshot)]
        assert publication.findings == found != []
