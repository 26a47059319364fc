"""Staff's screens for times: offer up to three, book one, move a visit; accept or refuse for a patient.

What is looked up stands in the query (providers and places, nothing about the patient); what is chosen is
posted. Who may not, or comes too late, gets a sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from appointments import scheduling, summary
from appointments.forms.booking import MOST_OFFERS, BookingForm, ChoosingForm, first_choices
from appointments.models import AccessRecord, AppointmentRequest, InvalidTransition, Status, Visit
from appointments.scheduling import OutsideHours
from appointments.staff.desk import CHANGE_PAGE, key_in, opened, record
from appointments.staff.next_steps import next_steps

TEMPLATE = "admin/appointments/appointmentrequest/choose_time.html"


@dataclass(frozen=True)
class Act:
    """One of the screens: where it leads, its words, and how many times it takes."""

    status: Status
    title: Promise
    button: Promise
    done: Promise
    carry_out: Callable
    most: int = 1
    moves_a_visit: bool = False


def _move(request, slot, **how):
    scheduling.move(request.visits.booked().get(), slot, **how)


OFFER = Act(
    Status.OFFERED,
    gettext_lazy("Offer times: request %s"),
    gettext_lazy("Offer these times"),
    gettext_lazy("The times are offered."),
    lambda request, *slots, **how: scheduling.offer(request, slots, **how),
    most=MOST_OFFERS,
)
BOOK = Act(
    Status.BOOKED,
    gettext_lazy("Book a time: request %s"),
    gettext_lazy("Book this time"),
    gettext_lazy("The visit is booked."),
    scheduling.book,
)
MOVE = Act(
    Status.BOOKED,
    gettext_lazy("Move the visit: request %s"),
    gettext_lazy("Move the visit"),
    gettext_lazy("The visit is moved."),
    _move,
    moves_a_visit=True,
)


def offer(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """Up to three times for the patient to choose from."""
    return _choose_time(request, admin, pk, OFFER)


def book(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """A time that was agreed on."""
    return _choose_time(request, admin, pk, BOOK)


def rebook(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """Another time, place or provider for the visit."""
    return _choose_time(request, admin, pk, MOVE)


@sensitive_post_parameters()
def _choose_time(request: HttpRequest, admin, pk: str, act: Act) -> HttpResponse:
    """Show free times, and offer, book or move to what was chosen."""
    shown, at = opened(request, admin, pk, "change"), timezone.now()
    visit = shown.visits.booked().first()
    if refusal := _refusal(shown, act, visit, at):
        messages.error(request, refusal)
        return redirect(CHANGE_PAGE, shown.pk)
    look, form = _forms(request, shown, act, at)
    if form and form.is_valid() and _carry_out(request, shown, act, form, at):
        messages.success(request, act.done)
        return redirect(CHANGE_PAGE, shown.pk)
    record(request, shown, AccessRecord.What.OPENED)
    return render(request, TEMPLATE, _context(request, admin, shown, act, look, form))


def _refusal(shown: AppointmentRequest, act: Act, visit: Visit | None, at: datetime) -> str:
    """Why this can't be done with the request as it stands; empty where it can."""
    open_here = act.status in {step.status for step in next_steps(shown, at)}
    if open_here and act.moves_a_visit == (visit is not None):
        return ""
    if visit and not act.moves_a_visit:
        return _("This request has a visit already. Move that one.")
    words = {"status": shown.get_status_display()}
    return _("No time can be chosen for a request that is “%(status)s”.") % words


def _forms(
    request: HttpRequest, shown: AppointmentRequest, act: Act, at: datetime
) -> tuple[ChoosingForm, BookingForm | None]:
    """What free times are looked up by; and the times to choose from, as soon as that is known."""
    posted = request.POST if request.method == "POST" else None
    asked = posted or (request.GET if "provider" in request.GET else None)
    first = first_choices(shown, shown.visits.booked().first())
    look = ChoosingForm(asked, initial=first, auto_id="look_%s")
    if not look.is_valid():
        return look, None
    how = {"most": act.most, "at": at, "zone": request.clinic.zone}
    form = BookingForm(posted, initial={**first, **look.cleaned_data}, **how)
    form.show_free_times(look.free(at), shown)
    return look, form


def _carry_out(
    request: HttpRequest, shown: AppointmentRequest, act: Act, form: BookingForm, at: datetime
) -> bool:
    """Do it; a refusal goes beside the field that can mend it, and what was typed stays."""
    override = form.cleaned_data["override"]
    try:
        act.carry_out(shown, *form.slots(), by=request.user, at=at, override=override)
    except OutsideHours as refused:
        words = _("%(refusal)s Choose another time, or say here why it should be this one.")
        form.add_error("override", words % {"refusal": refused})
    except InvalidTransition as refused:
        form.add_error("starts", str(refused))
    else:
        record(request, shown, AccessRecord.What.MOVED)
        return True
    shown.refresh_from_db()
    return False


def _context(
    request: HttpRequest,
    admin,
    shown: AppointmentRequest,
    act: Act,
    look: ChoosingForm,
    form: BookingForm | None,
) -> dict:
    today = timezone.localdate(shown.asked_at)
    return {
        **admin.admin_site.each_context(request),
        "title": act.title % shown,
        "opts": admin.opts,
        "shown": shown,
        "phone": summary.phone_in_words(shown.phone),
        "phone_link": summary.phone_link(shown.phone),
        "act": act,
        "look": look,
        "form": form,
        "wishes": summary.rows("when", shown.answers(), shown.safety_set, today),
        "visit": shown.visits.booked().select_related("provider", "location").first(),
        "zone": request.clinic.time_zone,
    }


@require_POST
def accept(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """The patient has said on the phone which of the offered times it shall be."""
    shown = opened(request, admin, pk, "change")
    chosen = get_object_or_404(shown.offers, pk=key_in(request.POST.get("offer", "")))
    return _done(
        request,
        shown,
        lambda: scheduling.accept(chosen, by=request.user, at=timezone.now()),
        _("The visit is booked."),
    )


@require_POST
@sensitive_post_parameters()
def refuse(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """The patient has said on the phone that none of the offered times will do."""
    shown, words = opened(request, admin, pk, "change"), request.POST.get("reason", "").strip()
    return _done(
        request,
        shown,
        lambda: scheduling.refuse(shown, by=request.user, at=timezone.now(), words=words),
        _("The offered times are taken back."),
    )


def _done(
    request: HttpRequest, shown: AppointmentRequest, act: Callable, words: str
) -> HttpResponse:
    try:
        act()
    except InvalidTransition as refused:
        messages.error(request, str(refused))
    else:
        record(request, shown, AccessRecord.What.MOVED)
        messages.success(request, words)
    return redirect(CHANGE_PAGE, shown.pk)
