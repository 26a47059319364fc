"""The fields of a page on both sides, each as lines of words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.kinds import Region, Subject

from .blocks import Block
from .differences import Difference, Names, gone, state_of
from .lines import lines_between

Side = tuple[Mapping[str, Any], Names]


def fields_that_differ(was: Side, now: Side) -> Iterator[Difference]:
    """Those that do not say the same on both sides, in the order of the screen."""
    for name, label, words in FIELDS:
        old, new = ([Block(text) for text in words(*side)] for side in (was, now))
        lines = lines_between(old, new)
        if (state := state_of(lines)) != "same":
            yield Difference(str(label), f"field-{name}", state, lines)


# Each of these gives the lines of one field.


def _text(name: str) -> Callable:
    return lambda snapshot, _names: str(snapshot[name] or "").splitlines()


def _listed(name: str) -> Callable:
    return lambda snapshot, _names: snapshot[name]


def _chosen(name: str, choices: Iterable) -> Callable:
    labels = dict(choices)

    def words(snapshot: Mapping, _names: Names) -> list[str]:
        value = snapshot[name]
        keys = value if isinstance(value, list) else [value]
        return [str(labels.get(key, key)) for key in keys if key]

    return words


def _named(name: str, kind: str) -> Callable:
    return lambda snapshot, names: sorted(
        getattr(names, kind).get(key) or gone(key) for key in snapshot[name]
    )


def _lead_image(snapshot: Mapping, names: Names) -> list[str]:
    key, alt = snapshot["lead_image"], snapshot["lead_image_alt"]
    if not key:
        return []
    own = [_("Alternative text on this page: %(alt)s") % {"alt": alt}] if alt else []
    return [names.pictures.get(key) or gone(key), *own]


def _sources(snapshot: Mapping, _names: Names) -> list[str]:
    return [f"{source['title']} {source['url']}".strip() for source in snapshot["sources"]]


def _pictures(snapshot: Mapping, names: Names) -> list[str]:
    """What was said of each picture of the library when the page was saved."""
    return [
        " · ".join(
            filter(
                None,
                [
                    names.pictures.get(said["id"]) or gone(said["id"]),
                    said["alt"],
                    said["caption"],
                    said["credit"],
                ],
            )
        )
        for said in snapshot.get("pictures", [])
    ]


def _translated(snapshot: Mapping, names: Names) -> list[str]:
    """Which words of the source a translation was made from."""
    key = snapshot.get("translated_revision")
    return [names.revisions.get(key) or gone(key)] if key else []


FIELDS: list[tuple[str, Any, Callable]] = [
    ("title", gettext_lazy("Title"), _text("title")),
    ("slug", gettext_lazy("Address on the site"), _text("slug")),
    ("also_called", gettext_lazy("Also called"), _listed("also_called")),
    ("summary", gettext_lazy("Summary"), _text("summary")),
    ("lead_image", gettext_lazy("Picture at the top"), _lead_image),
    ("subject", gettext_lazy("Subject"), _chosen("subject", Subject.choices)),
    ("regions", gettext_lazy("Parts of the spine"), _chosen("regions", Region.choices)),
    ("topics", gettext_lazy("Topics"), _named("topics", "topics")),
    ("related", gettext_lazy("Related pages"), _named("related", "pages")),
    ("providers", gettext_lazy("Providers"), _named("providers", "providers")),
    ("sources", gettext_lazy("Sources"), _sources),
    ("language", gettext_lazy("Language"), _chosen("language", settings.LANGUAGES)),
    ("license", gettext_lazy("About this text"), _text("license")),
    ("translated_revision", gettext_lazy("Translated from"), _translated),
    ("pictures", gettext_lazy("Words of the pictures"), _pictures),
]
