"""What a care card says, and what no emergency card may."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

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
