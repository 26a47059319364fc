"""Care cards: when to ask for help. Edited once, approved once, shown on every page that uses them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .card_moves import CARD_MOVES, CardMoves
from .card_words import CardWords
from .status import Status

CARD_STATES = [(state.value, state.label) for state in CARD_MOVES]


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
        approvals = CareCardMove.objects.filter(**mine).in_force(at)
        newest = CareCardVersion.objects.filter(**mine).order_by("-number")
        return self.annotate(
            newest_number=models.Subquery(newest.values("number")[:1]),
            in_force_number=models.Subquery(approvals.values("version__number")[:1]),
            in_force_since=models.Subquery(approvals.values("at")[:1]),
        )

    def never_approved(self) -> "CareCardQuerySet":
        """Cards that no patient has ever seen, wherever they stand."""
        return self.exclude(pk__in=CareCardMove.objects.approvals().values("card"))


class CareCard(CardMoves, CardWords):
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
        approval = self.translation_of.moves.in_force()
        words = approval.values_list("version__created_at", "at").first()
        return words[1] if words and words[0] > newest.created_at else None


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
        """What has brought words into force until a moment, the replaced ones too."""
        return self.filter(to_status=Status.APPROVED, at__lte=at or timezone.now())

    def in_force(self, at: datetime | None = None) -> "CareCardMoveQuerySet":
        """The newest approval of each card: what patients read of it at a moment."""
        return self.approvals(at).order_by("card_id", "-at", "-pk").distinct("card_id")


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
