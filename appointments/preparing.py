"""What to bring, what to ask, how to get there: a sheet to print, made from a request's topic and kind. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.relevance import applies

Answers = Mapping[str, Any]

MEDICINES = _("A list of your medicines and allergies, with how much you take and when")
PICTURES = _("Your pictures (X-ray, MRI, CT) and their reports, or where they were taken")
INSURANCE = _("Your insurance card")

ALWAYS_ASKED = (
    _("What do you think causes my trouble, and how sure are you?"),
    _("Which treatments are there? What is good and what is bad about each?"),
    _("What happens if I wait?"),
    _("What can I do myself, and what should I leave alone?"),
    _("Which signs mean that I must call you, or get help at once?"),
)
# What is worth asking besides, by the main reason for the visit.
ASKED_ABOUT = {
    "pain": (
        _("Do I need pictures or tests? What would they change?"),
        _("Which medicines help, for how long, and with which side effects?"),
    ),
    "weakness": (
        _("Will my strength or feeling come back, and how long does that take?"),
        _("May I drive and work until then?"),
    ),
    "shape": (
        _("Will the curve grow, and how often should it be checked?"),
        _("Do a brace or exercises help?"),
    ),
    "injury": (
        _("What may I lift, and how may I move, while it heals?"),
        _("When can I go back to work or sports?"),
    ),
    "opinion": (
        _("Is there a way without surgery, and what would you choose in my place?"),
        _("How often do you do this operation, and how do patients fare?"),
        _("How long does recovery take, and what help do I need at home?"),
    ),
    "follow-up": (
        _("Am I healing as you expected?"),
        _("What may I do now that I could not do before?"),
    ),
}


@dataclass(frozen=True)
class Sheet:
    """The lines of one sheet; `kind` is "in-person", "virtual" or "either"."""

    kind: str
    topic: str
    bring: list[Any]
    have_ready: list[Any]
    ask: list[Any]


def sheet(answers: Answers, *, kind: str) -> Sheet:
    """The sheet for one request; without answers, what holds for everybody."""
    papers = _papers(answers)
    return Sheet(
        kind=kind,
        topic=answers.get("topic", ""),
        bring=[*papers, *_in_person(answers)] if kind != "virtual" else [],
        have_ready=[*papers, *_by_video()] if kind != "in-person" else [],
        ask=[*ASKED_ABOUT.get(answers.get("main_reason", ""), ()), *ALWAYS_ASKED],
    )


def _papers(answers: Answers) -> list[Any]:
    """What a clinician wants to see or the desk has to copy."""
    papers = [_("A photo ID"), MEDICINES]
    if answers.get("coverage", "insured") in ("insured", "unsure", ""):
        papers.insert(1, INSURANCE)
    if set(answers.get("imaging") or ["mri"]) - {"none"}:
        papers.append(PICTURES)
    if answers.get("earlier_surgery") == "yes":
        papers.append(_("The report of your earlier spine surgery, if you have it"))
    if answers.get("referral") == "yes":
        papers.append(_("Your referral"))
    if "today" in answers and applies("guardian_name", answers):
        papers.append(_("For a patient under 18: a parent or guardian, with a photo ID"))
    return papers


def _in_person(answers: Answers) -> list[Any]:
    return [
        _("Loose clothes, and shoes that come off easily: we look at how you stand and move"),
        _("Your cane, walker or brace, if you use one"),
        _("Somebody who listens with you, if you like"),
    ]


def _by_video() -> list[Any]:
    return [
        _("A phone, tablet or computer with a camera and a microphone, charged or plugged in"),
        _("Clothes in which you can show your back and move"),
        _("A chair, and room to stand up and walk a few steps"),
        _("Your phone beside you, in case the video drops"),
    ]
