"""Lines that are not pages: care cards, pictures, people and topics, which the lines of pages then name.

What is here already is left as it is: the safety library, the pictures' words and the center's people are
changed by staff, never by a file.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from articles.models import CareCard, Image, Topic
from clinic.models import Provider

from .lines import Line, LineRefused
from .media import store_picture
from .pages import Outcome, sentence

REASON = "Imported"
LANGUAGE = "en"
NAME = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*")
FOLDER = "images/"
# A server tells browsers by the ending what a file is: never a page, never a drawing with scripts.
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif")
LONGEST_NAME = 100  # what the database holds


def import_entry(line: Line, *, by: User, media: Path | None) -> Outcome:
    """Make the card, picture, person or topic of a line where there is none; raises LineRefused."""
    make = MAKERS[line.values["kind"]]
    try:
        with transaction.atomic():
            return Outcome.CREATED if make(line.values, by, media) else Outcome.UNCHANGED
    except ValidationError as error:
        raise LineRefused(sentence(error)) from error


def _card(values: Mapping[str, Any], by: User, _media: Path | None) -> bool:
    if CareCard.objects.filter(slug=values.get("slug", "")).exists():
        return False
    if any("\n" in item for item in values.get("items", [])):
        raise LineRefused("items: one sign may not run over several lines")
    original = CareCard.objects.filter(slug=values.get("translation_of", "")).first()
    if original is None and values.get("translation_of"):
        raise LineRefused(
            f"translation_of: there is no care card “{values['translation_of'][:80]}”"
        )
    card = CareCard(
        slug=values.get("slug", ""),
        language=values.get("language", LANGUAGE),
        translation_of=original,
        level=values.get("level", ""),
        heading=values.get("heading", ""),
        items="\n".join(values.get("items", [])),
        action=values.get("action", ""),
    )
    card.full_clean()
    card.save()
    card.save_words(by=by, reason=REASON)  # and a clinical reviewer approves it here
    return True


def _provider(values: Mapping[str, Any], _by: User, _media: Path | None) -> bool:
    if Provider.objects.filter(slug=values.get("slug", "")).exists():
        return False
    words = {key: value for key, value in values.items() if key != "kind"}
    # Not on the team page until an administrator says that they work here.
    provider = Provider(is_practicing=False, **words)
    provider.full_clean()
    provider.save()
    return True


def _topic(values: Mapping[str, Any], _by: User, _media: Path | None) -> bool:
    if Topic.objects.filter(name=values.get("name", "")).exists():
        return False
    topic = Topic(**{key: value for key, value in values.items() if key != "kind"})
    topic.full_clean()
    topic.save()
    return True


def _image(values: Mapping[str, Any], by: User, media: Path | None) -> bool:
    name = stored_name(values.get("file", ""))
    if Image.objects.filter(file=name).exists():
        return False
    words = {key: value for key, value in values.items() if key not in {"kind", "file"}}
    image = Image(**{"title": Path(name).stem[:120]} | words)
    image.clean_fields(exclude=["file", "width", "height"])
    image.validate_constraints()
    if media is None:
        raise LineRefused(f"“{name}” is not here; name the folder with its file: --media FOLDER")
    store_picture(image, name, media, by=by)
    return True


MAKERS = {"care-card": _card, "image": _image, "provider": _provider, "topic": _topic}


def stored_name(file: str) -> str:
    """A picture's name under the media folder; raises LineRefused for one that would lead elsewhere."""
    if not NAME.fullmatch(file) or len(file) > LONGEST_NAME - len(FOLDER):
        raise LineRefused(
            f"file: “{file[:80]}” cannot be a picture's name. Use letters, digits, “-”, “_” and “.”, "
            "and “/” between folders"
        )
    if not file.lower().endswith(ENDINGS):
        raise LineRefused(
            f"file: “{file[:80]}” must end as a picture does: {', '.join(ENDINGS)}. Rename the file"
        )
    return file if file.startswith(FOLDER) else FOLDER + file
