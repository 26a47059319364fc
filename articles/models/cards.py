"""Care cards: when to ask for help. Edited once, approved once, shown on every page that uses them."""

import re
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .reviewers import reviewer_of_others_words
from .status import (
    CARD_WAYS_ON,
    InvalidTransition,
    ReviewRequired,
    Status,
    require,
    require_reason,
)

CARD_MOVES: dict[Status, set[Status]] = {
    Status.DRAFT: {Status.IN_REVIEW},
    Status.IN_REVIEW: {Status.DRAFT, Status.APPROVED},
    Status.APPROVED: {Status.DRAFT},
}
CARD_STATES = [(state.value, state.label) for state in CARD_MOVES]
WORDS = ("level", "heading", "items", "action")
LINK_IN_EMERGENCY = _(
    "An emergency card has no links: a person in danger must not leave the page. "
    "Write the phone number or the place instead."
)
LINK = re.compile(
    r"https?:|www\.|<a\b|\b[\w-]+\.(?:com|org|net|gov|edu|info|health)\b", re.IGNORECASE
)


class Level(models.TextChoices):
    """How soon a care card asks the reader to act."""

    NON_URGENT = "non-urgent", _("Non-urgent advice")
    URGENT = "urgent", _("Urgent advice")
    EMERGENCY = "emergency", _("Emergency advice")


class CardWords(models.Model):
    """What a care card says. Plain words only."""

    level = models.CharField(_("level"), max_length=10, choices=Level)
    heading = models.CharField(
        _("heading"),
        max_length=120,
        help_text=_("Begins with the action, for example “Call 911 if you:”"),
    )
    items = models.TextField(_("signs"), help_text=_("One sign a line, short and parallel."))
    action = models.TextField(
        _("what to do"), blank=True, help_text=_("A sentence or two below the list.")
    )

    class Meta:
        abstract = True

    def words(self) -> dict[str, str]:
        """The words by field name."""
        return {name: getattr(self, name) for name in WORDS}

    def linking_fields(self) -> list[str]:
        """Which fields of an emergency card hold a link, which they must not."""
        if self.level != Level.EMERGENCY:
            return []
        return [name for name in WORDS[1:] if LINK.search(getattr(self, name))]


class CareCardQuerySet(models.QuerySet):
    def drafts(self) -> "CareCardQuerySet":
        """Cards whose newest words are being written."""
        return self.filter(status=Status.DRAFT)

    def in_review(self) -> "CareCardQuerySet":
        """Cards whose newest words wait for a clinical reviewer."""
        return self.filter(status=Status.IN_REVIEW)

    def with_standing(self, at: datetime | None = None) -> "CareCardQuerySet":
        """Each card with `newest_number` and, where patients read one, `in_force_number` and
        `in_force_since`."""
        mine = {"card": models.OuterRef("pk")}
        approvals = CareCardMove.objects.approvals(at).filter(**mine).order_by("-at", "-pk")
        newest = CareCardVersion.objects.filter(**mine).order_by("-number")
        return self.annotate(
            newest_number=models.Subquery(newest.values("number")[:1]),
            in_force_number=models.Subquery(approvals.values("version__number")[:1]),
            in_force_since=models.Subquery(approvals.values("at")[:1]),
        )

    def never_approved(self) -> "CareCardQuerySet":
        """Cards that no patient has ever seen, wherever they stand."""
        return self.exclude(pk__in=CareCardMove.objects.approvals().values("card"))


class CareCard(CardWords):
    """A card as staff last saved it. Patients read the version that a reviewer approved last."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    language = models.CharField(
        _("language"), max_length=7, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    translation_of = models.ForeignKey(
        "self",
        verbose_name=_("translation of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="translations",
        limit_choices_to={"translation_of": None},
        help_text=_("The card in English that these words say in another language."),
    )
    status = models.CharField(
        _("status"), max_length=12, choices=CARD_STATES, default=Status.DRAFT, editable=False
    )

    objects = CareCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("care card")
        verbose_name_plural = _("care cards")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                name="card_translated_once_per_language",
                violation_error_message=_("This card has a translation in this language already."),
            ),
        ]
        permissions = [("submit_carecard", _("Can submit care cards for review"))]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.heading} ({self.slug})"

    def latest_version(self) -> "CareCardVersion | None":
        """The words as last saved; None before the first deliberate save."""
        return self.versions.order_by("-number").first()

    def sisters_by_language(self) -> "dict[str, CareCard | None]":
        """The card that says the same in each other language, by the language's name; None: missing."""
        root = self.translation_of_id or self.pk
        family = CareCard.objects.filter(models.Q(pk=root) | models.Q(translation_of=root))
        by_code = {card.language: card for card in family}
        others = [pair for pair in settings.LANGUAGES if pair[0] != self.language]
        return {str(name): by_code.get(code) for code, name in others}

    def source_changed_at(self) -> datetime | None:
        """Since when the card that this one translates has words that its own were not saved after."""
        newest = self.latest_version()
        if self.translation_of is None or newest is None:
            return None
        approvals = self.translation_of.moves.approvals().order_by("-at", "-pk")
        words = approvals.values_list("version__created_at", "at").first()
        return words[1] if words and words[0] > newest.created_at else None

    def version_in_force(self, at: datetime | None = None) -> "CareCardVersion | None":
        """What patients read at a moment; None when nothing was approved yet."""
        approval = self.moves.approvals(at).order_by("-at", "-pk").first()
        return approval.version if approval else None

    @transaction.atomic
    def save_words(
        self, *, by: User, reason: str = "", at: datetime | None = None
    ) -> "CareCardVersion":
        """Record the card's words as a new version; new words need a new approval."""
        at = at or timezone.now()
        card = self._lock()
        last = card.latest_version()
        if last and last.words() == card.words():
            return last
        version = CareCardVersion.objects.create(
            card=card,
            number=last.number + 1 if last else 1,
            created_by=by,
            created_at=at,
            reason=reason,
            **card.words(),
        )
        if card.status != Status.DRAFT:
            card._move(Status.DRAFT, version, by=by, at=at, reason=reason)
        self.status = card.status
        return version

    def submit_for_review(
        self, *, by: User, reason: str = "", version: int | None = None, at: datetime | None = None
    ) -> None:
        """Ask a clinical reviewer to read the newest words."""
        require(by, "articles.submit_carecard")
        self._go(Status.IN_REVIEW, by=by, reason=reason, seen=version, at=at)

    def take_back(self, *, by: User, reason: str = "", at: datetime | None = None) -> None:
        """Go on writing words that are still in review."""
        require(by, "articles.submit_carecard")
        self._go(Status.DRAFT, by=by, reason=reason, from_status=Status.IN_REVIEW, at=at)

    def send_back(self, *, by: User, reason: str, at: datetime | None = None) -> None:
        """Give words back to their writer with what is to be mended."""
        require(by, "articles.review_page")
        require_reason(reason, _("Say what is to be mended: the writer needs to know."))
        self._go(Status.DRAFT, by=by, reason=reason, from_status=Status.IN_REVIEW, at=at)

    def approve(
        self, *, by: User, reason: str = "", version: int | None = None, at: datetime | None = None
    ) -> None:
        """A clinical reviewer's yes: every page that uses the card shows these words at once."""
        require(by, "articles.review_page")
        self._go(Status.APPROVED, by=by, reason=reason, seen=version, at=at)

    @transaction.atomic
    def _go(
        self,
        to: Status,
        *,
        by: User,
        reason: str,
        at: datetime | None,
        seen: int | None = None,
        from_status: Status | None = None,
    ) -> None:
        card = self._lock()
        card._check_move(to, from_status)
        newest = card._newest_words(seen)
        if to == Status.APPROVED:
            reviewer_of_others_words(by, card.authors_of(newest))
            card._refuse_links(newest)
        card._move(to, newest, by=by, at=at or timezone.now(), reason=reason)
        self.status = card.status

    def _lock(self) -> "CareCard":
        return CareCard.objects.select_for_update().get(pk=self.pk)

    def _check_move(self, to: Status, from_status: Status | None) -> None:
        left = Status(self.status)
        if to not in CARD_MOVES[left] or (from_status and left != from_status):
            raise InvalidTransition(
                _("A care card that is “%(now)s” cannot become “%(to)s”. %(way_on)s")
                % {"now": left.label, "to": to.label, "way_on": CARD_WAYS_ON[left]}
            )

    def _newest_words(self, seen: int | None) -> "CareCardVersion":
        newest = self.latest_version()
        if newest is None:
            raise ReviewRequired(_("Save the card first: nothing has been written yet."))
        if seen is not None and seen != newest.number:
            raise InvalidTransition(
                _("The card was changed after you opened it. Read the newest words, then decide.")
            )
        return newest

    def _refuse_links(self, version: "CareCardVersion") -> None:
        if version.linking_fields():
            raise ReviewRequired(LINK_IN_EMERGENCY)

    def authors_of(self, version: "CareCardVersion") -> set[int]:
        """Keys of the accounts that wrote what was not approved in an earlier version."""
        in_force = self.version_in_force()
        since = in_force.number if in_force else 0
        written = self.versions.filter(number__gt=since, number__lte=version.number)
        return set(written.values_list("created_by", flat=True))

    def _move(
        self, to: Status, version: "CareCardVersion", *, by: User, at: datetime, reason: str
    ) -> None:
        CareCardMove.objects.create(
            card=self,
            version=version,
            from_status=self.status,
            to_status=to,
            by=by,
            at=at,
            reason=reason,
        )
        self.status = to
        self.save(update_fields=["status"])


class CareCardVersion(CardWords):
    """What a care card said at one deliberate save; never changed afterwards."""

    card = models.ForeignKey(CareCard, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("saved at"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("version of a care card")
        verbose_name_plural = _("versions of care cards")
        ordering = ["card", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["card", "number"], name="card_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.heading}, version {self.number}"


class CareCardMoveQuerySet(models.QuerySet):
    def approvals(self, at: datetime | None = None) -> "CareCardMoveQuerySet":
        """What brought words into force until a moment; a card's newest one counts."""
        return self.filter(to_status=Status.APPROVED, at__lte=at or timezone.now())


class CareCardMove(models.Model):
    """Who moved a care card from one state to another, when and why; never changed afterwards."""

    card = models.ForeignKey(CareCard, on_delete=models.PROTECT, related_name="moves")
    version = models.ForeignKey(CareCardVersion, on_delete=models.PROTECT, related_name="moves")
    from_status = models.CharField(_("from"), max_length=12, choices=CARD_STATES)
    to_status = models.CharField(_("to"), max_length=12, choices=CARD_STATES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    reason = models.CharField(_("why"), max_length=300, blank=True)

    objects = CareCardMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("move of a care card")
        verbose_name_plural = _("moves of care cards")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["card", "to_status", "-at"], name="card_in_force")]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"
