"""The short pages of a request, in their order; the browser carries the answers from one to the next."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from appointments import forms, triage
from appointments.models import choices
from appointments.widgets import read_date
from clinic.models import Clinic, Provider, SafetyQuestionSet

# Pages from which a request can carry its topic; nothing else is accepted as ?about=.
ABOUT = re.compile(r"/(?:es/)?(?:health-library|conditions)/([a-z0-9-]{1,200})/")

STATE_NAMES = dict(choices.STATES)


@dataclass(frozen=True)
class Step:
    """One page: its name in the form, its heading, and what it asks."""

    name: str
    title: Any
    form: type[forms.StepForm]


STEPS = (
    Step("emergency", _("Is this an emergency?"), forms.EmergencyForm),
    Step("visit", _("The visit"), forms.VisitForm),
    Step("reason", _("The reason for the visit"), forms.ReasonForm),
    Step("you", _("About the patient"), forms.YouForm),
    Step("when", _("When it suits you"), forms.WhenForm),
)
CHECK = "check"
NAMES = [step.name for step in STEPS]


def step_named(name: str) -> Step:
    """The step of that name; the first one when there is none."""
    return STEPS[NAMES.index(name)] if name in NAMES else STEPS[0]


def after(step: Step) -> str:
    """The name of the page that follows a step."""
    return [*NAMES, CHECK][NAMES.index(step.name) + 1]


def before(name: str) -> str:
    """The name of the page before a step or the check page; the first step stays."""
    pages = [*NAMES, CHECK]
    return pages[max(pages.index(name) - 1, 0)] if name in pages else NAMES[0]


class UnfinishedError(ValueError):
    """The answers of a step are missing or need mending."""


class Journey:
    """One patient's way through the form: all answers as they were typed, and what they come to."""

    def __init__(self, data: QueryDict, *, clinic: Clinic, at: datetime):
        self.data = data
        self.clinic = clinic
        self.at = at
        self.today = at.astimezone(clinic.zone).date()
        self._forms: dict[str, forms.StepForm] = {}

    @classmethod
    def begin(cls, query: QueryDict, *, clinic: Clinic, at: datetime) -> "Journey":
        """A first page: with the kind and the topic that a link carries, and the clinic's time zone."""
        data = QueryDict(mutable=True)
        data.update({"contact_by": "phone", "contact_when": "any"})
        if clinic.time_zone in choices.TimeZone.values:
            data["time_zone"] = clinic.time_zone
        if query.get("visit") in choices.VisitKind.values:
            data["kind"] = str(query["visit"])
        if about := ABOUT.fullmatch(query.get("about", "")):
            data["about_path"] = about.group()
            data["topic"] = about.group(1).replace("-", " ").capitalize()
        return cls(data, clinic=clinic, at=at)

    @cached_property
    def questions(self) -> SafetyQuestionSet:
        """The version of the safety questions that this patient was asked, else the one in force."""
        sets = SafetyQuestionSet.objects.prefetch_related("questions")
        version = self.data.get("safety_version", "")
        if version.isascii() and version.isdigit() and len(version) < 9:
            asked = sets.filter(version=int(version), in_force_from__lte=self.at).first()
            if asked:
                return asked
        return sets.in_force(self.at)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The answers on which other questions depend."""
        born = read_date(*(self.data.get(f"born_{part}", "") for part in ("month", "day", "year")))
        single = ("for_whom", "asker_relation", "kind", "earlier_surgery", "referral")
        return {
            **{name: self.data.get(name) for name in (*single, "interpreter")},
            "imaging": self.data.getlist("imaging"),
            "born": born,
            "today": self.today,
        }

    def form(self, step: Step) -> forms.StepForm:
        """The step's questions bound to the answers; its errors are there for the asking."""
        if step.name not in self._forms:
            self._forms[step.name] = self.new_form(step)
        return self._forms[step.name]

    def new_form(self, step: Step) -> forms.StepForm:
        """As `form`, but for the caller alone."""
        extra = {"questions": self.questions} if step.form is forms.EmergencyForm else {}
        return step.form(self.data, facts=self.facts, **extra)

    def carried(self, shown: str) -> Iterator[tuple[str, str]]:
        """Names and values of the hidden inputs for all that the shown page does not ask."""
        names = ["about_path"] if self.about_path else []
        for step in STEPS:
            if step.name != shown:
                names += input_names(self.form(step))
        for name in names:
            yield from ((name, value) for value in self.data.getlist(name))
        yield "safety_version", str(self.questions.version)

    @property
    def about_path(self) -> str:
        """The page that the request came from, if it is one of ours."""
        path = self.data.get("about_path", "")
        return path if ABOUT.fullmatch(path) else ""

    def first_unfinished(self) -> Step | None:
        """The first step whose answers are missing or need mending."""
        return next((step for step in STEPS if not self.form(step).is_valid()), None)

    def answers(self) -> dict[str, Any]:
        """All answers by the fields of the model; raises UnfinishedError when a step is not finished."""
        answers: dict[str, Any] = {"about_path": self.about_path}
        for step in STEPS:
            if not self.form(step).is_valid():
                raise UnfinishedError(step.name)
            answers |= self.form(step).answers()
        return answers

    def emergencies(self) -> list[str]:
        """The codes of the emergency signs that were chosen, valid or not what else was answered."""
        asked = {q.code for q in self.questions.questions.all() if q.tier == "emergency"}
        return [code for code in self.data.getlist("emergency_signs") if code in asked]

    def is_urgent(self) -> bool:
        """Whether a sign was chosen for which somebody should call today."""
        asked = {q.code for q in self.questions.questions.all() if q.tier == "urgent"}
        return bool(asked.intersection(self.data.getlist("urgent_signs")))

    def should_be_seen_in_person(self) -> bool:
        """New weakness or numbness as the main reason: an examination by hand is better than video."""
        return triage.needs_hands_on_examination(
            self.data.get("main_reason", ""), self.data.get("kind", "in-person")
        )

    def state_without_license(self) -> str:
        """The chosen state's name when none of our clinicians may give a video visit there."""
        state = self.data.get("state", "")
        if self.data.get("kind") == "in-person" or state not in STATE_NAMES:
            return ""
        practicing = Provider.objects.practicing()
        if not practicing.exists():  # nobody is entered yet: nothing is known of licenses
            return ""
        licensed = practicing.filter(offers_virtual_visits=True).licensed_in(state)
        return "" if licensed.exists() else str(STATE_NAMES[state])

    def states_with_license(self) -> list[str]:
        """The names of the states in which a patient may be during a video visit with one of us."""
        by_video = Provider.objects.practicing().filter(offers_virtual_visits=True)
        states = {state for provider in by_video for state in provider.licensed_states}
        return sorted(str(STATE_NAMES[state]) for state in states if state in STATE_NAMES)


def input_names(form: forms.StepForm) -> list[str]:
    """The names that a form's inputs have in a post."""
    names = []
    for name, field in form.fields.items():
        suffixes = getattr(field.widget, "widgets_names", [""])
        names += [f"{name}{suffix}" for suffix in suffixes]
    return names


def anchor(form: forms.StepForm, answer: str) -> str:
    """The id of the input that asks for an answer of the model."""
    asked_as = {"red_flags": "emergency_signs", "preferred_days": "day1"}
    bound = form[asked_as.get(answer, answer)]
    return f"{bound.auto_id}_0" if bound.use_fieldset else str(bound.auto_id)
