"""One post of the request form → the page that answers it: the next step, the stop, or the confirmation."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables

from appointments import intake, limits, spam, summary
from appointments.models import AppointmentRequest, EmergencyStop
from appointments.spam import Refusal, Ticket
from appointments.steps import CHECK, NAMES, STEPS, Journey, Step, after, anchor, before, step_named
from clinic.models import Clinic

STOP = "stop"  # the page that a request ends on in an emergency; no step of the form

Arrive = Callable[[AppointmentRequest], HttpResponse]


def to_confirmation(made: AppointmentRequest) -> HttpResponse:
    """Where a patient goes after Send."""
    return redirect("appointments:sent", reference=made.display_reference, permanent=False)


class Walk:
    """A request of the browser on its way through the form; each method ends in a page."""

    def __init__(self, request: HttpRequest, *, at: datetime, staff=None, arrive: Arrive):
        self.request = request
        self.at = at
        self.staff = staff
        self.arrive = arrive
        clinic = request.clinic = Clinic.objects.current()
        if request.method == "POST":
            self.journey = Journey(request.POST.copy(), clinic=clinic, at=at)
        else:
            self.journey = Journey.begin(request.GET, clinic=clinic, at=at)
        self.ticket = Ticket.new(at)
        self.is_changing = "changing" in request.POST

    def respond(self) -> HttpResponse:
        """The page that follows what was pressed; without anything pressed, the first one."""
        if self.request.method != "POST":
            return self.show(STEPS[0])
        page, go = self.request.POST.get("step", ""), self.request.POST.get("go", "next")
        try:
            self._admit()
            if go == "send":
                self._refuse_bot()
        except Refusal as refusal:
            return self.show_again(page, refusal=str(refusal))
        try:
            return self._follow(page, go)
        except limits.TooMany as refusal:
            response = self.show_again(page, refusal=str(refusal))
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            return response

    def _follow(self, page: str, go: str) -> HttpResponse:
        if go == "back":
            return self.show(step_named(before(page)))
        if go == "in-person":
            self.journey.data["kind"] = "in-person"
            go = "visit"
        if go in NAMES:
            self.is_changing = page == CHECK or self.is_changing
            return self.show(step_named(go))
        if self.journey.emergencies():
            return self.stop()
        return self.check_or_send(go) if page == CHECK else self.go_on(step_named(page))

    def _admit(self) -> None:
        """Take the ticket out of the post; Refusal for one that is missing, forged, stale or foreign."""
        try:
            self.ticket = Ticket.read(self.request.POST.get("token", ""))
        except signing.BadSignature as forged:
            raise Refusal(spam.NO_TICKET) from forged
        spam.refuse_foreign_page(self.request)
        try:
            spam.refuse_stale(self.ticket, self.at)
        except Refusal:
            self.ticket = self.ticket.renewed(self.at)
            raise

    def _refuse_bot(self) -> None:
        if self.staff is None:
            spam.refuse_bot(self.request, self.ticket, self.at)

    def go_on(self, step: Step) -> HttpResponse:
        """Continue: the step again with its errors, else the next page."""
        if not self.journey.form(step).is_valid():
            return self.show(step, with_errors=True)
        following = after(step)
        if following == CHECK or self.is_changing:
            return self.check_or_send("check")
        return self.show(step_named(following))

    def check_or_send(self, go: str) -> HttpResponse:
        """The check page, or the request sent; a step that is not finished comes first."""
        unfinished = self.journey.first_unfinished()
        if unfinished:
            return self.show(unfinished, with_errors=True)
        return self.send() if go == "send" else self.show_check()

    @sensitive_variables()
    def send(self) -> HttpResponse:
        answers = self.journey.answers()
        made = intake.submit(
            answers,
            at=self.at,
            submission_id=self.ticket.submission_id,
            safety_set=self.journey.questions,
            entered_by=self.staff,
            language=self._language(answers),
            held_because="" if self.staff else self._suspicion(answers),
        )
        return self.arrive(made)

    def _language(self, answers: dict[str, Any]) -> str:
        """In which language messages go out: the page's; for staff, who read English, the patient's own."""
        if self.staff is None:
            return get_language() or settings.LANGUAGE_CODE
        asked = answers["interpreter"]
        return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    def _suspicion(self, answers: dict) -> str:
        """Why a patient's request is to be held apart, if so; TooMany when it is not taken at all."""
        limits.refuse_many_sends(
            self.request,
            answers,
            self.ticket.submission_id,
            is_urgent=self.journey.is_urgent(),
            clinic=self.request.clinic,
            at=self.at,
        )
        return limits.suspicion(self.request, self.ticket.submission_id, self.at)

    def stop(self) -> HttpResponse:
        """The page that says to call for help now. Nothing is stored but an anonymous count."""
        if not self.ticket.stop_counted:
            for code in self.journey.emergencies():
                EmergencyStop.objects.count_one(
                    code, self.journey.questions.version, self.journey.today
                )
            self.ticket = self.ticket.counted()
        return self.show_stop()

    def show_stop(self) -> HttpResponse:
        return self._render("appointments/emergency.html", STOP, {})

    def show_again(self, page: str, *, refusal: str) -> HttpResponse:
        """The page that was posted, with its answers and the reason why it was not taken.

        Not for an emergency: that can't wait for a second press. It is counted when it is taken.
        """
        if page != STOP and self.journey.emergencies():
            return self.show_stop()
        if page == CHECK and self.journey.first_unfinished() is None:
            return self.show_check(refusal=refusal)
        return self.show(step_named(page), refusal=refusal)

    def show(self, step: Step, *, with_errors: bool = False, refusal: str = "") -> HttpResponse:
        journey = self.journey
        unchecked = journey.new_form(step).shown_without_errors()
        context = {
            "step": step,
            "form": journey.form(step) if with_errors else unchecked,
            "number": NAMES.index(step.name) + 1,
            "refusal": refusal,
        }
        return self._render(f"appointments/steps/{step.name}.html", step.name, context)

    @sensitive_variables()
    def show_check(self, *, refusal: str = "") -> HttpResponse:
        self.is_changing = False
        groups = [(step, self._rows(step)) for step in STEPS]
        context = {"groups": groups, "number": len(STEPS) + 1, "refusal": refusal}
        return self._render("appointments/check.html", CHECK, context)

    def _rows(self, step: Step) -> list[tuple[summary.Row, str]]:
        """The answers of a step in words, each with the place where it can be changed."""
        journey, form = self.journey, self.journey.form(step)
        rows = summary.rows(step.name, journey.answers(), journey.questions, journey.today)
        return [(row, anchor(form, row.field)) for row in rows]

    def _render(self, template: str, page: str, context: dict) -> HttpResponse:
        context |= {
            "journey": self.journey,
            "page": page,
            "steps": STEPS,
            "of": len(STEPS) + 1,
            "carried": list(self.journey.carried(page)),
            "token": self.ticket.token(),
            "is_changing": self.is_changing,
            "staff": self.staff,
            "honeypot": spam.HONEYPOT,
        }
        return render(self.request, template, context)


def respond(
    request: HttpRequest, *, at: datetime, staff=None, arrive: Arrive = to_confirmation
) -> HttpResponse:
    """The page that answers; `staff` is the colleague who enters a request that came by phone."""
    return Walk(request, at=at, staff=staff, arrive=arrive).respond()
