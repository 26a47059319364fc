"""Two at the same moment: one comes first, the other gets a sentence, and nothing is half stored."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.importing import LineRefused, import_line, parse
from articles.models import MoveRefused, Page, Publication, Synonym
from articles.restoring import restore
from tests.factories import (
    PageFactory,
    administrator,
    approve,
    editor,
    published_page,
    reviewer,
)
from tests.form_data import errors_in, form_data
from tests.locks import PATIENCE, wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)

ADD = reverse("admin:articles_article_add")
NEXT_WEEK = timedelta(days=7)


def one_after_the_other(first, second):
    """Begin `second` before `first` is committed; what `second` said when it was refused, or returned."""
    said = []

    def run():
        try:
            said.append(second())
        except (MoveRefused, LineRefused) as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    waiting = threading.Thread(target=run)
    with transaction.atomic():
        first()
        waiting.start()
        wait_until_somebody_waits(unless=lambda: not waiting.is_alive())
    waiting.join()
    (answer,) = said
    return answer


def ending_page_and_the_next():
    """A live page that comes down next week, and an approved one that is to have its address then."""
    page = published_page(slug="disk")
    page.retire(by=reviewer(), at=timezone.now() + NEXT_WEEK)
    Page.objects.filter(pk=page.pk).update(slug="renamed-in-draft")
    heir = PageFactory(slug="disk")
    heir.save_draft(by=editor())
    approve(heir)
    return page, heir


@pytest.mark.django_db(transaction=False)
def test_database_refuses_two_live_pages_at_one_address():
    page = published_page(slug="disk")
    page.retire(by=reviewer(), at=timezone.now() + NEXT_WEEK)
    copy, end = Publication.objects.get(), timezone.now() + NEXT_WEEK
    copy.pk, copy.page = None, PageFactory()
    with pytest.raises(IntegrityError, match="publication_one_at_an_address"), transaction.atomic():
        copy.save()
    copy.live_from, copy.live_until = end + timedelta(minutes=1), None
    copy.save()
    with pytest.raises(IntegrityError, match="publication_one_at_an_address"), transaction.atomic():
        Publication.objects.exclude(pk=copy.pk).update(live_until=None)
    elsewhere = Publication.objects.exclude(pk=copy.pk)
    elsewhere.update(live_until=None, slug="elsewhere")
    elsewhere.update(slug="disk", language="es")


def test_schedule_that_meets_the_end_of_plans_at_its_address_is_refused():
    page, heir = ending_page_and_the_next()
    by, then = reviewer(), timezone.now() + NEXT_WEEK * 2
    said = one_after_the_other(
        lambda: page.cancel_plans(by=by), lambda: heir.publish(by=by, at=then)
    )
    assert said == "The address “disk” belongs to another page. Choose another address."
    assert Publication.objects.get().live_until is None


def test_end_of_plans_that_meets_a_schedule_at_its_address_is_refused():
    page, heir = ending_page_and_the_next()
    by, then = reviewer(), timezone.now() + NEXT_WEEK * 2
    said = one_after_the_other(
        lambda: heir.publish(by=by, at=then), lambda: page.cancel_plans(by=by)
    )
    assert said == (
        "The address “disk” is promised to another page, so this one comes down as planned. "
        "Take back the other page's plans first."
    )
    assert Publication.objects.live(then).get().page == heir


def test_second_of_two_new_pages_at_one_address_is_asked_for_another():
    writers = [Client(), Client()]
    for writer in writers:
        writer.force_login(editor())
    asked = [form_data(writer.get(ADD), title="Sciatica", slug="sciatica") for writer in writers]
    answer = one_after_the_other(
        lambda: writers[0].post(ADD, asked[0]), lambda: writers[1].post(ADD, asked[1])
    )
    assert errors_in(answer) == [
        "Address on the site: The page “Sciatica” has this address already. Choose another."
    ]
    assert answer.context["adminform"].form["title"].value() == "Sciatica"
    assert Page.objects.count() == 1


def test_second_of_two_synonyms_that_say_the_same_is_told_so():
    writers = [Client(), Client()]
    for writer in writers:
        writer.force_login(editor())
    add = reverse("admin:articles_synonym_add")
    said = {"language": "en", "asked": "wobbly spine", "means": "scoliosis"}
    answer = one_after_the_other(
        lambda: writers[0].post(add, said), lambda: writers[1].post(add, said)
    )
    assert errors_in(answer) == ["This stands on the list already."]
    assert Synonym.objects.filter(key="wobbly spine").count() == 1


def test_import_that_meets_a_new_page_at_its_address_is_refused():
    writer, by = Client(), administrator()
    writer.force_login(editor())
    sent = form_data(writer.get(ADD), title="Sciatica", slug="sciatica")
    words = '{"source_id": "1", "title": "Sciatica", "slug": "sciatica", "sections": [{"body_html": "Pain."}]}'
    said = one_after_the_other(
        lambda: writer.post(ADD, sent), lambda: import_line(parse(words), by=by)
    )
    assert said == "slug: Another page of this kind has this address already. Choose another."
    assert Page.objects.get().source_id is None


def translation_in_the_trash():
    page, by = published_page(slug="disk"), administrator()
    translation = page.translate("es", by=editor())
    translation.put_in_trash(by=by)
    return page, translation, by


def test_translation_that_meets_one_from_the_trash_is_refused():
    page, translation, by = translation_in_the_trash()
    said = one_after_the_other(
        lambda: translation.take_out_of_trash(by=by), lambda: page.translate("es", by=by)
    )
    assert said == "A translation into Spanish has been begun already."
    assert Page.objects.kept().get(language="es") == translation


def test_page_from_the_trash_that_meets_a_new_translation_stays_there():
    page, translation, by = translation_in_the_trash()
    said = one_after_the_other(
        lambda: page.translate("es", by=by), lambda: translation.take_out_of_trash(by=by)
    )
    assert said == (
        f"The page “{page.title}” has taken the address meanwhile. Change that one first."
    )
    assert Page.objects.in_trash().get() == translation


def test_restored_words_that_meet_a_new_page_at_their_address_keep_their_own():
    page, by = PageFactory(slug="disk"), editor()
    first = page.save_draft(by=by)
    Page.objects.filter(pk=page.pk).update(slug="slipped-disk")
    page.refresh_from_db()
    page.save_draft(by=by)
    writer = Client()
    writer.force_login(editor())
    sent = form_data(writer.get(ADD), title="Disk", slug="disk")
    restored = one_after_the_other(
        lambda: writer.post(ADD, sent), lambda: restore(page, first, by=by)
    )
    assert restored.missing == [
        "The address “disk” belongs to “Disk” now, so this page keeps “slipped-disk”."
    ]
    assert sorted(Page.objects.values_list("slug", flat=True)) == ["disk", "slipped-disk"]


def test_page_can_be_named_as_related_while_a_colleague_moves_it():
    page, other = published_page(), PageFactory()
    other.related.add(page)
    other.save_draft(by=editor())
    approve(other)
    by, done = reviewer(), []

    def publish():
        done.append(other.publish(by=by))
        connection.close()

    publishing = threading.Thread(target=publish)
    with transaction.atomic():
        page._lock()
        publishing.start()
        publishing.join(timeout=PATIENCE)
        assert [list(publication.related.all()) for publication in done] == [[page]]
    publishing.join()
