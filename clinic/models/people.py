"""The people who see patients."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from localflavor.us.models import USStateField

from .places import Location


class ProviderQuerySet(models.QuerySet):
    def practicing(self) -> "ProviderQuerySet":
        """Providers whom patients can find on the team page."""
        return self.filter(is_practicing=True)

    def licensed_in(self, state: str) -> "ProviderQuerySet":
        """Providers who may treat a patient staying in a state (USPS code)."""
        return self.filter(licensed_states__contains=[state])


class Provider(models.Model):
    """A clinician of the center; may be linked to a staff account to sign reviewed pages."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address on the site"), max_length=120, unique=True)
    credentials = models.CharField(
        _("credentials"),
        max_length=60,
        blank=True,
        help_text=_("For example MD, or DPT."),
    )
    role = models.CharField(
        _("role"),
        max_length=120,
        help_text=_("For example “Orthopedic spine surgeon”."),
    )
    specialties = models.CharField(
        _("what they focus on"),
        max_length=300,
        blank=True,
        help_text=_("Separate with commas."),
    )
    biography = models.TextField(_("about"), blank=True, help_text=_("Plain paragraphs."))
    languages = models.CharField(
        _("languages spoken"),
        max_length=200,
        blank=True,
        help_text=_("Separate with commas."),
    )
    portrait = models.ImageField(_("portrait"), upload_to="portraits/", blank=True)
    locations = models.ManyToManyField(
        Location, verbose_name=_("locations"), related_name="providers", blank=True
    )
    licensed_states = ArrayField(
        USStateField(),
        verbose_name=_("licensed in"),
        default=list,
        blank=True,
        help_text=_("States in which a patient may be during a virtual visit."),
    )
    offers_virtual_visits = models.BooleanField(_("offers virtual visits"), default=False)
    is_practicing = models.BooleanField(
        _("practicing here"),
        default=True,
        help_text=_("Clear this when somebody leaves; their name stays on what they reviewed."),
    )
    last_day = models.DateField(
        _("last day of work"),
        null=True,
        blank=True,
        help_text=_("When somebody is going to leave: no visit is booked after this day."),
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("staff account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="provider",
        help_text=_("The account with which this clinician reviews pages."),
    )
    order = models.PositiveSmallIntegerField(_("order on the team page"), default=0)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.full_name

    def works_on(self, day: date, today: date) -> bool:
        """Whether the provider is still here on a day; who left without a last day is gone today."""
        last = self.last_day or (date.max if self.is_practicing else today - timedelta(days=1))
        return day <= last

    def get_absolute_url(self) -> str:
        return reverse("clinic:provider", args=[self.slug])

    @property
    def full_name(self) -> str:
        """The name as patients read it: “Ana Reyes, MD”."""
        return f"{self.name}, {self.credentials}" if self.credentials else self.name
