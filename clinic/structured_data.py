"""The center, its people and its places as schema.org knows them. Pure.

Everything said here stands in words on the page it is said on; each text is one that readers see there.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import override

from clinic.models import Clinic, Holiday, Location, OpeningHours, Provider, Weekday

Thing = dict[str, Any]

CONTEXT = "https://schema.org"
DAYS = {day: f"{CONTEXT}/{day.name.capitalize()}" for day in Weekday}
# Whom schema.org may call a physician; everybody else of the team is a person with a profession.
PHYSICIANS = {"MD", "DO", "MBBS", "MBBCH", "MBCHB"}
BETWEEN_CREDENTIALS = re.compile(r"[\s,;/]+")


def absolute(path: str) -> str:
    """A path of ours with the site's address before it."""
    return f"{settings.SITE_URL}{path}"


def identity(thing: Any, part: str) -> str:
    """What a person or a place is known by: one `@id`, whichever language its page is read in."""
    with override(settings.LANGUAGE_CODE):
        return f"{absolute(thing.get_absolute_url())}#{part}"


def graph(*things: Thing) -> Thing:
    """What one page says, as a document of its own."""
    return {"@context": CONTEXT, "@graph": list(things)}


def stated(**properties: Any) -> Thing:
    """A thing with only those properties of which there is something to say; `_` stands for `@`."""
    said = {name.replace("_", "@"): value for name, value in properties.items()}
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def breadcrumb(page: str, links: Iterable[tuple[str, str]]) -> Thing:
    """The way to a page that it shows, as (words, path); words that are no link have no path.

    `page` is the address of the page itself.
    """
    items = [
        stated(_type="ListItem", position=number, name=words, item=path and absolute(path))
        for number, (words, path) in enumerate(links, start=1)
    ]
    return stated(_type="BreadcrumbList", _id=f"{page}#breadcrumb", itemListElement=items)


def center(clinic: Clinic) -> Thing:
    """The center as any page names it."""
    return stated(_type="MedicalClinic", _id=absolute("/#center"), name=clinic.name)


def center_at_home(clinic: Clinic, home: str, locations: Iterable[Location]) -> Thing:
    """The center as the home page shows it, with the ways to reach it and its places."""
    return center(clinic) | stated(
        url=absolute(home),
        telephone=_telephone(clinic.phone),
        email=clinic.email,
        department=[place(location) for location in locations],
    )


def website(clinic: Clinic, home: str, language: str) -> Thing:
    """The site itself, as its home page in one language opens it."""
    return stated(
        _type="WebSite",
        _id=absolute(f"{home}#website"),
        name=clinic.name,
        url=absolute(home),
        inLanguage=language,
        publisher=center(clinic),
    )


def place(location: Location, hours: Iterable[OpeningHours] = ()) -> Thing:
    """A place where patients are seen; with its hours where the page shows them."""
    address = absolute(location.get_absolute_url())
    return stated(
        _type="MedicalClinic",
        _id=identity(location, "place"),
        name=location.name,
        url=address,
        telephone=_telephone(location.phone),
        address=stated(
            _type="PostalAddress",
            streetAddress=location.street,
            addressLocality=location.city,
            addressRegion=location.state,
            postalCode=location.postal_code,
        ),
        openingHoursSpecification=[_open(span) for span in hours],
    )


def place_in_full(
    location: Location, holidays: Iterable[Holiday], people: Iterable[Provider], clinic: Clinic
) -> Thing:
    """A place as its own page shows it: hours, days on which it is closed, and whom one can see there."""
    return place(location, location.hours.all()) | stated(  # type: ignore[attr-defined]
        specialOpeningHoursSpecification=[_closed(holiday.date) for holiday in holidays],
        member=[person(provider) for provider in people],
        parentOrganization=center(clinic),
    )


def person(provider: Provider) -> Thing:
    """Somebody of the team as any page names them."""
    return stated(
        _type="Physician" if is_physician(provider) else "Person",
        _id=identity(provider, "person"),
        name=provider.full_name,
        url=absolute(provider.get_absolute_url()),
    )


def person_in_full(provider: Provider, clinic: Clinic) -> Thing:
    """Somebody of the team as their own page shows them; who left keeps the name, not the place."""
    said = person(provider) | stated(
        description=" ".join(provider.biography.split()),
        knowsAbout=[capfirst(words) for words in _by_commas(provider.specialties)],
        image=absolute(provider.portrait.url) if provider.portrait else None,
    )
    # schema.org counts a physician among the places of business, which hold no job.
    profession = "disambiguatingDescription" if is_physician(provider) else "jobTitle"
    return said | {profession: provider.role} | _at_work(provider, clinic)


def _at_work(provider: Provider, clinic: Clinic) -> Thing:
    if not provider.is_practicing:
        return {}
    places = [place(location) for location in provider.locations.all()]
    named = [{key: at[key] for key in ("@type", "@id", "name", "url")} for at in places]
    languages = _by_commas(provider.languages)
    if is_physician(provider):
        return stated(knowsLanguage=languages, location=named, parentOrganization=center(clinic))
    return stated(knowsLanguage=languages, workLocation=named, worksFor=center(clinic))


def is_physician(provider: Provider) -> bool:
    """Whether the credentials are those of a doctor of medicine or osteopathic medicine."""
    words = BETWEEN_CREDENTIALS.split(provider.credentials.replace(".", "").upper())
    return not PHYSICIANS.isdisjoint(words)


def _telephone(phone: Any) -> str | None:
    return str(phone.as_national) if phone else None


def _by_commas(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _open(span: OpeningHours) -> Thing:
    return stated(
        _type="OpeningHoursSpecification",
        dayOfWeek=DAYS[Weekday(span.weekday)],
        opens=f"{span.opens:%H:%M}",
        closes=f"{span.closes:%H:%M}",
    )


def _closed(day: date) -> Thing:
    """A whole day on which nobody is there: it opens and closes at the same moment."""
    return stated(
        _type="OpeningHoursSpecification",
        validFrom=day.isoformat(),
        validThrough=day.isoformat(),
        opens="00:00",
        closes="00:00",
    )
