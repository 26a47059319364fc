"""Links with which a colleague without an account reads one revision for a week."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .revision import Revision

WORKS_FOR = timedelta(days=7)
# A point separates the parts: it needs no escaping in an address.
SIGNER = Signer(salt="articles.sharing", sep=".")


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def working(self, at: datetime | None = None) -> "ShareLinkQuerySet":
        """Links that show their words at a moment; a page in the trash shows none."""
        return self.filter(
            expires_at__gt=at or timezone.now(), revoked_at=None, page__trashed_at=None
        )

    def named_by(self, token: str) -> "ShareLink | None":
        """The link that a token was made for; None when it was not made by us."""
        try:
            return self.filter(pk=int(SIGNER.unsign(token))).first()
        except (BadSignature, ValueError):
            return None


class ShareLink(models.Model):
    """Who let a colleague read which words, until when. The address itself is signed, not stored."""

    page = models.ForeignKey("articles.Page", on_delete=models.PROTECT, related_name="share_links")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="share_links")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()  # who may write or review a page may share it

    def __str__(self) -> str:
        return f"{self.revision}, shared by {self.created_by}"

    def get_absolute_url(self) -> str:
        return reverse("articles:shared", args=[self.token])

    @property
    def token(self) -> str:
        """What the address ends with; nobody can guess or change it."""
        return SIGNER.sign(str(self.pk))

    def works(self, at: datetime | None = None) -> bool:
        """Whether it shows its words at a moment."""
        return ShareLink.objects.working(at).filter(pk=self.pk).exists()

    def revoke(self, *, by: User, at: datetime | None = None) -> None:
        """Let it show nothing any more; the first to revoke it stays on record."""
        mine = ShareLink.objects.filter(pk=self.pk, revoked_at=None)
        mine.update(revoked_at=at or timezone.now(), revoked_by=by)


def share(revision: Revision, *, by: User, at: datetime | None = None) -> ShareLink:
    """Make a link to one revision that works for seven days."""
    at = at or timezone.now()
    return ShareLink.objects.create(
        page_id=revision.page_id,
        revision=revision,
        created_by=by,
        created_at=at,
        expires_at=at + WORKS_FOR,
    )
