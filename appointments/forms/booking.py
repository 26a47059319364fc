"""Choosing a time for a patient: with whom and how, one of the free times, or any other."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.free_times import free_times
from appointments.models import AppointmentRequest, MeetingKind, Visit, choices
from appointments.models.visit import FIRST_MOMENT, LAST_MOMENT
from appointments.scheduling import MOST_OFFERS, Slot
from clinic.models import Location, Provider
from clinic.wall_time import moments

LENGTHS = (15, 20, 30, 45, 60, 90)
TIME = "D, F j, g:i A"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that may stay empty, in the years in which a visit can be."""

    widget = DayInput
    default_validators = [
        MinValueValidator(FIRST_MOMENT.date() + timedelta(days=1), gettext_lazy("Check the year.")),
        MaxValueValidator(
            LAST_MOMENT.date() - timedelta(days=366), gettext_lazy("Check the year.")
        ),
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class ChoosingForm(forms.Form):
    """With whom, how, where, how long and from when on: what free times are looked up by."""

    provider = forms.ModelChoiceField(
        Provider.objects.practicing(), label=gettext_lazy("Provider"), empty_label=None
    )
    kind = forms.ChoiceField(choices=MeetingKind, label=gettext_lazy("Kind of visit"))
    location = forms.ModelChoiceField(
        Location.objects.open_to_patients(),
        required=False,
        label=gettext_lazy("Location"),
        help_text=gettext_lazy("Not needed for a virtual visit."),
    )
    minutes = forms.TypedChoiceField(
        choices=[(n, f"{n} minutes") for n in LENGTHS],
        coerce=int,
        label=gettext_lazy("How long"),
        initial=30,
    )
    first = DayField(label=gettext_lazy("Free times from this day on"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") == MeetingKind.IN_PERSON and not data.get("location"):
            self.add_error("location", _("Choose the location of the visit."))
        return data

    def is_virtual(self) -> bool:
        return self.cleaned_data["kind"] == MeetingKind.VIRTUAL

    def free(self, at: datetime) -> list[datetime]:
        """The next free times for what was chosen."""
        data = self.cleaned_data
        return free_times(
            data["provider"],
            None if self.is_virtual() else data["location"],
            length=timedelta(minutes=data["minutes"]),
            at=at,
            first=data["first"] or timezone.localdate(at),
        )


class OneOf(forms.RadioSelect):
    """A radio choice whose value is a list, so that one field serves one time and several."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name)


class MomentsField(forms.MultipleChoiceField):
    """Moments among those shown; one that has been taken since is for the booking itself to refuse."""

    def to_python(self, value: Any) -> list[datetime]:
        found = [_moment(text) for text in super().to_python(value)]
        return [moment for moment in found if moment]

    def validate(self, value: Any) -> None:
        """Any moment will do."""


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    is_moment = found and timezone.is_aware(found) and FIRST_MOMENT < found < LAST_MOMENT
    return found if is_moment else None


class BookingForm(ChoosingForm):
    """One time to book, or up to three to offer, in the clinic's time zone."""

    starts = MomentsField(required=False, label=gettext_lazy("Free times"), widget=OneOf)
    day = DayField(label=gettext_lazy("Day"))
    clock = forms.TimeField(required=False, widget=ClockInput, label=gettext_lazy("Time"))
    which = forms.ChoiceField(
        required=False,
        choices=[
            ("0", gettext_lazy("The first")),
            ("1", gettext_lazy("The second, an hour later")),
        ],
        widget=forms.RadioSelect,
        label=gettext_lazy("Which of the two"),
    )
    video_link = forms.URLField(
        required=False,
        assume_scheme="https",
        max_length=500,
        label=gettext_lazy("Video link"),
        help_text=gettext_lazy("The patient gets it on the status page, never in a message."),
    )
    patient_state = forms.ChoiceField(
        required=False,
        choices=[("", "—"), *choices.STATES],
        label=gettext_lazy("State where the patient will be"),
    )
    override = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=gettext_lazy("Why at this time"),
        help_text=gettext_lazy("Only for a time outside the provider's hours. Staff read it."),
    )

    def __init__(self, *args: Any, most: int = 1, at: datetime, zone: ZoneInfo, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.most, self.at, self.zone = most, at, zone
        if most > 1:
            self.fields["starts"].widget = forms.CheckboxSelectMultiple()
        self.comes_twice = False

    def show_free_times(self, free: list[datetime], request: AppointmentRequest) -> None:
        """List the free times, and what was chosen before even where it is free no more."""
        chosen = self["starts"].value() or []
        known = {moment.isoformat(): moment for moment in free}
        known |= {m.isoformat(): m for m in map(_moment, chosen) if m}
        patients = ZoneInfo(request.time_zone)
        self.fields["starts"].choices = [
            (text, self._in_words(moment, patients))
            for text, moment in sorted(known.items(), key=lambda pair: pair[1])
        ]

    def _in_words(self, moment: datetime, patients: ZoneInfo) -> str:
        ours, theirs = moment.astimezone(self.zone), moment.astimezone(patients)
        words = date_format(ours, TIME)
        if ours.utcoffset() == theirs.utcoffset():
            return words
        patients_time = date_format(theirs, "g:i A" if ours.date() == theirs.date() else TIME)
        return _("%(time)s (patient: %(theirs)s)") % {"time": words, "theirs": patients_time}

    def hidden_choices(self) -> list[forms.BoundField]:
        """What the free times were looked up by, which goes along."""
        return [self[name] for name in ChoosingForm.base_fields]

    def other_time(self) -> list[forms.BoundField]:
        return [self["day"], self["clock"]]

    def particulars(self) -> list[forms.BoundField]:
        """What else there is to say, for this kind of visit."""
        virtual = self["kind"].value() == MeetingKind.VIRTUAL
        names = ["video_link", "patient_state"] if virtual else []
        return [self[name] for name in (*names, "override")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") == MeetingKind.VIRTUAL:
            if not data.get("video_link") and "video_link" not in self.errors:
                self.add_error("video_link", _("A virtual visit needs a video link."))
            if not data.get("patient_state"):
                self.add_error("patient_state", _("Say where the patient will be."))
        starts = [*data.get("starts", []), *self._other(data)]
        if not self.errors and not 1 <= len(starts) <= self.most:
            words = _("Choose up to three times.") if self.most > 1 else _("Choose one time.")
            self.add_error("starts", words)
        data["starts"] = sorted(starts)
        return data

    def _other(self, data: dict[str, Any]) -> list[datetime]:
        """The time entered by hand; on the night when clocks go back, the one that was meant."""
        day, clock = data.get("day"), data.get("clock")
        if not (day or clock) or {"day", "clock"} & set(self.errors):
            return []
        if not (day and clock):
            self.add_error("clock" if day else "day", _("Give both a day and a time."))
            return []
        found, which = moments(day, clock, self.zone), data.get("which")
        words = {"time": time_format(clock, "g:i A"), "day": date_format(day, "F j, Y")}
        if not found:
            said = _("There is no %(time)s on %(day)s: clocks go forward. Choose another time.")
            self.add_error("clock", said % words)
        elif len(found) > 1 and not which:
            said = _("%(time)s comes twice on %(day)s: clocks go back. Say which one you mean.")
            self.add_error("which", said % words)
        self.comes_twice = len(found) > 1
        return [found[int(which or 0)]] if len(found) > 1 else found

    def slots(self) -> list[Slot]:
        """What was chosen, as times of the provider."""
        data = self.cleaned_data
        length = timedelta(minutes=data["minutes"])
        how = {name: data[name] for name in ("kind", "location", "video_link", "patient_state")}
        return [Slot(data["provider"], start, start + length, **how) for start in data["starts"]]


def first_choices(request: AppointmentRequest, visit: Visit | None) -> dict[str, Any]:
    """What the screen starts with: as the visit is, else as the patient asked."""
    if visit:
        minutes = (visit.ends_at - visit.starts_at) // timedelta(minutes=1)
        names = ("provider", "kind", "location", "video_link", "patient_state")
        told = {name: getattr(visit, name) for name in names}
        return {**told, "minutes": minutes if minutes in LENGTHS else 30}
    virtual = request.kind == MeetingKind.VIRTUAL
    today = timezone.localdate().isoformat()
    wished = [day for span in request.preferred_days for day in span if day >= today]
    return {
        "first": min(wished, default=None),
        "kind": MeetingKind.VIRTUAL if virtual else MeetingKind.IN_PERSON,
        "location": request.location,
        "patient_state": request.state,
    }


__all__ = ["MOST_OFFERS", "BookingForm", "ChoosingForm", "first_choices"]
