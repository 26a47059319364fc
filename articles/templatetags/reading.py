"""What the reading pages say in templates."""

from datetime import date
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from articles.models import Kind, Level, Region, Subject
from articles.models.publication import OTHER_INITIAL
from articles.narrowing import PLURALS, Narrowing
from articles.outline import Part

SHORT_NAMES = {
    Region.CERVICAL: _("Neck"),
    Region.THORACIC: _("Upper and middle back"),
    Region.LUMBAR: _("Lower back"),
    Region.SACRAL: _("Base of the spine"),
}
CLINICAL_NAMES = {
    Region.CERVICAL: _("cervical spine"),
    Region.THORACIC: _("thoracic spine"),
    Region.LUMBAR: _("lumbar spine"),
    Region.SACRAL: _("sacrum and tailbone"),
}
KIND_NAMES = {Kind.ARTICLE: _("Health library"), Kind.CONDITION_PAGE: _("What we treat")}
CHOICES = {"kind": KIND_NAMES, "subject": PLURALS, "region": SHORT_NAMES}

register = template.Library()


@register.simple_tag
def rich_text(html: str) -> SafeString:
    """Rich text of a publication, which was sanitised when it was stored and again when prepared."""
    return mark_safe(html)


@register.filter
def day(iso: str) -> date | None:
    """The day that a prepared page keeps as text."""
    return date.fromisoformat(iso) if iso else None


@register.filter
def urgency(level: str) -> str:
    """How soon a care card asks to act: “Emergency advice”."""
    return str(Level(level).label)


@register.filter
def subject_name(subject: str) -> str:
    """A subject in a reader's words."""
    return str(Subject(subject).label)


@register.filter
def region_name(region: str) -> str:
    """A part of the spine in a reader's words."""
    return str(Region(region).label)


@register.filter
def region_short(region: str) -> str:
    """What a patient calls a part of the spine: “Neck”."""
    return str(SHORT_NAMES[Region(region)])


@register.filter
def region_latin(region: str) -> str:
    """What clinicians call it: “cervical spine”."""
    return str(CLINICAL_NAMES[Region(region)])


@register.filter
def subject_plural(subject: str) -> str:
    """A subject as the name of a list: “Conditions”."""
    return str(PLURALS[Subject(subject)])


@register.filter
def letter_name(letter: str) -> str:
    """A letter of the A–Z as readers see it; titles without a letter stand under 0–9."""
    return "0–9" if letter == OTHER_INITIAL else letter


@register.filter
def headed(parts: list[Part], content: dict) -> list[Part]:
    """The parts that a list of contents can name, the sources at the end."""
    sources = [Part(heading=_("Sources"), anchor="sources")] if content["sources"] else []
    return [part for part in parts if part.heading] + sources


@register.simple_tag
def address_with(narrowing: Narrowing, key: str, value: str) -> str:
    """The library narrowed by one thing more."""
    return narrowing.address_with(key, value)


@register.simple_tag(takes_context=True)
def address_of_page(context: dict, number: int) -> str:
    """The same list, at another of its pages."""
    query = context["request"].GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"


@register.simple_tag
def choice_name(key: str, value: str) -> str:
    """What readers call something that a search can be narrowed by: “Lower back”."""
    return str(CHOICES[key][value])


@register.simple_tag(takes_context=True)
def search_address(context: dict, key: str = "", value: str = "") -> str:
    """The same search, narrowed by one thing more or without it; without a key, not narrowed at all."""
    asked = {"q": context["results"].query, "exact": context["exact"]}
    if key:
        asked |= {c.key: c.value for c in context["narrowing"].criteria if c.name} | {key: value}
    return "?" + urlencode({name: said for name, said in asked.items() if said})
