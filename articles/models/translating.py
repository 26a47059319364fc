"""Translations of a page: begun from its words, and held against them as they change."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.proofreading import draft_of
from clinic.models import Provider

from .card_words import Level
from .cards import CareCard
from .holding import Address, hold_translation
from .images import Image
from .library import Topic
from .publication import Publication
from .revision import Revision, Snapshot
from .sisters import newer_words
from .status import InvalidTransition, require

if TYPE_CHECKING:
    from .page import Page

COPIED = ("title", "also_called", "summary", "subject", "regions", "lead_image_alt", "license")


def facts_of_translation(snapshot: Snapshot) -> dict[str, Any]:
    """What the proofreader must know of the languages of a page's cards, and of what it translates."""
    shown = _cards_in(snapshot)
    foreign = CareCard.objects.filter(pk__in=shown).exclude(language=snapshot["language"])
    facts: dict[str, Any] = {"foreign_cards": dict(foreign.values_list("pk", "heading"))}
    original = Revision.objects.filter(pk__in=[snapshot.get("translated_revision")]).first()
    if original:
        left = _cards_left_out(original.snapshot, shown)
        emergencies = tuple(card.heading for card in left if card.level == Level.EMERGENCY)
        facts |= {"original": draft_of(original.snapshot), "cards_left_out": emergencies}
    return facts


def _cards_in(snapshot: Snapshot) -> set[int]:
    return {part["care_card"] for part in snapshot["sections"] if part["care_card"]}


def _cards_left_out(original: Snapshot, shown: set[int]) -> list[CareCard]:
    sisters = CareCard.objects.filter(pk__in=shown).exclude(translation_of=None)
    cards = CareCard.objects.filter(pk__in=_cards_in(original))
    return list(cards.exclude(pk__in=sisters.values("translation_of")))


class TranslatedPages:
    """Part of the vocabulary in which pages are asked for."""

    model: Any
    kept: Any

    def without_translation(self, language: str) -> Any:
        """Pages that nobody has begun to translate into a language."""
        begun = self.model.objects.kept().filter(language=language).exclude(translation_of=None)
        sources = self.kept().filter(translation_of=None).exclude(language=language)
        return sources.exclude(pk__in=begun.values("translation_of"))

    def older_than_source(self, at: datetime | None = None) -> Any:
        """Translations whose source has newer words that patients read or soon will."""
        coming = Publication.objects.ending_after(at or timezone.now()).uncancelled()
        newer = newer_words(coming.filter(page=models.OuterRef("translation_of")))
        return self.kept().filter(models.Exists(newer))


class TranslationMoves:
    """What staff do with a page's translations. Each is atomic and raises MoveRefused with a sentence."""

    if TYPE_CHECKING:
        pk: int
        status: str
        kind: str
        language: str
        translation_of: Any
        translated_revision: Any
        translated_revision_id: int | None
        publications: Any
        _lock: Any
        latest_revision: Any
        sections: Any
        save: Any

    def words_to_translate(self) -> Revision | None:
        """The newest words that patients read or will; where there are none, those saved last."""
        coming = self.publications.ending_after(timezone.now()).uncancelled()
        newest = coming.select_related("revision").order_by("-live_from", "-pk").first()
        return newest.revision if newest else self.latest_revision()

    @transaction.atomic
    def translate(self, language: str, *, by: User, at: datetime | None = None) -> "Page":
        """Begin a translation: a draft with the page's own words, structure and pictures to write over.

        Care cards and related pages come along where they exist in that language.
        """
        page = self._lock()
        require(by, "articles.submit_page")
        words = page.words_to_translate()
        page._check_translation(language, words)
        snapshot: Snapshot = words.snapshot
        pages: Any = type(page).objects
        draft = pages.create(
            kind=page.kind,
            language=language,
            slug=pages.free_slug(Address(page.kind, language, snapshot["slug"])),
            lead_image=Image.objects.filter(pk__in=[snapshot["lead_image"]]).first(),
            translation_of_id=page.pk,
            translated_revision=words,
            owner=by,
            **{name: snapshot[name] for name in COPIED},  # type: ignore[literal-required]
        )
        draft._copy_parts(snapshot)
        name = dict(settings.LANGUAGES)[page.language]
        reason = _("Begun with the words of revision %(number)s in %(language)s.")
        draft.save_draft(by=by, at=at, reason=reason % {"number": words.number, "language": name})
        return draft

    @transaction.atomic
    def confirm_translation(
        self, *, by: User, revision: int, at: datetime | None = None
    ) -> Revision:
        """Record that the words say what the source says in a revision, the newest one.

        The record is part of the words: patients lose the warning once a reviewer has approved it.
        """
        page = self._lock()
        require(by, "articles.submit_page")
        if page.translation_of is None:
            raise InvalidTransition(_("This page is not a translation."))
        words = page.translation_of.words_to_translate()
        if words.number != revision:
            raise InvalidTransition(
                _(
                    "The source has changed again (revision %(now)s, you saw %(seen)s). Read what "
                    "changed, then confirm."
                )
                % {"now": words.number, "seen": revision}
            )
        page.translated_revision = self.translated_revision = words
        page.save(update_fields=["translated_revision"])
        reason = _("The translation is up to date with revision %(number)s.")
        saved = page.save_draft(by=by, at=at, reason=reason % {"number": revision})
        self.status = page.status
        return saved

    def cards_left_out(self) -> list[CareCard]:
        """The care cards of the words translated that this translation does not show."""
        if self.translated_revision is None:
            return []
        shown = {key for key in self.sections.values_list("care_card", flat=True) if key}
        return _cards_left_out(self.translated_revision.snapshot, shown)

    def _translates_again(self, earlier: Revision) -> None:
        """Words that are brought back render what they rendered then, not what the source says now."""
        self.translated_revision_id = earlier.snapshot.get("translated_revision")
        self.save(update_fields=["translated_revision"])

    def _check_translation(self, language: str, words: Revision | None) -> None:
        name = dict(settings.LANGUAGES)[language]
        if self.translation_of is not None or language == self.language:
            raise InvalidTransition(_("Translate the page that this one was translated from."))
        if words is None:
            raise InvalidTransition(_("Save the page first: there is nothing to translate yet."))
        hold_translation(self.pk, language)
        begun = type(self).objects.kept().filter(translation_of=self.pk, language=language)  # type: ignore[attr-defined]
        if begun.exists():
            raise InvalidTransition(
                _("A translation into %(language)s has been begun already.") % {"language": name}
            )

    def _copy_parts(self: Any, snapshot: Snapshot) -> None:
        shown = _cards_in(snapshot)
        cards = CareCard.objects.filter(translation_of__in=shown, language=self.language)
        sisters = dict(cards.values_list("translation_of", "pk"))
        for order, part in enumerate(snapshot["sections"]):
            self.sections.create(
                order=order,
                kind=part["kind"],
                heading=part["heading"],
                body=part["body"],
                care_card_id=sisters.get(part["care_card"]),
            )
        for order, source in enumerate(snapshot["sources"]):
            self.sources.create(order=order, **source)
        self.topics.set(Topic.objects.filter(pk__in=snapshot["topics"]))
        self.providers.set(Provider.objects.filter(pk__in=snapshot["providers"]))
        related = type(self).objects.kept().filter(translation_of__in=snapshot["related"])
        self.related.set(related.filter(language=self.language))
