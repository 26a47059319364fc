"""Small turns of phrase for people and places."""

from functools import lru_cache

from django import template
from django.core.files.images import get_image_dimensions
from django.core.files.storage import default_storage
from django.db.models.fields.files import ImageFieldFile
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from localflavor.us.us_states import STATE_CHOICES

from clinic.timetable import Line, week_in_words

STATES = dict(STATE_CHOICES)

register = template.Library()


@register.filter
def in_words(hours) -> list[Line]:
    """Opening hours as lines of words."""
    return week_in_words(hours)


@register.filter
def by_commas(text: str) -> list[str]:
    """The parts of “a, b, c”."""
    return [part.strip() for part in text.split(",") if part.strip()]


@register.filter
def initials(name: str) -> str:
    """First and last initial, shown where there is no portrait."""
    words = name.split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


@register.filter
def dimensions(picture: ImageFieldFile) -> dict[str, int]:
    """Width and height of a stored picture."""
    return _dimensions_of(picture.name)


@lru_cache(maxsize=1_000)
def _dimensions_of(name: str) -> dict[str, int]:
    """Read from the file once: a name that was given to a picture is never given to another."""
    with default_storage.open(name) as file:
        width, height = get_image_dimensions(file)
    return {"width": width, "height": height}


@register.filter
def any_state(codes: list[str]) -> str:
    """States by name, any of which will do: “New York or Vermont”."""
    return get_text_list([str(STATES[code]) for code in codes], _("or"))
