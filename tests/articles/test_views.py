"""What readers get: pages, lists, search, feed; their queries, headers and farewells."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import CareCard, Image, Kind, Page, Publication, Topic
from articles.views import LibraryView
from clinic.models import Clinic, Provider
from tests.factories import (
    PageFactory,
    ProviderFactory,
    TopicFactory,
    administrator,
    approve_card,
    approved_card,
    editor,
    imported_page,
    publish,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db

LONG_TITLE = "Surgery " * 18 + "ends"
HOSTILE = [
    "\x00",
    "%",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\ud7ff" * 50,
    "x" * 10_000,
    "🦴",
]


def text_of(response):
    return response.content.decode()


def linked_page(*, topics=(), providers=(), related=(), **fields):
    """A live page with the relations that a factory does not set."""
    page = PageFactory(**fields)
    page.topics.set(topics)
    page.providers.set(providers)
    page.related.set(related)
    page.save_draft(by=editor())
    publish(page)
    return page


def address(page):
    folder = "health-library" if page.kind == Kind.ARTICLE else "conditions"
    return f"/{folder}/{page.slug}/"


# --- one page ---


def test_article_takes_two_queries_and_sets_no_cookie(client, django_assert_num_queries):
    page = linked_page(
        sections=[{"care_card": approved_card()}, {}, {}],
        related=[published_page(), published_page()],
        topics=[TopicFactory()],
    )
    with django_assert_num_queries(2):
        response = client.get(address(page))
    assert response.status_code == 200
    assert not response.cookies
    assert response["Vary"] == "Accept-Encoding"


def test_condition_page_takes_two_queries(client, django_assert_num_queries):
    page = linked_page(kind=Kind.CONDITION_PAGE, providers=[ProviderFactory()])
    with django_assert_num_queries(2):
        assert "Our team" in text_of(client.get(address(page)))


def test_article_may_be_kept_for_a_minute_by_shared_caches_only(client):
    assert (
        client.get(address(published_page()))["Cache-Control"] == "public, max-age=0, s-maxage=60"
    )


def test_article_is_never_kept_past_its_next_scheduled_version(client):
    page = published_page()
    soon = timezone.now() + timedelta(seconds=20)
    page.sections.update(body="<p>New words.</p>")
    page.save_draft(by=editor())
    publish(page, at=soon)
    kept = int(re.search(r"s-maxage=(\d+)", client.get(address(page))["Cache-Control"])[1])
    assert 0 < kept <= 20


def test_article_that_a_reader_holds_is_not_sent_again(client):
    path = address(published_page())
    etag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("what", ["clinic", "card", "related", "notice"])
def test_article_is_sent_again_when_anything_on_it_changed(client, what):
    card, other = approved_card(), published_page(title="Sciatica")
    page = linked_page(sections=[{"care_card": card}], related=[other])
    etag = client.get(address(page))["ETag"]
    if what == "clinic":
        Clinic.objects.update(name="Elm Street Spine")
    if what == "notice":
        Clinic.objects.update(notice="Closed for the storm today.")
    if what == "card":
        CareCard.objects.update(heading="Call now if you:")
        card.refresh_from_db()
        approve_card(card)
    if what == "related":
        other.retire(by=reviewer())
    assert client.get(address(page), headers={"If-None-Match": etag}).status_code == 200


def test_article_shows_who_reviewed_it_until_when_in_words(client):
    today = timezone.localdate()
    year = today.year - ((today.month, today.day) <= (6, 5))  # of the last fifth of June
    reviewed = timezone.make_aware(timezone.datetime(year, 6, 5, 12))
    page = published_page(by=reviewer(name="Ana Reyes"), at=reviewed)
    words = " ".join(re.sub(r"<[^>]+>", " ", text_of(client.get(address(page)))).split())
    assert (
        f"Medically reviewed by Ana Reyes, MD on June 5, {year} · next review due June 5, {year + 1}"
        in words
    )


def test_article_says_on_which_day_of_the_clinic_it_was_changed(client):
    Clinic.objects.update(time_zone="Pacific/Honolulu")
    morning_in_new_york = timezone.datetime(2026, 6, 5, 2, tzinfo=ZoneInfo("America/New_York"))
    page = published_page(at=morning_in_new_york)
    assert ">June 4, 2026</time>. This page" in text_of(client.get(address(page)))


def test_article_says_when_its_review_is_overdue(client):
    long_ago = timezone.now() - timedelta(days=500)
    page = published_page(at=long_ago)
    assert "Review was due on" in text_of(client.get(address(page)))


def test_article_that_nobody_reviewed_says_so(client):
    page = PageFactory()
    page.save_draft(by=editor())
    page.publish(by=administrator(), imported=True)
    assert "Not yet reviewed by one of our clinicians" in text_of(client.get(address(page)))


def test_article_carries_its_topic_to_the_request(client):
    page = published_page(slug="sciatica")
    assert 'href="/appointments/request/?about=/health-library/sciatica/"' in text_of(
        client.get(address(page))
    )


def test_article_shows_its_words_in_html_but_no_markup_of_its_title(client):
    page = published_page(
        title="Back <b>pain</b>",
        sections=[{"heading": "A <i>heading</i>", "body": "<p>A <em>word</em></p>"}],
    )
    shown = text_of(client.get(address(page)))
    assert "<em>word</em>" in shown
    assert "<b>pain</b>" not in shown
    assert "<i>heading</i>" not in shown


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("non-urgent", "Non-urgent advice"),
        ("urgent", "Urgent advice"),
        ("emergency", "Emergency advice"),
    ],
)
def test_care_card_says_its_urgency_in_words(client, level, words):
    page = published_page(sections=[{"care_card": approved_card(level=level)}])
    shown = text_of(client.get(address(page)))
    assert f'<h3 class="care-card__heading"><span class="hidden-visually">{words}: </span>' in shown


def test_emergency_advice_at_the_top_stands_before_the_picture(client):
    picture = Image.objects.create(
        file="images/cauda-equina.png", width=800, height=600, alternative_text="Nerves"
    )
    advice = {"heading": "Do you need help now?", "care_card": approved_card()}
    urgent = linked_page(lead_image=picture, sections=[advice, {}])
    calm = linked_page(lead_image=picture, sections=[{}, advice])
    for page, first in [(urgent, "care-card--emergency"), (calm, "<figure")]:
        shown = text_of(client.get(address(page)))
        assert min(shown.index("<figure"), shown.index("care-card--emergency")) == shown.index(
            first
        )


def test_topics_of_an_article_are_shown_as_they_are_now(client):
    topic = TopicFactory(name="Leg pain", slug="leg-pain")
    page = linked_page(topics=[topic])
    topic.name, topic.slug = "Pain in the leg", "pain-in-the-leg"
    topic.save()
    assert ('<a href="/health-library/?topic=pain-in-the-leg">Pain in the leg</a>') in text_of(
        client.get(address(page))
    )


def test_reviewer_who_left_is_still_named_with_a_page_that_is_there(client):
    by = reviewer(name="Ana Reyes", slug="ana-reyes")
    page = published_page(by=by)
    Provider.objects.update(is_practicing=False)
    assert 'Medically reviewed by <a href="/our-team/ana-reyes/">Ana Reyes, MD</a>' in text_of(
        client.get(address(page))
    )
    assert client.get("/our-team/ana-reyes/").status_code == 200


def test_words_in_a_language_without_addresses_are_not_led_to(client):
    spanish = published_page(slug="hernia-de-disco", title="Hernia de disco")
    Publication.objects.filter(page=spanish).update(language="es")
    page = linked_page(related=[spanish])
    for path in (address(page), "/feed/", "/health-library/"):
        assert "hernia-de-disco" not in text_of(client.get(path))


def test_drafts_have_no_address(client):
    page = published_page()
    Page.objects.filter(pk=page.pk).update(slug="elsewhere")
    assert client.get("/health-library/elsewhere/").status_code == 404


def test_kinds_do_not_answer_for_each_other(client):
    published_page(slug="sciatica")
    assert client.get("/conditions/sciatica/").status_code == 404


def test_former_address_leads_to_the_page_for_ever(client):
    page = published_page(slug="slipped-disk")
    for slug in ("slipped-disc", "herniated-disk"):
        Page.objects.filter(pk=page.pk).update(slug=slug)
        page.refresh_from_db()
        page.save_draft(by=editor())
        publish(page)
    for former in ("slipped-disk", "slipped-disc"):
        response = client.get(f"/health-library/{former}/")
        assert (response.status_code, response["Location"]) == (
            301,
            "/health-library/herniated-disk/",
        )


def test_retired_page_says_farewell_and_shows_ways_on(client):
    page = published_page(title="Bed rest for back pain")
    page.retire(by=reviewer())
    response = client.get(address(page))
    assert response.status_code == 410
    assert "This page was taken down" in text_of(response)
    assert "Bed rest for back pain" not in text_of(response)
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"


def test_unknown_address_offers_search_and_the_library(client):
    response = client.get("/health-library/nothing-here/")
    assert response.status_code == 404
    assert 'action="/search/"' in text_of(response)
    assert 'href="/health-library/"' in text_of(response)


def test_page_with_an_endless_title_a_bare_section_and_sixty_more_still_reads(client):
    sections = [{"heading": ""}] + [{"heading": f"Part {n}"} for n in range(60)]
    page = imported_page(title=LONG_TITLE, sections=sections)
    shown = text_of(client.get(address(page)))
    assert shown.count("<h1>") == 1
    assert shown.count('<a href="#part-59">') == 2


# --- lists ---


@pytest.fixture
def library():
    nerve = TopicFactory(name="Nerve pain", slug="nerve-pain")
    linked_page(title="Sciatica", subject="condition", regions=["lumbar"], topics=[nerve])
    published_page(title="Spinal fusion", subject="treatment", regions=["lumbar", "cervical"])
    published_page(title="Élan and posture", subject="anatomy")
    published_page(title="3D imaging", subject="test")
    published_page(title="Scoliosis care", kind=Kind.CONDITION_PAGE)


def titles(response):
    return re.findall(r'<a href="/health-library/[-\w]+/">([^<]+)</a>', text_of(response))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["3D imaging", "Élan and posture", "Sciatica", "Spinal fusion"]),
        ("letter=S", ["Sciatica", "Spinal fusion"]),
        ("letter=s", ["Sciatica", "Spinal fusion"]),
        ("letter=E", ["Élan and posture"]),
        ("letter=%23", ["3D imaging"]),
        ("subject=treatment", ["Spinal fusion"]),
        ("region=lumbar", ["Sciatica", "Spinal fusion"]),
        ("region=lumbar&subject=condition&letter=S", ["Sciatica"]),
        ("topic=nerve-pain", ["Sciatica"]),
        ("letter=Z", []),
        ("letter=&subject=", ["3D imaging", "Élan and posture", "Sciatica", "Spinal fusion"]),
    ],
)
def test_library_is_narrowed_by_what_the_address_says(client, library, query, found):
    assert titles(client.get(f"/health-library/?{query}")) == found


@pytest.mark.parametrize("key", ["letter", "subject", "region", "topic"])
def test_library_meets_nonsense_with_a_way_on(client, library, key):
    for value in HOSTILE:
        response = client.get("/health-library/", {key: value})
        assert response.status_code == 200
        assert "see all pages from A to Z" in text_of(response)
        assert "<script>alert" not in text_of(response)


def test_library_has_no_such_page_number(client, library):
    for page in ["0", "-1", "999", "x" * 400, "\x00"]:
        assert client.get("/health-library/", {"page": page}).status_code == 404


def test_empty_library_says_what_to_do(client):
    assert "We have no page for this yet" in text_of(client.get("/health-library/"))
    assert "These pages are being written" in text_of(client.get("/conditions/"))


def test_letters_without_a_page_are_no_links(client, library):
    shown = text_of(client.get("/health-library/"))
    assert 'href="?letter=S"' in shown
    assert 'href="?letter=B"' not in shown


def counts(response):
    """What stands beside each way to narrow the library: its words, and how many pages it leads to."""
    ways = re.findall(r'<a href="\?[^"]*"[^>]*>(?:(?!</a>).)*?</a>', text_of(response), re.DOTALL)
    told = [" ".join(re.sub(r"<[^>]+>", " ", way).split()) for way in ways]
    found = [re.fullmatch(r"(.+?),? \(?\s*(\d+) pages?\s*\)?", words) for words in told]
    return {match[1]: int(match[2]) for match in found if match}


def test_each_way_into_the_library_says_how_many_pages_it_leads_to(client, library):
    published_page(title="Lumbar care", kind=Kind.CONDITION_PAGE, regions=["lumbar"])
    told = counts(client.get("/health-library/?region=lumbar"))
    assert told == {
        "Neck cervical spine": 1,
        "Upper and middle back thoracic spine": 0,
        "Lower back lumbar spine": 2,
        "Base of the spine sacrum and tailbone": 0,
        "Conditions": 1,
        "Treatments": 1,
        "Nerve pain": 1,
    }


def test_ways_count_in_spanish(client):
    published_page(title="Ciática", subject="condition", regions=["lumbar"], language="es")
    shown = text_of(client.get("/es/health-library/"))
    assert "columna lumbar, 1 página<" in shown
    assert "columna cervical, 0 páginas<" in shown


def test_ways_keep_what_was_chosen_and_drop_the_letter(client, library):
    shown = text_of(client.get("/health-library/?subject=treatment&letter=S"))
    assert '<a href="?subject=treatment&amp;region=cervical">' in shown
    assert '<a href="?subject=treatment" aria-current="true">' in shown


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "Health library"),
        ("letter=S", "Health library"),
        ("region=lumbar", "Lower back (lumbar spine)"),
        ("subject=treatment&letter=S", "Treatments"),
        ("topic=nerve-pain", "Nerve pain"),
        ("topic=nonsense", "Health library"),
    ],
)
def test_narrowed_library_has_a_heading_of_its_own(client, library, query, heading):
    assert f"<h1>{heading}</h1>" in text_of(client.get(f"/health-library/?{query}"))


def test_topics_are_told_with_the_way_to_their_pages(client, library):
    Topic.objects.update(introduction="Nerves carry <i>pain</i>.", spanish_name="Nervios")
    TopicFactory(name="Nothing written yet")
    shown = text_of(client.get("/topics/"))
    assert '<h2><a href="/health-library/?topic=nerve-pain">Nerve pain</a></h2>' in shown
    assert "<p>Nerves carry &lt;i&gt;pain&lt;/i&gt;.</p><p>1 page</p>" in shown
    assert "Nothing written yet" not in shown
    assert 'content="index, follow"' in shown


def test_topics_are_those_of_the_readers_language(client, library):
    article = linked_page(title="Dolor", language="es", topics=[Topic.objects.get()])
    assert "Nerve pain" not in text_of(client.get("/es/topics/"))
    Topic.objects.update(spanish_name="Nervios", spanish_introduction="Duele.")
    shown = text_of(client.get("/es/topics/"))
    assert (
        '<h2><a href="/es/health-library/?topic=nerve-pain">Nervios</a></h2><p>Duele.</p>' in shown
    )
    article.retire(by=reviewer())
    assert "Nervios" not in text_of(client.get("/es/topics/"))


def test_topics_that_are_not_there_yet_lead_on(client):
    Clinic.objects.update(phone="+15185550142")
    shown = text_of(client.get("/topics/"))
    assert "No topics have been set up yet." in shown
    assert '<a href="/health-library/">see all pages from A to Z</a>' in shown
    assert "(518) 555-0142" in shown
    assert 'content="noindex, follow"' in shown


@pytest.mark.parametrize("path", ["/", "/health-library/", "/search/?q=zzz"])
def test_reader_finds_the_topics_from_anywhere(client, library, path):
    assert '<a href="/topics/">Topics</a>' in text_of(client.get(path))


def test_topics_are_a_part_of_the_library(client):
    shown = text_of(client.get("/topics/"))
    assert '<a href="/health-library/" aria-current="true">Health library</a>' in shown


def test_library_and_articles_lead_to_what_the_topics_are_about(client, library):
    assert "What each topic is about" in text_of(client.get("/health-library/"))
    article = Publication.objects.get(title="Sciatica").get_absolute_url()
    assert '<a href="/topics/">All topics</a>' in text_of(client.get(article))


def test_topic_is_introduced_in_the_readers_language(client, library):
    Topic.objects.update(
        introduction="Nerves carry pain.", spanish_introduction="Duele.", spanish_name="Nervios"
    )
    assert "Nerves carry pain." in text_of(client.get("/health-library/?topic=nerve-pain"))
    spanish = text_of(client.get("/es/health-library/?topic=nerve-pain"))
    assert "Duele." in spanish
    assert "Nerves carry pain." not in spanish
    narrower = text_of(client.get("/health-library/?topic=nerve-pain&region=lumbar"))
    assert "Nerves carry pain." not in narrower


def test_narrowed_library_leads_to_what_the_center_treats_there(client, library):
    published_page(title="Back care", kind=Kind.CONDITION_PAGE, regions=["lumbar"], slug="back")
    link = '<a href="/conditions/back/">Back care</a>'
    assert link in text_of(client.get("/health-library/?region=lumbar"))
    assert link not in text_of(client.get("/health-library/?region=cervical"))
    assert link not in text_of(client.get("/health-library/"))


def test_conditions_are_listed_with_their_other_names(client, django_assert_max_num_queries):
    for title in ("Back care", "Neck care"):
        published_page(title=title, kind=Kind.CONDITION_PAGE, also_called=["Pain", f"{title} here"])
    with django_assert_max_num_queries(4):
        shown = text_of(client.get("/conditions/"))
    for names in ("Back care here, Pain", "Neck care here, Pain"):
        assert f"<strong>Also called:</strong> {names}</p>" in shown


def lines(response):
    """The lines of the A–Z in their order, as readers see them."""
    found = re.findall(r'<ul class="titles">(.*?)</ul>', text_of(response), re.DOTALL)
    items = re.findall(r"<li[^>]*>(.*?)</li>", "".join(found), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", item).split()) for item in items]


@pytest.fixture
def herniated(library):
    return published_page(
        title="Herniated disk",
        slug="herniated-disk",
        also_called=["Slipped disc", "Bulging disk", "herniated-disk"],
        regions=["lumbar"],
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("letter=B", ["Bulging disk, see Herniated disk"]),
        ("letter=H", ["Herniated disk"]),
        ("letter=S", ["Sciatica", "Slipped disc, see Herniated disk", "Spinal fusion"]),
        ("letter=S&region=cervical", ["Spinal fusion"]),
        ("region=thoracic", []),
    ],
)
def test_other_names_stand_in_the_alphabet_with_the_page_to_see(client, herniated, query, found):
    response = client.get(f"/health-library/?{query}")
    assert lines(response) == found


def test_other_name_leads_to_its_page_and_gives_its_letter_a_link(client, herniated):
    shown = text_of(client.get("/health-library/"))
    assert 'Slipped disc, see <a href="/health-library/herniated-disk/">' in shown
    assert 'href="?letter=B"' in shown


def test_other_name_of_two_pages_leads_to_both(client, library):
    for title in ("Radiculopathy", "Brachialgia"):
        published_page(title=title, also_called=["Pinched nerve"])
    shown = lines(client.get("/health-library/?letter=P"))
    assert shown == ["Pinched nerve, see Radiculopathy; Brachialgia"]


def test_names_of_words_that_were_replaced_are_not_listed(client, herniated):
    herniated.also_called = []
    herniated.save(update_fields=["also_called"])
    herniated.save_draft(by=editor())
    publish(herniated)
    assert lines(client.get("/health-library/?letter=B")) == []


def test_pages_of_the_alphabet_hold_other_names_too(client, library, monkeypatch):
    monkeypatch.setattr(LibraryView, "paginate_by", 3)
    published_page(title="Herniated disk", also_called=["Slipped disc", "3D bulge"])
    pages = [lines(client.get(f"/health-library/?page={number}")) for number in (1, 2, 3)]
    assert pages == [
        ["3D bulge, see Herniated disk", "3D imaging", "Élan and posture"],
        ["Herniated disk", "Sciatica", "Slipped disc, see Herniated disk"],
        ["Spinal fusion"],
    ]


def test_alphabet_asks_as_little_of_many_pages_as_of_few(client, django_assert_num_queries):
    published_page(title="Sciatica")
    with CaptureQueriesContext(connection) as few:
        client.get("/health-library/")
    for number in range(12):
        published_page(title=f"Page {number}", also_called=[f"Other {number}"])
    with django_assert_num_queries(len(few)):
        assert len(lines(client.get("/health-library/"))) == 25


def test_spanish_alphabet_says_where_to_look(client):
    page = published_page(title="Hernia de disco", also_called=["Disco desplazado"], language="es")
    assert page.publications.get().get_absolute_url().startswith("/es/")
    assert lines(client.get("/es/health-library/?letter=D")) == [
        "Disco desplazado, véase Hernia de disco"
    ]


def test_lists_show_nothing_that_is_not_live(client):
    page = published_page(title="Old advice", kind=Kind.CONDITION_PAGE)
    page.retire(by=reviewer())
    assert "Old advice" not in text_of(client.get("/conditions/"))


# --- search, feed ---


def test_search_finds_a_page_and_shows_where_the_words_stand(client):
    published_page(title="Sciatica", sections=[{"body": "<p>Pain runs down the leg.</p>"}])
    shown = text_of(client.get("/search/?q=leg+pain"))
    assert '<a href="/health-library/' in shown
    assert "<mark>leg</mark>" in shown


def test_search_that_finds_nothing_says_what_to_try(client):
    assert "We found nothing for “xylophone”" in text_of(client.get("/search/?q=xylophone"))


def test_search_takes_anything_a_person_may_type(client, library):
    for query in ["", " ", *HOSTILE]:
        response = client.get("/search/", {"q": query})
        assert response.status_code == 200
        assert "<script>alert" not in text_of(response)


def test_search_shows_the_nearest_page_of_results(client, library):
    for page in ["0", "-1", "999", "x", "\x00"]:
        assert client.get("/search/", {"q": "disk", "page": page}).status_code == 200


def test_feed_holds_what_was_published_last_first(client):
    published_page(title="Older", at=timezone.now() - timedelta(days=2))
    published_page(title="Newer")
    response = client.get("/feed/", headers={"host": "localhost"})
    assert response["Content-Type"].startswith("application/atom+xml")
    assert re.findall(r"<title>(Older|Newer)</title>", text_of(response)) == ["Newer", "Older"]
    assert "localhost" not in text_of(response)
