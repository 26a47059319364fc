"""What an article says to machines: the page's own words, in the vocabulary of schema.org, and nothing else."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.html import plain_text, sanitise, visible_words
from articles.models import CareCard, Image, Kind, Page, Source, share
from articles.pictures import replace
from articles.rendering import prepare_html
from clinic.models import Clinic, Provider
from clinic.pictures import re_encode
from tests.factories import (
    PageFactory,
    administrator,
    approve_card,
    approved_card,
    editor,
    library_image,
    picture_file,
    publish,
    published_page,
    reviewer,
)
from tests.schema_org import (
    faults,
    listed,
    said_by,
    shown_in,
    thing_of_type,
    unseen,
    without_spaces,
)

NOON = datetime(2026, 6, 5, 12, tzinfo=ZoneInfo("America/New_York"))
CONDITION = [
    {"kind": "overview", "heading": "What it is"},
    {"kind": "symptoms", "heading": "What you may feel", "body": "<ul><li>Pain</li><li>Numb toes</li></ul>"},
    {"kind": "causes", "heading": "Why it happens"},
    {"kind": "diagnosis", "heading": "How we find it"},
    {"kind": "treatment", "heading": "What helps"},
    {"kind": "treatment", "heading": "Surgery"},
    {"kind": "prevention", "heading": "Keep it away"},
    {"kind": "outlook", "heading": "What to expect"},
    {"kind": "question", "heading": "Will it pass?", "body": "<p>Often, in <em>weeks</em>.</p>"},
    {"kind": "question", "heading": "May I walk?", "body": "<p>Yes: walk.</p>"},
]  # fmt: skip
PROCEDURE = [
    {"kind": "preparation", "heading": "Before"},
    {"kind": "procedure", "heading": "How it goes"},
    {"kind": "aftercare", "heading": "At home"},
    {"kind": "recovery", "heading": "The weeks after"},
    {"kind": "risks", "heading": "What can go wrong"},
]


def text_of(response):
    return response.content.decode()


def path_of(page):
    return page.publications.last().get_absolute_url()


def full_page(**fields):
    """A page with everything that a page can have."""
    image = library_image(caption="A disk, cut open.", credit="Drawn by us")
    page = PageFactory(
        title="Sciatica",
        slug="sciatica",
        also_called=["Pinched nerve", "Root pain"],
        subject="condition",
        lead_image=image,
        sections=CONDITION,
        **fields,
    )
    page.sections.filter(kind="symptoms").update(care_card=approved_card())
    page.related.add(published_page(title="Walking"))
    Source.objects.create(page=page, title="A guideline", url="https://example.org/guideline")
    page.save_draft(by=editor(), at=NOON)
    publish(page, by=reviewer(name="Ana Reyes", credentials="MD", slug="ana-reyes"), at=NOON)
    return page


@pytest.fixture
def shown(client, db):
    return text_of(client.get(path_of(full_page())))


# --- the words ---


def test_page_states_only_what_it_shows(shown):
    assert unseen(shown) == []


def test_page_keeps_to_the_vocabulary(shown):
    assert faults(said_by(shown)) == []


def test_page_says_who_reviewed_it_and_when(shown, settings):
    page = thing_of_type(shown, "MedicalWebPage")
    address = f"{settings.SITE_URL}/health-library/sciatica/"
    assert {name: page[name] for name in ("url", "name", "description", "inLanguage")} == {
        "url": address,
        "name": "Sciatica",
        "description": "When a disk presses on a nerve.",
        "inLanguage": "en",
    }
    assert (page["lastReviewed"], page["dateModified"]) == (
        "2026-06-05",
        "2026-06-05T12:00:00-04:00",
    )
    assert page["reviewedBy"] == {
        "@type": "Physician",
        "@id": f"{settings.SITE_URL}/our-team/ana-reyes/#person",
        "name": "Ana Reyes, MD",
        "url": f"{settings.SITE_URL}/our-team/ana-reyes/",
    }
    assert page["citation"][0]["url"] == "https://example.org/guideline"
    assert page["relatedLink"][0].startswith(f"{settings.SITE_URL}/health-library/")
    assert page["primaryImageOfPage"]["caption"] == "A disk, cut open."


def test_page_that_nobody_reviewed_names_no_reviewer(client, db):
    page = published_page()
    page.publications.update(reviewed_by=None, reviewed_on=None, review_due=None)
    said = thing_of_type(text_of(client.get(path_of(page))), "MedicalWebPage")
    assert {"reviewedBy", "lastReviewed"}.isdisjoint(said)


def test_condition_has_typed_sections(shown, settings):
    about = thing_of_type(shown, "MedicalWebPage")["about"]
    assert (about["@type"], about["name"]) == ("MedicalCondition", "Sciatica")
    assert about["alternateName"] == ["Pinched nerve", "Root pain"]
    typed = {
        name: [(one["@type"], one["name"]) for one in about[name]]
        for name in about
        if name not in ("expectedPrognosis", "alternateName") and isinstance(about[name], list)
    }
    assert typed == {
        "signOrSymptom": [("MedicalSignOrSymptom", "What you may feel")],
        "cause": [("MedicalCause", "Why it happens")],
        "typicalTest": [("MedicalTest", "How we find it")],
        "possibleTreatment": [("MedicalTherapy", "What helps"), ("MedicalTherapy", "Surgery")],
        "primaryPrevention": [("MedicalTherapy", "Keep it away")],
    }
    assert about["expectedPrognosis"] == ["A disk can press on a nerve."]
    assert (
        about["cause"][0]["url"] == f"{settings.SITE_URL}/health-library/sciatica/#why-it-happens"
    )


def test_symptoms_carry_the_warning_that_stands_with_them(shown):
    symptoms = thing_of_type(shown, "MedicalWebPage")["about"]
    assert symptoms["signOrSymptom"][0]["description"] == (
        "Pain Numb toes Emergency advice: Call 911 if you: cannot feel your legs cannot pass urine "
        "Do not drive yourself."
    )


def test_questions_that_are_shown_make_a_faq(shown):
    questions = thing_of_type(shown, "FAQPage")["mainEntity"]
    assert [(one["name"], one["acceptedAnswer"]["text"]) for one in questions] == [
        ("Will it pass?", "Often, in weeks."),
        ("May I walk?", "Yes: walk."),
    ]


def test_single_question_makes_a_faq_and_a_page_without_any_has_none(client, db):
    one = published_page(sections=[{"kind": "question", "heading": "Why?", "body": "<p>So.</p>"}])
    faq = thing_of_type(text_of(client.get(path_of(one))), "FAQPage")
    assert faq["mainEntity"][0]["acceptedAnswer"]["text"] == "So."
    assert "FAQPage" not in text_of(client.get(path_of(published_page())))


@pytest.mark.parametrize(
    ("subject", "types"),
    [("treatment", ["MedicalProcedure"]), ("test", ["MedicalTest", "DiagnosticProcedure"])],
)
def test_procedure_says_what_comes_before_and_after(client, db, subject, types):
    page = published_page(subject=subject, sections=PROCEDURE)
    shown = text_of(client.get(path_of(page)))
    about = thing_of_type(shown, types[0])
    assert listed(about["@type"]) == types
    assert {name: len(about[name]) for name in ("preparation", "howPerformed", "followup")} == {
        "preparation": 1,
        "howPerformed": 1,
        "followup": 2,
    }
    assert (faults(said_by(shown)), unseen(shown)) == ([], [])


@pytest.mark.parametrize("subject", ["anatomy", "recovery"])
def test_subject_without_a_type_of_its_own_is_a_plain_medical_entity(client, db, subject):
    shown = text_of(client.get(path_of(published_page(subject=subject, sections=PROCEDURE))))
    assert set(thing_of_type(shown, "MedicalEntity")) == {"@type", "@id", "name"}
    assert faults(said_by(shown)) == []


def test_condition_page_speaks_as_an_article_does(client, db):
    shown = text_of(client.get(path_of(full_page(kind=Kind.CONDITION_PAGE))))
    assert (faults(said_by(shown)), unseen(shown)) == ([], [])
    assert thing_of_type(shown, "MedicalWebPage")["about"]["@type"] == "MedicalCondition"


def test_spanish_page_speaks_spanish(client, db):
    page = PageFactory(
        language="es",
        title="Ciática",
        slug="ciatica",
        subject="condition",
        summary="Cuando un disco presiona un nervio.",
        sections=[
            {"kind": "symptoms", "heading": "Síntomas", "body": "<p>Dolor en la pierna.</p>"},
        ],
    )
    page.sections.update(care_card=approved_card(language="es", heading="Llame al 911 si:"))
    page.save_draft(by=editor())
    publish(page)
    shown = text_of(client.get("/es/health-library/ciatica/"))
    assert thing_of_type(shown, "MedicalWebPage")["inLanguage"] == "es"
    symptoms = thing_of_type(shown, "MedicalSignOrSymptom")["description"]
    assert symptoms.startswith("Dolor en la pierna. Consejo de emergencia: Llame al 911 si:")
    assert (faults(said_by(shown)), unseen(shown)) == ([], [])


def test_breadcrumb_for_machines_is_the_one_that_readers_see(shown, settings):
    items = thing_of_type(shown, "BreadcrumbList")["itemListElement"]
    seen = BeautifulSoup(shown, "html.parser").select(".breadcrumb li")
    assert [one["name"] for one in items] == [one.get_text() for one in seen]
    assert [one.get("item") for one in items] == [
        f"{settings.SITE_URL}{one.a['href']}" if one.a else None for one in seen
    ]
    assert [one["position"] for one in items] == list(range(1, len(seen) + 1))
    crumb = thing_of_type(shown, "BreadcrumbList")["@id"]
    assert thing_of_type(shown, "MedicalWebPage")["breadcrumb"] == {"@id": crumb}


# --- nobody's words can end the element ---

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "</SCRIPT >",
    "]]> \u2028\u2029 &lt;/script&gt;",
    '"quoted" \\u003c/script\\u003e',
]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_can_end_the_script_element(client, db, words):
    body = f"<p>{words.replace('&', '&amp;').replace('<', '&lt;')}</p>"
    page = PageFactory(
        title=f"Pain {words}",
        slug="pain",
        summary=words,
        also_called=[words],
        subject="condition",
        sections=[
            {"kind": "symptoms", "heading": words, "body": body},
            {"kind": "question", "heading": f"Why {words}?", "body": body},
        ],
    )
    page.save_draft(by=editor())
    page.publish(by=administrator(), imported=True)
    shown = text_of(client.get("/health-library/pain/"))
    elements = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', shown, re.DOTALL | re.IGNORECASE
    )
    assert len(elements) == 2
    for element in elements:
        assert not re.search("[<>&\u2028\u2029]", element)
    assert thing_of_type(shown, "MedicalWebPage")["name"] == f"Pain {words}"
    assert (faults(said_by(shown)), unseen(shown)) == ([], [])


# --- drafts tell machines nothing ---


def test_draft_that_is_shown_to_somebody_tells_machines_nothing(client, db):
    page = PageFactory()
    page.save_draft(by=editor(), at=NOON)
    link = share(page.revisions.get(), by=editor())
    shown = client.get(f"/drafts/{link.token}/")
    assert shown.status_code == 200
    assert said_by(text_of(shown)) == []


# --- what is stated anew is sent anew ---


@pytest.mark.parametrize(
    "what", ["words", "reviewer", "review", "card", "related", "clinic", "picture", "site"]
)
def test_page_is_sent_again_when_anything_that_it_states_changed(client, db, settings, what):
    page = full_page()
    path = path_of(page)
    before = client.get(path)
    CHANGES[what](page, settings)
    after = client.get(path, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert said_by(text_of(after)) != said_by(text_of(before))


def write(page, _settings):
    page.sections.filter(kind="causes").update(body="<p>Other words.</p>")
    page.save_draft(by=editor())
    publish(page)


def approve_other_card(_page, _settings):
    CareCard.objects.update(heading="Call now if you:")
    approve_card(CareCard.objects.get())


def review_again(page, _settings):
    page.renew_review(by=reviewer(name="Bo Lind", credentials="DPT", slug="bo-lind"))


def retire_related(_page, _settings):
    Page.objects.get(title="Walking").retire(by=reviewer())


def replace_the_picture(_page, _settings):
    replace(
        Image.objects.get(), re_encode(picture_file(color="red")), by=administrator(), reason="x"
    )


def move_the_site(_page, settings):
    settings.SITE_URL = "https://spine.example.org"


CHANGES = {
    "words": write,
    "reviewer": lambda page, settings: Provider.objects.filter(slug="ana-reyes").update(
        name="Ana Ruiz"
    ),
    "review": review_again,
    "card": approve_other_card,
    "related": retire_related,
    "clinic": lambda page, settings: Clinic.objects.update(name="Elm Street Spine"),
    "picture": replace_the_picture,
    "site": move_the_site,
}


# --- visible words ---


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One <em>word</em>, two.</p><p>Three</p>", "One word, two. Three"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ('<p>See <a href="/x?a=1&amp;b=2" title="1 > 0">this</a>.</p>', "See this."),
        ('<p><img src="/media/a.png" alt="a > b"> here</p>', "here"),
        ("<table><tr><td data-label='Q \"x\" >'>a</td><td>b</td></tr></table>", "a b"),
        ("<p>1 &lt; 2 &amp;lt; x<br>y</p>", "1 < 2 &lt; x y"),
        ("", ""),
    ],
)
def test_visible_words_are_those_without_the_tags(html, words):
    assert visible_words(html) == words


@settings(max_examples=50, deadline=None, database=None, derandomize=True)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.text(max_size=20))
def test_visible_words_of_any_prepared_words_are_their_plain_text(body, title):
    html = sanitise(
        f'<p>{body}</p><a href="/" title="{title}">link</a><table><tr><td>{title}</table>'
    )
    prepared = prepare_html(html, {})
    assert without_spaces(visible_words(prepared)) == without_spaces(plain_text(prepared))


def test_reader_of_pages_tells_what_is_not_shown():
    page = '<body><p>Seen</p><script type="application/ld+json">{}</script></body>'
    said = '{"@context": "https://schema.org", "@type": "Person", "name": "Seen", "jobTitle": "Hidden"}'
    assert unseen(page.format(said)) == [("jobTitle", "Hidden")]
    assert shown_in(page) == "Seen"


@pytest.mark.parametrize(
    ("thing", "fault"),
    [
        ({"@type": "Persona"}, "no type Persona"),
        ({"@type": "Person", "job": "x"}, "no property job"),
        ({"@type": "MedicalTest", "preparation": "x"}, "preparation on ['MedicalTest']"),
        ({"@type": "MedicalWebPage", "lastReviewed": "June 5"}, "lastReviewed: 'June 5'"),
        ({"@type": "MedicalWebPage", "about": "Sciatica"}, "about: 'Sciatica'"),
    ],
)
def test_reader_of_pages_knows_what_the_vocabulary_does_not(thing, fault):
    assert faults([{"@context": "https://schema.org", "@graph": [thing]}]) == [fault]
