"""What stands beside a page: what staff relate to it, from either side, and what is near to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Kind
from articles.proofs import proof_of
from tests.factories import PageFactory, TopicFactory, editor, publish, published_page, reviewer

pytestmark = pytest.mark.django_db


def live_page(*, topics=(), related=(), at=None, **fields):
    page = PageFactory(**fields)
    page.topics.set(topics)
    page.related.set(related)
    page.save_draft(by=editor(), at=min(at, timezone.now()) if at else None)
    publish(page, at=at)
    return page


def read(page, at=None):
    return page.publications.live(at).readable(at).get()


def titles(pages):
    return [found["title"] for found in pages]


def test_pages_that_staff_chose_come_first_and_near_ones_fill_up():
    nerves, legs = TopicFactory(), TopicFactory()
    chosen = published_page(title="Z, chosen")
    live_page(title="B, one topic", topics=[nerves])
    live_page(title="C, both topics", topics=[nerves, legs])
    live_page(title="A, same place", subject="condition", regions=["lumbar"])
    page = live_page(
        topics=[nerves, legs], related=[chosen], subject="condition", regions=["lumbar"]
    )
    shown = ["Z, chosen", "C, both topics", "B, one topic", "A, same place"]
    assert titles(read(page).related_pages) == shown


def test_where_staff_chose_enough_nothing_is_added():
    topic = TopicFactory()
    chosen = [published_page(title=title) for title in "ABCD"]
    live_page(title="Near", topics=[topic])
    assert titles(read(live_page(related=chosen, topics=[topic])).related_pages) == [*"ABCD"]


def test_article_that_names_this_one_is_nearer_than_one_on_its_topic():
    topic = TopicFactory()
    page = live_page(topics=[topic])
    live_page(title="A, on the topic", topics=[topic])
    live_page(title="B, names it", related=[page])
    assert titles(read(page).related_pages) == ["B, names it", "A, on the topic"]


def test_near_pages_of_the_same_part_only_come_before_those_of_more_parts():
    both = {"subject": "treatment", "regions": ["cervical", "lumbar"]}
    live_page(title="A, neck and back", **both)
    live_page(title="B, neck", subject="treatment", regions=["cervical"])
    live_page(title="C, a test of the neck", subject="test", regions=["cervical"])
    live_page(title="D, without a part", subject="treatment")
    page = live_page(subject="treatment", regions=["cervical"])
    assert titles(read(page).related_pages) == ["B, neck", "A, neck and back"]


def test_page_near_by_topic_and_by_part_takes_one_place():
    topic, part = TopicFactory(), {"subject": "treatment", "regions": ["cervical"]}
    for title in ("A, both", "B, both"):
        live_page(title=title, topics=[topic], **part)
    for title in ("C, the part", "D, the part", "E, the part"):
        live_page(title=title, **part)
    shown = titles(read(live_page(topics=[topic], **part)).related_pages)
    assert shown == ["A, both", "B, both", "C, the part", "D, the part"]


def test_page_alone_has_no_related_pages():
    assert read(live_page(regions=["lumbar"], topics=[TopicFactory()])).related_pages == []


def test_near_pages_are_live_and_in_the_same_language():
    topic = TopicFactory()
    live_page(title="Español", topics=[topic], language="es")
    live_page(title="Retired", topics=[topic]).retire(by=reviewer())
    PageFactory(title="Draft").topics.add(topic)
    assert read(live_page(topics=[topic])).related_pages == []


@pytest.mark.parametrize("said_by", [Kind.ARTICLE, Kind.CONDITION_PAGE])
def test_article_and_condition_page_lead_to_each_other_whichever_side_says_so(client, said_by):
    told = published_page(title="Told", kind=said_by)
    other = Kind.ARTICLE if said_by == Kind.CONDITION_PAGE else Kind.CONDITION_PAGE
    telling = live_page(title="Telling", kind=other, related=[told])
    assert titles(read(told).counterparts) == ["Telling"]
    assert titles(read(telling).counterparts) == ["Told"]
    assert read(told).related_pages == read(telling).related_pages == []
    for page, names in [(told, "Telling"), (telling, "Told")]:
        shown = client.get(read(page).get_absolute_url()).content.decode()
        heading = "How we treat it here" if page.kind == Kind.ARTICLE else "Read more about it"
        assert shown.index(heading) < shown.index(f">{names}</a>")


def test_both_that_name_each_other_are_shown_once():
    article = PageFactory(title="Sciatica")
    care = live_page(kind=Kind.CONDITION_PAGE, related=[article])
    article.related.add(care)
    article.save_draft(by=editor())
    publish(article)
    assert len(read(article).counterparts) == len(read(care).counterparts) == 1


def test_counterpart_speaks_the_language_of_the_page():
    care = published_page(kind=Kind.CONDITION_PAGE, language="es")
    assert read(live_page(related=[care])).counterparts == []


def test_what_stands_beside_a_page_changes_when_a_planned_page_goes_live():
    topic, soon = TopicFactory(), timezone.now() + timedelta(hours=1)
    page = live_page(topics=[topic])
    live_page(title="Planned", topics=[topic], at=soon)
    assert read(page).beside != read(page, soon).beside
    assert titles(read(page, soon).related_pages) == ["Planned"]


def test_draft_shows_what_will_stand_beside_it():
    topic = TopicFactory()
    care = published_page(title="Care", kind=Kind.CONDITION_PAGE)
    chosen = published_page(title="Chosen")
    live_page(title="Near", topics=[topic])
    live_page(title="There", subject="test", regions=["sacral"])
    page = live_page(
        topics=[topic], related=[chosen, care], subject="test", regions=["sacral", "lumbar"]
    )
    live_page(title="Naming", related=[page])
    draft, readers = proof_of(page.revisions.get(), timezone.now()), read(page)
    assert draft.related_pages == readers.related_pages
    assert titles(draft.related_pages) == ["Chosen", "Naming", "Near"]
    assert draft.counterparts == readers.counterparts != []
