"""The status page: the door (reference or link, with the date of birth), and what stands behind it.

There is no session: each form of the open page carries a short-lived token that says which request it is about.
What was typed comes back with every refusal.
"""

from collections.abc import Iterator
from datetime import datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from appointments import spam, standing, status_link
from appointments.forms import StatusForm
from appointments.standing import Refused, Standing
from clinic.models import Clinic

# What the door asks; everything else that was posted travels through it.
DOOR = ("reference", "born_month", "born_day", "born_year", "admission")


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
            spam.refuse_foreign_page(self.request)
            if "admission" in self.request.POST:
                return self.act(standing.admitted(self.request.POST["admission"], at=self.at))
        except (spam.Refusal, Refused) as refusal:
            return self.door(reference, refusal=str(refusal))
        return self.knock(reference)

    @sensitive_variables()
    def knock(self, reference: str) -> HttpResponse:
        """Somebody gave the date of birth."""
        form = self._form(reference, self.request.POST)
        if not form.is_valid():
            return self.door(reference, form=form)
        try:
            found = standing.look_up(**form.cleaned_data, at=self.at)
        except Refused as refusal:
            return self.door(reference, form=form, refusal=str(refusal))
        return self.open(found)

    def act(self, found: Standing) -> HttpResponse:
        """Somebody pressed a button of the open page."""
        return self.open(found)

    def open(self, found: Standing) -> HttpResponse:
        context = {"standing": found, "admission": standing.admission(found)}
        return render(self.request, "appointments/status.html", context)

    def door(
        self, reference: str, *, form: StatusForm | None = None, refusal: str = ""
    ) -> HttpResponse:
        """Ask for the date of birth, and for the reference where no link names it."""
        context = {
            "form": form or self._form(reference),
            "refusal": refusal,
            "carried": list(self._carried()),
            "by_link": bool(reference),
        }
        return render(self.request, "appointments/status_door.html", context)

    def _form(self, reference: str, data=None) -> StatusForm:
        today = timezone.localdate(self.at, self.clinic.zone)
        return StatusForm(data, today=today, reference=reference)

    def _carried(self) -> Iterator[tuple[str, str]]:
        for name, values in self.request.POST.lists():
            if name not in DOOR:
                yield from ((name, value) for value in values)
