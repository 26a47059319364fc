"""The demonstration: what it holds, that it loads once, and that its words keep the house's rules."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone
from phonenumber_field.phonenumber import to_python
from PIL import Image as Picture

from appointments.models import AppointmentRequest, Message, Offer, Status, Visit
from articles.html import sanitise
from articles.models import CareCard, Image, Page, Publication, Region, SectionKind, Subject, Topic
from articles.models.checking import findings_for_all
from clinic.models import (
    Clinic,
    Holiday,
    Location,
    OpeningHours,
    Provider,
    ProviderHours,
    SiteEdition,
)
from spinecenter import demo_files
from spinecenter.demo_library import DRAFTS
from tests import clean_slate

LINES = demo_files.page_lines()
ENGLISH = [line for line in LINES if line["language"] == "en"]
SPANISH = [line for line in LINES if line["language"] == "es"]
ORIGINALS = {line["source_id"]: line for line in ENGLISH}


def each(lines):
    """A test for each of some pages."""
    ids = [f"{line['kind']}-{line['slug']}" for line in lines]
    return pytest.mark.parametrize("line", lines, ids=ids)


ANY_PAGE = each(LINES)
TRANSLATION = each(SPANISH)
DRAWN = pytest.mark.parametrize(
    "drawing", sorted({line["lead_image"]["file"] for line in LINES if "lead_image" in line})
)
TAGS = {
    "a", "blockquote", "caption", "em", "h3", "li", "ol", "p", "strong", "table", "tbody", "td",
    "th", "thead", "tr", "ul",
}  # fmt: skip
FOLDERS = {"article": "/health-library/", "condition-page": "/conditions/"}
ABSOLUTE = {
    "en": re.compile(r"\b(always|never|guaranteed|without)\b", re.IGNORECASE),
    "es": re.compile(r"\b(siempre|nunca|jamás|garantizad[oa]s?|sin riesgos?)\b", re.IGNORECASE),
}
ANSWER = {"en": re.compile(r"(Yes|No)\b"), "es": re.compile(r"(Sí|No)[,.]")}
LICENSE = {
    "en": "Demonstration text, written to show how this site works. It is not medical advice.",
    "es": (
        "Texto de demostración, escrito para mostrar cómo funciona este sitio. "
        "No es un consejo médico."
    ),
}
PREFIX = {"en": "", "es": "/es"}


def path(line):
    return f"{PREFIX[line['language']]}{FOLDERS[line['kind']]}{line['slug']}/"


def soup(section):
    return BeautifulSoup(section["body_html"], "html.parser")


def words(section):
    return soup(section).get_text(" ", strip=True)


def known_paths():
    given = demo_files.read("clinic.json")
    return {
        *(path(line) for line in LINES if line["source_id"] not in DRAFTS),
        *(f"/our-team/{provider['slug']}/" for provider in given["providers"]),
        *(f"/locations/{location['slug']}/" for location in given["locations"]),
        "/appointments/virtual-visits/",
    }


# --- what the library holds


def test_there_are_enough_pages_of_both_kinds_in_both_languages():
    assert Counter((line["language"], line["kind"]) for line in LINES) == {
        ("en", "article"): 29,
        ("en", "condition-page"): 7,
        ("es", "article"): 7,
        ("es", "condition-page"): 1,
    }


def test_every_kind_of_section_is_used():
    assert {section["kind"] for line in ENGLISH for section in line["sections"]} == set(
        SectionKind.values
    )


def test_every_subject_and_every_region_is_used():
    assert {line["subject"] for line in ENGLISH} == set(Subject.values)
    assert {region for line in ENGLISH for region in line["regions"]} == set(Region.values)


def test_condition_pages_cover_every_region():
    pages = [line for line in ENGLISH if line["kind"] == "condition-page"]
    assert {region for line in pages for region in line["regions"]} == set(Region.values)


def test_every_care_card_stands_on_a_page():
    used = {section.get("care_card") for line in LINES for section in line["sections"]}
    assert used - {None} == {card["slug"] for card in demo_files.read("care_cards.json")}


def test_minimally_invasive_surgery_has_both_shapes():
    kinds = {line["kind"] for line in LINES if line["slug"] == "minimally-invasive-spine-surgery"}
    assert kinds == {"article", "condition-page"}


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("article", "What kinds of operations can be done this way?"),
        ("article", "Which conditions can it treat?"),
        ("article", "How do I prepare?"),
        ("article", "What happens on the day?"),
        ("article", "What are the benefits?"),
        ("article", "What are the risks?"),
        ("article", "What has changed in recent years?"),
        ("condition-page", "What we treat this way"),
    ],
)
def test_a_list_that_such_pages_lose_stands_in_full(kind, heading):
    page = next(
        line
        for line in LINES
        if (line["kind"], line["slug"]) == (kind, "minimally-invasive-spine-surgery")
    )
    section = next(part for part in page["sections"] if part["heading"] == heading)
    assert len(soup(section).select("li")) >= 5


def test_the_signs_to_call_about_are_lists_after_minimally_invasive_surgery():
    page = next(line for line in LINES if line["slug"] == "minimally-invasive-spine-surgery")
    cards = {card["slug"]: card for card in demo_files.read("care_cards.json")}
    shown = [cards[part["care_card"]] for part in page["sections"] if "care_card" in part]
    assert [card["level"] for card in shown] == ["urgent", "emergency"]
    assert [len(card["items"]) for card in shown] == [7, 8]


@pytest.mark.parametrize(
    ("subject", "cards"),
    [
        ("condition", {"spine-emergency"}),
        ("treatment", {"spine-emergency", "emergency-after-surgery"}),
    ],
)
def test_a_page_on_a_condition_or_a_treatment_says_when_it_is_an_emergency(subject, cards):
    missing = [
        path(line)
        for line in ENGLISH
        if line["subject"] == subject
        and cards.isdisjoint(section.get("care_card") for section in line["sections"])
    ]
    assert missing == []


def test_a_page_on_a_condition_says_when_to_call_the_same_day():
    missing = [
        path(line)
        for line in ENGLISH
        if line["subject"] == "condition"
        and "spine-urgent" not in {section.get("care_card") for section in line["sections"]}
    ]
    assert missing == ["/health-library/cauda-equina-syndrome/"]  # nothing there can wait


def test_the_account_of_the_model_pages_names_sections_that_exist():
    shapes = {"A": "article", "C": "condition-page"}
    headings = {
        letter: tuple(
            part["heading"]
            for line in LINES
            if (line["kind"], line["slug"]) == (kind, "minimally-invasive-spine-surgery")
            for part in line["sections"]
        )
        for letter, kind in shapes.items()
    }
    account = (settings.BASE_DIR / "docs" / "seed-facts.md").read_text()
    places = re.findall(r"\b([AC])#(.*)", re.sub(r"(\b[AC]#)", r"\n\1", account))
    assert len(places) > 60
    assert [place for letter, place in places if not place.startswith(headings[letter])] == []


# --- its words


@ANY_PAGE
def test_a_page_has_what_readers_need(line):
    assert 40 <= len(line["summary"]) <= 300
    assert "<" not in line["summary"]
    assert line["sources"]
    assert all(source["url"].startswith("https://") for source in line["sources"])
    assert line["license"] == LICENSE[line["language"]]


@ANY_PAGE
def test_headings_are_there_and_not_repeated(line):
    headings = [section["heading"] for section in line["sections"]]
    assert all(heading.strip() for heading in headings)
    assert len(headings) == len(set(headings))


@ANY_PAGE
def test_related_pages_and_people_exist(line):
    written = {other["source_id"] for other in LINES if other["language"] == line["language"]}
    pages = written - DRAFTS - {line["source_id"]}
    people = {provider["slug"] for provider in demo_files.read("clinic.json")["providers"]}
    assert set(line.get("related", [])) <= pages
    assert set(line.get("providers", [])) <= people
    assert bool(line.get("providers")) == (line["kind"] == "condition-page")


@DRAWN
def test_a_drawing_is_small_and_keeps_its_source(drawing):
    file = demo_files.DEMO / "images" / drawing
    assert file.stat().st_size < 150_000
    with Picture.open(file) as picture:
        assert picture.width == 1200
    assert (demo_files.DEMO / "drawings" / drawing).with_suffix(".svg").exists()


@DRAWN
def test_a_drawing_is_described_once_for_all_its_pages(drawing):
    uses = [
        line["lead_image"] for line in LINES if line.get("lead_image", {}).get("file") == drawing
    ]
    assert all(use == uses[0] for use in uses)
    assert 40 <= len(uses[0]["alt"]) <= 300
    assert uses[0]["caption"]


@ANY_PAGE
def test_sections_keep_every_tag_when_they_are_cleaned(line):
    for section in line["sections"]:
        assert {tag.name for tag in soup(section).find_all(True)} <= TAGS
        assert BeautifulSoup(sanitise(section["body_html"]), "html.parser") == soup(section)


@ANY_PAGE
def test_no_list_is_lost(line):
    for section in line["sections"]:
        for paragraph in soup(section).find_all("p"):
            following = paragraph.find_next_sibling()
            is_list = following is not None and following.name in {"ul", "ol"}
            assert is_list or not paragraph.get_text(strip=True).endswith(":")


@ANY_PAGE
def test_answers_stand_under_their_questions(line):
    for section in line["sections"]:
        if section["kind"] == "question":
            assert section["heading"].endswith("?")
        else:
            assert not ANSWER[line["language"]].match(words(section))


@ANY_PAGE
def test_nothing_is_claimed_to_be_absolute(line):
    text = " ".join(f"{section['heading']} {words(section)}" for section in line["sections"])
    assert ABSOLUTE[line["language"]].findall(text) == []


@ANY_PAGE
def test_sentences_are_short(line):
    blocks = [
        block.get_text(" ", strip=True)
        for section in line["sections"]
        for block in soup(section).select("p, li:not(:has(ul, ol))")
    ]
    sentences = [part for block in blocks for part in re.split(r"(?<=[.?!])\W+", block)]
    assert [part for part in sentences if len(part.split()) > 25] == []


@ANY_PAGE
def test_links_inside_the_site_lead_somewhere(line):
    links = [link for section in line["sections"] for link in soup(section).find_all("a")]
    request = f"{PREFIX[line['language']]}/appointments/request/?about="
    targets = {link["href"].removeprefix(request) for link in links}
    assert targets <= known_paths()
    assert {target.startswith("/es/") for target in targets} <= {line["language"] == "es"}
    assert all(link.get_text(strip=True) for link in links)


@ANY_PAGE
def test_tables_say_what_their_rows_and_columns_are(line):
    for table in (table for part in line["sections"] for table in soup(part).find_all("table")):
        assert table.caption.get_text(strip=True)
        assert all(head["scope"] == "col" for head in table.thead.find_all("th"))
        assert all(row.th["scope"] == "row" for row in table.tbody.find_all("tr"))
        assert len({len(row.find_all(["td", "th"])) for row in table.find_all("tr")}) == 1


def test_care_cards_begin_with_the_action_and_hold_no_markup():
    cards = demo_files.read("care_cards.json")
    assert {card["level"] for card in cards} == {"non-urgent", "urgent", "emergency"}
    for card in cards:
        assert re.match(r"(Call|Make|Llame|Llámenos|Pida) .*:$", card["heading"])
        assert card["action"]
        assert not re.search(r"[<>]|://", " ".join([*card["items"], card["action"]]))


def test_phone_numbers_and_addresses_belong_to_nobody():
    files = [demo_files.DEMO / name for name in ("clinic.json", "requests.json")]
    text = " ".join(file.read_text() for file in files)
    phones = re.findall(r"\+1[\d -]{10,}", text)
    assert len(phones) == 13
    assert all(re.fullmatch(r"\+1 ?518-?555-?01\d\d", phone) for phone in phones)
    assert all(to_python(phone).is_valid() for phone in phones)
    assert all(address.endswith(".example") for address in re.findall(r"@([\w.-]+)", text))


def test_holidays_are_written_in_order_for_two_years():
    days = [holiday["date"] for holiday in demo_files.read("clinic.json")["holidays"]]
    assert all(before < after for before, after in pairwise(days))
    assert {day[:4] for day in days} == {"2026", "2027"}


# --- its Spanish


def shape(section):
    """What a section is made of, whatever language its words are in."""
    found = [tag.name for tag in soup(section).find_all(["p", "ul", "ol", "li", "tr", "td"])]
    return section["kind"], section.get("care_card", "").removesuffix("-es"), found


def facts(section):
    """Every number that a section names."""
    return sorted(re.findall(r"\d+", words(section)))


@TRANSLATION
def test_a_translation_says_as_much_as_the_page_that_it_translates(line):
    original = ORIGINALS[line["translation_of"]]
    kept = ("kind", "subject", "regions", "topics", "sources", "providers")
    assert [line.get(key) for key in kept] == [original.get(key) for key in kept]
    pairs = list(zip(line["sections"], original["sections"], strict=True))
    assert [shape(ours) for ours, _theirs in pairs] == [shape(theirs) for _ours, theirs in pairs]
    assert [facts(ours) for ours, _theirs in pairs] == [facts(theirs) for _ours, theirs in pairs]


def test_a_translated_card_has_every_sign_of_the_card_that_it_translates():
    cards = {card["slug"]: card for card in demo_files.read("care_cards.json")}
    translated = [card for card in cards.values() if "translation_of" in card]
    assert len(translated) == 3
    for card in translated:
        original = cards[card["translation_of"]]
        assert (card["language"], card["level"]) == ("es", original["level"])
        assert len(card["items"]) == len(original["items"])


def test_every_topic_is_named_and_introduced_in_spanish():
    for topic in demo_files.read("topics.json"):
        assert topic["spanish_name"] not in ("", topic["name"])
        assert 20 < len(topic["spanish_introduction"]) <= 400


# --- loading it


@pytest.fixture
def demonstration(demonstration_kept, db):
    clean_slate.go_back_to("demonstration")


def counts():
    models = [
        get_user_model(), CareCard, Image, Page, Publication, Holiday, Location, OpeningHours,
        Provider, AppointmentRequest, ProviderHours, Visit, Offer,
    ]  # fmt: skip
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.django_db
def test_load_demo_refuses_with_debug_off(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="only with DEBUG on"):
        call_command("load_demo")
    assert not get_user_model().objects.exists()


def test_load_demo_makes_one_account_for_each_role(demonstration, client):
    roles = {
        account.username: [group.name for group in account.groups.all()]
        for account in get_user_model().objects.filter(is_staff=True)
    }
    assert roles == {
        "admin": ["Administrators"],
        "editor": ["Editors"],
        "reviewer": ["Clinical reviewers"],
        "scheduler": ["Schedulers"],
    }
    assert all(client.login(username=name, password="spine-demo") for name in roles)
    assert get_user_model().objects.get(is_superuser=True).username == "admin"


def test_load_demo_makes_the_center(demonstration):
    assert Clinic.objects.current().name == "Alder Bridge Spine Center"
    assert counts() == {
        "User": 4, "CareCard": 9, "Image": 20, "Page": 44, "Publication": 43, "Holiday": 18,
        "Location": 3, "OpeningHours": 20, "Provider": 5, "AppointmentRequest": 6,
        "ProviderHours": 21, "Visit": 1, "Offer": 3,
    }  # fmt: skip
    assert OpeningHours.objects.of_the_desk().count() == 5
    assert {provider.portrait.width for provider in Provider.objects.all()} == {480}


def test_load_demo_publishes_what_the_reviewer_read(demonstration):
    live = Publication.objects.live()
    assert live.count() == 43
    assert {publication.reviewed_by.full_name for publication in live} == {"Maren Okafor, MD"}
    assert not Page.objects.due_for_review().exists()
    assert live.filter(was_imported=True).count() == 0


def test_load_demo_leaves_one_draft_and_one_unpublished_change(demonstration):
    drafts = Page.objects.drafts().order_by("slug")
    assert [page.slug for page in drafts] == ["sciatica", "spinal-cord-stimulation"]
    live = Publication.objects.live().get(slug="sciatica")
    assert "once a week" in drafts[0].latest_revision().snapshot["sections"][4]["body"]
    assert "once a week" not in live.text


def test_load_demo_ties_translations_to_the_words_that_patients_read(demonstration):
    spanish = Publication.objects.live().in_language("es").with_sisters()
    assert {publication.slug for publication in spanish} == {line["slug"] for line in SPANISH}
    for publication in spanish:
        assert [sister["language"] for sister in publication.sister_list] == ["en"]
        assert not publication.is_older_than_source


def test_the_proofreader_has_nothing_to_say_of_a_translation(demonstration):
    pages = Page.objects.filter(language="es")
    found = findings_for_all([page.latest_revision().snapshot for page in pages])
    assert [(str(finding.place), finding.what) for each in found for finding in each] == []


def test_load_demo_connects_pages_pictures_and_people(demonstration):
    page = (
        Publication.objects.live()
        .readable()
        .get(kind="condition-page", slug="minimally-invasive-spine-surgery")
    )
    assert page.content["lead_image"]["width"] == 1200
    assert len(page.team) == 4
    assert len(page.related_pages) + len(page.counterparts) >= 4
    assert {card["level"] for card in page.cards.values()} == {"urgent", "emergency"}


def test_load_demo_asks_for_visits_that_nobody_can_mistake_for_real(demonstration):
    requests = AppointmentRequest.objects.urgent_first()
    assert [request.urgency for request in requests] == ["urgent", *["routine"] * 5]
    assert {request.name.split()[-1] for request in requests} == {"Example"}
    assert all(request.story.startswith("Demonstration: ") for request in requests)
    assert {request.status for request in requests} == {
        *(Status.NEW, Status.CONTACTING, Status.OFFERED, Status.BOOKED)
    }
    assert requests.overdue().count() == 1
    assert not Message.objects.due(timezone.now()).exists()


def test_load_demo_a_second_time_changes_nothing(demonstration, settings):
    settings.DEBUG = True
    before = counts(), SiteEdition.objects.get().number
    call_command("load_demo")
    assert (counts(), SiteEdition.objects.get().number) == before


@pytest.mark.django_db
def test_load_demo_if_empty_leaves_a_site_in_use_alone(settings):
    settings.DEBUG = True
    Page.objects.create(kind="article", title="Ours", slug="ours")
    call_command("load_demo", "--if-empty")
    assert counts()["Page"] == 1


def test_load_demo_dates_reviews_over_the_past_months(demonstration):
    days = sorted(Publication.objects.values_list("reviewed_on", flat=True))
    assert len(set(days)) == 43
    assert 10 <= (timezone.localdate() - days[-1]).days <= 14


def test_every_topic_of_the_pages_is_introduced():
    told = {topic["name"]: topic["introduction"] for topic in demo_files.read("topics.json")}
    assert set(told) == {name for line in demo_files.page_lines() for name in line["topics"]}
    assert all(20 < len(words) <= 400 for words in told.values())


def test_load_demo_introduces_its_topics(demonstration):
    assert not Topic.objects.filter(introduction="").exists()
