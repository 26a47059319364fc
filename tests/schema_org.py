"""The part of the schema.org vocabulary that our pages use, and a reader of what they say with it.

Written by hand from the vocabulary (release 30.1): which type is a kind of which, on which types a property may
stand, and what it may hold. Whoever states something new adds it here first, from schema.org/<name>.
"""

import json
import re
from datetime import date, datetime, time

from bs4 import BeautifulSoup

PARENTS = {
    "Thing": [],
    "CreativeWork": ["Thing"],
    "WebPage": ["CreativeWork"],
    "MedicalWebPage": ["WebPage"],
    "FAQPage": ["WebPage"],
    "WebSite": ["CreativeWork"],
    "Comment": ["CreativeWork"],
    "Question": ["Comment"],
    "Answer": ["Comment"],
    "MediaObject": ["CreativeWork"],
    "ImageObject": ["MediaObject"],
    "Intangible": ["Thing"],
    "ItemList": ["Intangible"],
    "BreadcrumbList": ["ItemList"],
    "ListItem": ["Intangible"],
    "StructuredValue": ["Intangible"],
    "ContactPoint": ["StructuredValue"],
    "PostalAddress": ["ContactPoint"],
    "OpeningHoursSpecification": ["StructuredValue"],
    "Person": ["Thing"],
    "Place": ["Thing"],
    "Organization": ["Thing"],
    "LocalBusiness": ["Organization", "Place"],
    "MedicalOrganization": ["Organization"],
    "MedicalBusiness": ["LocalBusiness"],
    "MedicalClinic": ["MedicalBusiness", "MedicalOrganization"],
    "Physician": ["MedicalBusiness", "MedicalOrganization"],
    "MedicalEntity": ["Thing"],
    "MedicalCause": ["MedicalEntity"],
    "MedicalCondition": ["MedicalEntity"],
    "MedicalSignOrSymptom": ["MedicalCondition"],
    "MedicalTest": ["MedicalEntity"],
    "MedicalProcedure": ["MedicalEntity"],
    "DiagnosticProcedure": ["MedicalProcedure"],
    "TherapeuticProcedure": ["MedicalProcedure"],
    "MedicalTherapy": ["TherapeuticProcedure"],
}
# property: (the types it may stand on, what it may hold)
PROPERTIES = {
    "name": (["Thing"], ["Text"]),
    "alternateName": (["Thing"], ["Text"]),
    "description": (["Thing"], ["Text"]),
    "disambiguatingDescription": (["Thing"], ["Text"]),
    "url": (["Thing"], ["URL"]),
    "image": (["Thing"], ["URL", "ImageObject"]),
    "about": (["CreativeWork"], ["Thing"]),
    "inLanguage": (["CreativeWork"], ["Language"]),
    "dateModified": (["CreativeWork"], ["Date", "DateTime"]),
    "publisher": (["CreativeWork"], ["Organization", "Person"]),
    "isPartOf": (["CreativeWork"], ["CreativeWork"]),
    "citation": (["CreativeWork"], ["CreativeWork"]),
    "creditText": (["CreativeWork"], ["Text"]),
    "mainEntity": (["CreativeWork"], ["Thing"]),
    "text": (["CreativeWork"], ["Text"]),
    "lastReviewed": (["WebPage"], ["Date"]),
    "reviewedBy": (["WebPage"], ["Organization", "Person"]),
    "breadcrumb": (["WebPage"], ["BreadcrumbList"]),
    "primaryImageOfPage": (["WebPage"], ["ImageObject"]),
    "relatedLink": (["WebPage"], ["URL"]),
    "contentUrl": (["MediaObject"], ["URL"]),
    "caption": (["ImageObject"], ["Text"]),
    "acceptedAnswer": (["Question"], ["Answer"]),
    "itemListElement": (["ItemList"], ["ListItem"]),
    "position": (["ListItem", "CreativeWork"], ["Integer"]),
    "item": (["ListItem"], ["URL"]),
    "telephone": (["Person", "Organization", "Place", "ContactPoint"], ["Text"]),
    "email": (["Person", "Organization", "ContactPoint"], ["Text"]),
    "address": (["Person", "Organization", "Place"], ["PostalAddress"]),
    "streetAddress": (["PostalAddress"], ["Text"]),
    "addressLocality": (["PostalAddress"], ["Text"]),
    "addressRegion": (["PostalAddress"], ["Text"]),
    "postalCode": (["PostalAddress"], ["Text"]),
    "openingHoursSpecification": (["Place"], ["OpeningHoursSpecification"]),
    "specialOpeningHoursSpecification": (["Place"], ["OpeningHoursSpecification"]),
    "dayOfWeek": (["OpeningHoursSpecification"], ["DayOfWeek"]),
    "opens": (["OpeningHoursSpecification"], ["Time"]),
    "closes": (["OpeningHoursSpecification"], ["Time"]),
    "validFrom": (["OpeningHoursSpecification"], ["Date"]),
    "validThrough": (["OpeningHoursSpecification"], ["Date"]),
    "department": (["Organization"], ["Organization"]),
    "parentOrganization": (["Organization"], ["Organization"]),
    "member": (["Organization"], ["Organization", "Person"]),
    "location": (["Organization"], ["Place"]),
    "knowsAbout": (["Organization", "Person"], ["Text"]),
    "knowsLanguage": (["Organization", "Person"], ["Text"]),
    "jobTitle": (["Person"], ["Text"]),
    "worksFor": (["Person"], ["Organization"]),
    "workLocation": (["Person"], ["Place"]),
    "signOrSymptom": (["MedicalCondition"], ["MedicalSignOrSymptom"]),
    "cause": (["MedicalCondition"], ["MedicalCause"]),
    "typicalTest": (["MedicalCondition"], ["MedicalTest"]),
    "possibleTreatment": (["MedicalCondition"], ["MedicalTherapy"]),
    "primaryPrevention": (["MedicalCondition"], ["MedicalTherapy"]),
    "expectedPrognosis": (["MedicalCondition"], ["Text"]),
    "preparation": (["MedicalProcedure"], ["Text"]),
    "howPerformed": (["MedicalProcedure"], ["Text"]),
    "followup": (["MedicalProcedure"], ["Text"]),
}
DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}


def parses(read, value):
    try:
        read(value)
    except (TypeError, ValueError):
        return False
    return isinstance(value, str)


# What a value that is no thing of its own looks like.
VALUES = {
    "Text": lambda value: isinstance(value, str) and value.strip() == value != "",
    "URL": lambda value: isinstance(value, str) and re.fullmatch(r"https?://[^\s<>]+", value),
    "Language": lambda value: value in ("en", "es"),
    "Integer": lambda value: type(value) is int,
    "Date": lambda value: parses(date.fromisoformat, value),
    "DateTime": lambda value: parses(datetime.fromisoformat, value) and value[-6] in "+-",
    "Time": lambda value: parses(time.fromisoformat, value),
    "DayOfWeek": lambda value: value in {f"https://schema.org/{day}" for day in DAYS},
}


def listed(value):
    return value if isinstance(value, list) else [value]


def said_by(html):
    """Every document of linked data in a page."""
    scripts = BeautifulSoup(html, "html.parser").select('script[type="application/ld+json"]')
    return [json.loads(script.string) for script in scripts]


def things_in(value):
    """Every thing in a document, however deep it stands; mere references left out."""
    if isinstance(value, list):
        for each in value:
            yield from things_in(each)
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        yield from things_in([inner for inner in value.values() if isinstance(inner, dict | list)])


def thing_of_type(html, name):
    """The one thing of a type that a page speaks of."""
    found = [thing for thing in things_in(said_by(html)) if name in listed(thing["@type"])]
    assert len(found) == 1, f"{len(found)} of {name}"
    return found[0]


def is_a(name, wanted):
    return name == wanted or any(is_a(parent, wanted) for parent in PARENTS[name])


def faults(documents):
    """What in some documents the vocabulary does not know, or knows otherwise."""
    found = [
        f"context: {one.get('@context')}"
        for one in documents
        if one["@context"] != "https://schema.org"
    ]
    for thing in things_in(documents):
        types = listed(thing["@type"])
        found += [f"no type {name}" for name in types if name not in PARENTS]
        if not found:
            found += [fault for name in thing for fault in _faults_of(name, thing[name], types)]
    return found


def _faults_of(name, value, types):
    if name in ("@type", "@id"):
        return [] if name == "@type" or VALUES["URL"](value) else [f"{name}: {value!r}"]
    if name not in PROPERTIES:
        return [f"no property {name}"]
    domain, holds = PROPERTIES[name]
    if not any(is_a(own, wanted) for own in types for wanted in domain):
        return [f"{name} on {types}"]
    return [
        f"{name}: {one!r}" for one in listed(value) if not any(_fits(one, kind) for kind in holds)
    ]


def _fits(value, kind):
    if kind in VALUES:
        return bool(VALUES[kind](value))
    if not isinstance(value, dict):
        return False
    if set(value) == {"@id"}:  # a reference to what is described elsewhere
        return bool(VALUES["URL"](value["@id"]))
    return any(is_a(name, kind) for name in listed(value["@type"]))


def texts_in(documents):
    """Every text that some documents state, with the property that states it."""
    for thing in things_in(documents):
        for name, value in thing.items():
            if not name.startswith("@") and PROPERTIES[name][1] == ["Text"]:
                yield from ((name, one) for one in listed(value))


def shown_in(html):
    """What a page shows, without the spaces: where these fall is the style sheet's affair."""
    page = BeautifulSoup(html, "html.parser")
    for hidden in page.select("script, style, template, [hidden]"):
        hidden.decompose()
    return without_spaces(page.body.get_text())


def without_spaces(words):
    return "".join(words.split())


def unseen(html):
    """Every text that a page states and does not show."""
    shown = shown_in(html)
    return [
        (name, words)
        for name, words in texts_in(said_by(html))
        if without_spaces(words) not in shown
    ]
