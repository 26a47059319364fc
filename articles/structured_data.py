"""A page of the library as schema.org knows it. Pure: what is said is what the page shows, no more.

Which section becomes which property follows the vocabulary's own domains (tests hold them): what fits
none is left to the words of the page.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.timezone import localtime

from articles.html import visible_words
from articles.models import Level, Publication, SectionKind, Subject
from articles.outline import Part
from clinic.models import Clinic
from clinic.structured_data import Thing, absolute, center, graph, person, stated

# What a page is about. A test that is carried out on a patient is a procedure, too: only procedures have
# a preparation and a follow-up. Anatomy and recovery have no type that every such page would fit.
TYPES: dict[str, str | list[str]] = {
    Subject.CONDITION: "MedicalCondition",
    Subject.TREATMENT: "MedicalProcedure",
    Subject.TEST: ["MedicalTest", "DiagnosticProcedure"],
}
ANYTHING = "MedicalEntity"


class Statement(NamedTuple):
    """The property that a section's words are the value of, and what type they make; none: plain text."""

    property: str
    of_type: str = ""


OF_PROCEDURES = {
    SectionKind.PREPARATION: Statement("preparation"),
    SectionKind.PROCEDURE: Statement("howPerformed"),
    SectionKind.AFTERCARE: Statement("followup"),
    SectionKind.RECOVERY: Statement("followup"),
}
STATEMENTS: Mapping[str, Mapping[Any, Statement]] = {
    Subject.CONDITION: {
        SectionKind.SYMPTOMS: Statement("signOrSymptom", "MedicalSignOrSymptom"),
        SectionKind.CAUSES: Statement("cause", "MedicalCause"),
        SectionKind.DIAGNOSIS: Statement("typicalTest", "MedicalTest"),
        SectionKind.TREATMENT: Statement("possibleTreatment", "MedicalTherapy"),
        SectionKind.PREVENTION: Statement("primaryPrevention", "MedicalTherapy"),
        SectionKind.OUTLOOK: Statement("expectedPrognosis"),
    },
    Subject.TREATMENT: OF_PROCEDURES,
    Subject.TEST: OF_PROCEDURES,
}


def page_data(publication: Publication, parts: Iterable[Part], clinic: Clinic) -> Thing:
    """Everything that a page says to machines: itself, its subject, its questions."""
    address = absolute(publication.get_absolute_url())
    parts = list(parts)
    page = _web_page(publication, address, clinic) | {
        "about": _subject(publication, parts, address)
    }
    questions = [_question(part, address) for part in _questions(parts)]
    return graph(page, *([_faq(publication, questions, address)] if questions else []))


def _web_page(publication: Publication, address: str, clinic: Clinic) -> Thing:
    reviewer = publication.reviewed_by
    return stated(
        _type="MedicalWebPage",
        _id=f"{address}#page",
        url=address,
        name=publication.title,
        description=publication.content["summary"],
        inLanguage=publication.language,
        dateModified=localtime(publication.live_from, clinic.zone).isoformat(timespec="seconds"),
        lastReviewed=publication.reviewed_on and publication.reviewed_on.isoformat(),
        reviewedBy=person(reviewer) if reviewer else None,
        primaryImageOfPage=_picture(publication.content["lead_image"]),
        breadcrumb=stated(_id=f"{address}#breadcrumb"),
        citation=[_source(source) for source in publication.content["sources"]],
        relatedLink=[absolute(page["path"]) for page in publication.related_pages],
        publisher=center(clinic),
    )


def _subject(publication: Publication, parts: list[Part], address: str) -> Thing:
    thing = stated(
        _type=TYPES.get(publication.subject, ANYTHING),
        _id=f"{address}#subject",
        name=publication.title,
        alternateName=publication.content["also_called"],
    )
    statements = STATEMENTS.get(publication.subject, {})
    for part in parts:
        statement = statements.get(part.kind)
        if statement and (words := words_of_part(part)):
            thing.setdefault(statement.property, []).append(_value(statement, part, words, address))
    return thing


def _value(statement: Statement, part: Part, words: str, address: str) -> Thing | str:
    if not statement.of_type:
        return words
    return stated(
        _type=statement.of_type,
        name=part.heading,
        description=words,
        url=f"{address}#{part.anchor}" if part.heading else None,
    )


def _questions(parts: Iterable[Part]) -> list[Part]:
    """The questions that a page shows, gathered ones and single ones, each with an answer."""
    asked = [question for part in parts for question in part.questions or [part]]
    return [
        part
        for part in asked
        if part.kind == SectionKind.QUESTION and part.heading and words_of_part(part)
    ]


def _question(part: Part, address: str) -> Thing:
    return stated(
        _type="Question",
        name=part.heading,
        url=f"{address}#{part.anchor}",
        acceptedAnswer=stated(_type="Answer", text=words_of_part(part)),
    )


def _faq(publication: Publication, questions: list[Thing], address: str) -> Thing:
    return stated(
        _type="FAQPage",
        _id=f"{address}#questions",
        url=address,
        name=publication.title,
        inLanguage=publication.language,
        isPartOf=stated(_id=f"{address}#page"),
        mainEntity=questions,
    )


def words_of_part(part: Part) -> str:
    """What a part says under its heading, its care card included: no advice loses its warning."""
    words = [visible_words(part.html)]
    if card := part.card:
        urgency = str(Level(card["level"]).label)
        words += [f"{urgency}:", card["heading"], *card["items"], card["action"]]
    return " ".join(" ".join(words).split())


def _source(source: Mapping[str, str]) -> Thing:
    return stated(_type="CreativeWork", name=source["title"] or source["url"], url=source["url"])


def _picture(picture: Mapping[str, Any] | None) -> Thing | None:
    if picture is None:
        return None
    return stated(
        _type="ImageObject",
        contentUrl=absolute(picture["url"]),
        caption=picture["caption"],
        creditText=picture["credit"],
    )
