"""A page's record: every revision and every move, and the page as patients saw it on a day."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import date as in_words
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from articles.handover import handed_over
from articles.models import Approval, Publication
from articles.models.preparation import content_of
from articles.move_forms import SeenForm
from articles.reading import proof_page

from .screens import PageScreens, framed

REVISIONS_ON_A_PAGE = 25


class RecordMixin(PageScreens):
    """History in full, and what stood on the site at a moment."""

    def get_urls(self) -> list:
        return [
            self.screen_path("seen", self.seen_view),
            self.screen_path("seen-page", self.seen_page_view),
            *super().get_urls(),  # type: ignore[misc]
        ]

    @method_decorator(require_GET)
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Every revision with who, when and why, the moves between them, and what to do with each."""
        page = self.page_shown(request, object_id)
        revisions = page.revisions.select_related("created_by", "restored_from").defer("snapshot")
        shown = Paginator(revisions.prefetch_related(*_marks()), REVISIONS_ON_A_PAGE).get_page(
            request.GET.get("page")
        )
        return self.screen(
            request,
            page,
            "record",
            title=_("History of “%(title)s”") % {"title": page.title},
            shown=shown,
            entries=_entries(page, shown),
            newest=page.latest_revision(),
            may_restore=self.has_change_permission(request, page),
            **(extra_context or {}),
        )

    @method_decorator(require_GET)
    def seen_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page as it stood on a day and a time of the clinic's clocks."""
        page = self.page_shown(request, object_id)
        form = SeenForm(request.GET or None)
        at = form.cleaned_data["at"] if form.is_valid() else None
        released = page.publications.uncancelled().filter(live_from__lte=timezone.now())
        return self.screen(
            request,
            page,
            "seen",
            title=_("“%(title)s” as patients saw it") % {"title": page.title},
            form=SeenForm(initial={"at": at}) if at else form,
            at=at,
            frame_url=at
            and f"{self.screen_url('seen-page', page)}?{urlencode({'at': at.isoformat()})}",
            publication=_live(page, at) if at else None,
            before=at and released.ended(at).order_by("-live_until").first(),
            after=at and released.filter(live_from__gt=at).order_by("live_from").first(),
            released=released.select_related("revision", "approval__reviewer", "published_by"),
            now=timezone.now(),
        )

    @method_decorator([framed, require_GET])
    def seen_page_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What was live at `?at=`, in the public templates, for a frame."""
        page = self.page_shown(request, object_id)
        at = _moment(request.GET.get("at", ""))
        publication = _live(page, at) if at and at <= timezone.now() else None
        if publication is None or at is None:
            raise Http404("Nothing was live then.")
        day = in_words(timezone.localtime(at), "F j, Y, g:i A")
        hint = _("As patients saw this page on %(day)s. Not what they read now.") % {"day": day}
        return proof_page(request, publication, at, hint=hint)


def _live(page: Any, at: datetime) -> Publication | None:
    publication = page.publications.live(at).readable(at).select_related("revision").first()
    if publication:  # the files of its pictures may have been replaced while it was live
        publication.content = content_of(publication.revision.snapshot, at)
    return publication


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at and timezone.is_aware(at) else None


def _marks() -> list[Prefetch]:
    """What became of a revision: its approvals, and when patients read it."""
    released = Publication.objects.uncancelled().only("revision", "live_from", "live_until")
    approvals = Approval.objects.select_related("reviewer")
    return [
        Prefetch("publications", queryset=released.order_by("live_from"), to_attr="released"),
        Prefetch("approvals", queryset=approvals.order_by("at"), to_attr="approved"),
    ]


def _entries(page: Any, shown: PageOfList) -> list[tuple[str, Any]]:
    """Revisions of one page of the list, the moves and the hand-overs of their time, the newest first."""
    revisions = list(shown)
    moves = page.status_changes.select_related("by", "revision").defer("revision__snapshot")
    handovers = handed_over(page)
    if shown.has_previous() and revisions:
        newer = page.revisions.filter(number__gt=revisions[0].number).order_by("number").first()
        if newer:
            moves = moves.filter(at__lt=newer.created_at)
            handovers = handovers.filter(action_time__lt=newer.created_at)
    if shown.has_next():
        moves = moves.filter(at__gte=revisions[-1].created_at)
        handovers = handovers.filter(action_time__gte=revisions[-1].created_at)
    entries = [
        (revision.created_at, 0, revision.number, "revision", revision) for revision in revisions
    ]
    entries += [(move.at, 1, move.pk, "move", move) for move in moves]
    entries += [(made.action_time, 2, made.pk, "handover", made) for made in handovers]
    entries.sort(key=lambda entry: entry[:3], reverse=True)
    return [(kind, entry) for _at, _rank, _key, kind, entry in entries]
