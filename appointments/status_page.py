"""The status page: the door (reference or link, with the date of birth), and what stands behind it.

There is no session: each form of the open page carries a short-lived token that says which request it is about.
What was typed comes back with every refusal.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from appointments import limits, own_changes, preparing, spam, standing, status_link
from appointments.address import address_of
from appointments.forms import (
    AcceptForm,
    CancelForm,
    NoteForm,
    RefuseForm,
    StatusForm,
    times_form,
)
from appointments.models import AccessRecord, InvalidTransition
from appointments.standing import Refused, Standing
from clinic.models import Clinic

# What the door asks; everything else that was posted travels through it.
DOOR = ("reference", "born_month", "born_day", "born_year", "admission")


Answers = Mapping[str, Any]
# What a button of the open page can no longer do, whatever time the page has been open.
TOO_LATE = gettext_lazy("It is too late to change this here. Please call us.")
OVER = gettext_lazy("This can’t be changed here any more. Please call us.")


@dataclass(frozen=True)
class Act:
    """What a button of the open page does, and the sentence that says it is done."""

    do: Callable[..., None]
    done: Any


ACTS = {
    "accept": Act(own_changes.accept, gettext_lazy("Your visit is booked.")),
    "refuse": Act(
        own_changes.refuse,
        gettext_lazy("Thank you for telling us. We will look for another time."),
    ),
    "times": Act(
        own_changes.change_times, gettext_lazy("We have the days and times that suit you.")
    ),
    "note": Act(own_changes.add_note, gettext_lazy("We have your note.")),
    "cancel": Act(own_changes.cancel, gettext_lazy("Your request is cancelled.")),
}


class StatusPage:
    """A request of the browser to the status page; `token` is the end of a link from a message."""

    def __init__(self, request: HttpRequest, *, at: datetime, token: str = ""):
        self.request = request
        self.at = at
        self.token = token
        self.clinic = request.clinic = Clinic.objects.current()

    def respond(self) -> HttpResponse:
        """The door, the open page, or the sentence that says why it stays shut."""
        try:
            reference = status_link.reference_in(self.token) if self.token else ""
        except signing.BadSignature:
            return self.door("", refusal=_("This link is not complete or not one of ours."))
        if self.request.method != "POST":
            return self.door(reference)
        try:
            limits.refuse_many_tries(self.request, self.clinic, self.at)
        except limits.TooMany as refusal:
            form = self._form(reference, self.request.POST if self._knocks() else None)
            return self.door(reference, form=form, refusal=str(refusal), status=429)
        return self.answer(reference)

    def answer(self, reference: str) -> HttpResponse:
        """The page that a post of ours asks for."""
        try:
            spam.refuse_foreign_page(self.request)
            if "admission" in self.request.POST:
                return self.act(standing.admitted(self.request.POST["admission"], at=self.at))
        except (spam.Refusal, Refused) as refusal:
            return self.door(reference, refusal=str(refusal))
        return self.knock(reference)

    def _knocks(self) -> bool:
        return "born_year" in self.request.POST

    @sensitive_variables()
    def knock(self, reference: str) -> HttpResponse:
        """Somebody gave the date of birth."""
        form = self._form(reference, self.request.POST)
        if not form.is_valid():
            return self.door(reference, form=form)
        try:
            found = standing.look_up(**form.cleaned_data, at=self.at, by_link=bool(reference))
        except Refused as refusal:
            return self.door(reference, form=form, refusal=str(refusal))
        self._record(found, AccessRecord.What.STATUS_OPENED)
        return self.prepare(found) if self._typed() == "prepare" else self.open(found)

    def _record(self, found: Standing, what: str) -> None:
        """Keep that somebody with reference and date of birth was here, when and from where."""
        address = address_of(self.request)
        AccessRecord.objects.create(request=found.request, what=what, at=self.at, address=address)

    @sensitive_variables()
    def act(self, found: Standing) -> HttpResponse:
        """Somebody pressed a button of the open page."""
        name = self.request.POST.get("go", "")
        if name == "prepare":
            return self.prepare(found)
        if name not in ACTS:
            return self.open(found)
        form = self._act_form(name, found, self.request.POST)
        if not form.is_valid():
            return self.open(found, wrong=(name, form))
        answers = form.answers() if name == "times" else form.cleaned_data
        problem = ""
        if not own_changes.is_done(name, found.request, answers):
            problem = self._objection(name, found) or self._do(name, found, answers)
        found.request.refresh_from_db()
        anew = replace(found)  # what it has looked up before may have changed
        if problem:
            return self.open(anew, wrong=(name, form), problem=problem)
        self._record(anew, AccessRecord.What.STATUS_CHANGED)
        return self.open(anew, done=str(ACTS[name].done))

    def _objection(self, name: str, found: Standing) -> str:
        """Why the act is not open to the patient; whether an offer still stands is known to `scheduling`."""
        if name in found.acts or (name in ("accept", "refuse") and not found.is_withheld):
            return ""
        return str(TOO_LATE if found.is_open and found.is_too_late else OVER)

    def _do(self, name: str, found: Standing, answers: Answers) -> str:
        """Do it; the sentence that says why it could not be done, else empty."""
        try:
            ACTS[name].do(found.request, answers, at=self.at)
        except InvalidTransition as refused:
            return str(refused)
        return ""

    def prepare(self, found: Standing) -> HttpResponse:
        """A sheet to print, made from this request."""
        request, visit = found.request, found.visit
        place = visit.location if visit else request.location
        answers = request.answers() if found.may_tell_reason else {}
        answers |= {"today": self._today()}
        context = {
            "standing": found,
            "visit": visit,
            "sheet": preparing.sheet(answers, kind=visit.kind if visit else request.kind),
            "locations": [place] if place else [],
            "admission": standing.admission(found),
        }
        return render(self.request, "appointments/prepare.html", context)

    def open(
        self,
        found: Standing,
        *,
        done: str = "",
        problem: str = "",
        wrong: tuple[str, forms.Form] | None = None,
    ) -> HttpResponse:
        """The page behind the door; `wrong` is the form that came back, with what was typed in it."""
        context = {
            "standing": found,
            "visit": found.visit,
            "admission": standing.admission(found),
            "forms": self._forms(found, wrong),
            "form": wrong[1] if wrong else None,
            "opened": wrong[0] if wrong else self._typed(),
            "done": done,
            "problem": problem,
        }
        return render(self.request, "appointments/status.html", context)

    def _forms(self, found: Standing, wrong: tuple[str, forms.Form] | None) -> dict[str, Any]:
        """The form of each act that is possible now; one that was typed before the door is filled in."""
        typed = self._typed()
        filled = {
            name: self._act_form(name, found, self.request.POST if name == typed else None)
            for name in found.acts
        }
        return filled | ({wrong[0]: wrong[1]} if wrong and wrong[0] in filled else {})

    def _typed(self) -> str:
        """The act whose words came along through the door."""
        return self.request.POST.get("go", "") if self._knocks() else ""

    def _act_form(self, name: str, found: Standing, data: Any) -> Any:
        if name == "times":
            return times_form(found.request, self._today(), data)
        if name == "accept":
            return AcceptForm(data, request=found.request)
        return {"refuse": RefuseForm, "note": NoteForm, "cancel": CancelForm}[name](data)

    def door(
        self,
        reference: str,
        *,
        form: StatusForm | None = None,
        refusal: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """Ask for the date of birth, and for the reference where no link names it."""
        context = {
            "form": form or self._form(reference),
            "refusal": refusal,
            "carried": list(self._carried()),
            "by_link": bool(reference),
        }
        return render(self.request, "appointments/status_door.html", context, status=status)

    def _form(self, reference: str, data=None) -> StatusForm:
        return StatusForm(data, today=self._today(), reference=reference)

    def _today(self) -> date:
        return timezone.localdate(self.at, self.clinic.zone)

    def _carried(self) -> Iterator[tuple[str, str]]:
        for name, values in self.request.POST.lists():
            if name not in DOOR:
                yield from ((name, value) for value in values)
