"""Queries that are put together once answer as if they were put together anew for every reader."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Kind, Publication
from articles.reading import publication_at
from clinic.prepared import A_MOMENT, Prepared
from tests.factories import (
    PageFactory,
    ProviderFactory,
    TopicFactory,
    approved_card,
    editor,
    publish,
    published_page,
)

pytestmark = pytest.mark.django_db

LIVE = Prepared(
    lambda at, title: Publication.objects.filter(title=title).live(at),
    at=A_MOMENT,
    title="?title",
)


def full_page(**fields):
    page = PageFactory(sections=[{"care_card": approved_card()}, {}], **fields)
    page.topics.add(TopicFactory())
    page.providers.add(ProviderFactory())
    page.related.add(published_page())
    page.save_draft(by=editor())
    publish(page)
    return page


def put_together_anew(page, at):
    here = Publication.objects.at_address(page.kind, page.language, page.slug)
    return here.live(at).readable(at).first()


def everything(publication):
    """All that was found of a publication, those who vouch for it too, without asking again."""
    known = {key: value for key, value in vars(publication).items() if key != "_state"}
    fetched = publication._state.fields_cache
    return known | {"with": {name: vars(fetched[name])["id"] for name in fetched if fetched[name]}}


def test_page_is_the_same_as_from_a_query_put_together_anew(django_assert_num_queries):
    now = timezone.now()
    pages = [full_page(), full_page(kind=Kind.CONDITION_PAGE), published_page(language="es")]
    for page in pages:
        with django_assert_num_queries(1):
            found = publication_at(page.kind, page.language, page.slug, timezone.now())
        assert everything(found) == everything(put_together_anew(page, timezone.now()))
        assert publication_at(page.kind, page.language, page.slug, now) is None  # not yet live


def test_page_is_read_as_it_is_at_each_moment():
    page, soon = full_page(), timezone.now() + timedelta(hours=1)
    page.title = "Of tomorrow"
    page.save()
    page.save_draft(by=editor())
    publish(page, at=soon)
    words = [
        publication_at(page.kind, page.language, page.slug, at).title
        for at in (soon, timezone.now(), soon)
    ]
    assert words == ["Of tomorrow", page.publications.live().get().title, "Of tomorrow"]


def test_each_asks_for_values_of_their_own():
    first, second = published_page(), published_page()
    now = timezone.now()
    for page in (first, second, first):
        assert [row.page_id for row in LIVE.rows(at=now, title=page.title)] == [page.pk]
    assert LIVE.rows(at=now, title="Another") == []


def test_value_that_is_left_out_is_refused():
    with pytest.raises(KeyError, match="title"):
        LIVE.rows(at=timezone.now())


def test_each_thread_asks_on_its_own_connection():
    LIVE.rows(at=timezone.now(), title="Put together by this thread")
    found = []

    def ask():
        found.append(LIVE.rows(at=timezone.now(), title="Asked by another"))
        connection.close()

    other = threading.Thread(target=ask)
    other.start()
    other.join()
    assert found == [[]]
