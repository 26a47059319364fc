"""Nonsense sent to every page about appointments, patients' and staff's: it is answered, and nothing breaks.

The pages come from the site's own table of addresses, so one that is added is tried as well.
"""

import re
from itertools import cycle, islice

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from appointments import scheduling, standing
from appointments.models import CalendarFeed
from clinic.models import Clinic
from tests.factories import AccountFactory

from .factories import RequestFactory
from .visits import NOW, slot, working_provider

pytestmark = pytest.mark.django_db

HUGE = "9" * 5000  # more digits than Python reads as a number
JUNK = [
    *("", "\x00", "-1", HUGE, "9" * 19, "9999-12-31", "9999-12-31T23:59", "0001-01-01"),
    "\N{RIGHT-TO-LEFT OVERRIDE}\N{BONE}'\"<%s",
]
# What the forms and lists read, and a name that none knows.
NAMES = """
accept act admission action as born born_day born_month born_year clock day end first format go identifiers kind
last length location make minutes next_try_at note note_words offer other outcome override owner page
patient_state place provider purpose queue reason reference region refuse_words size span starts state status
step term text theme time_of_day time_zone to token video_link way which _count after about visit at__year
asked_at__gte q p o all e name phone email emergency_signs safety_version day1 day1_to changing website
_selected_action hold unknown
""".split()
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def addresses(patterns=None, before=""):
    """The addresses of pages about appointments, as their patterns are written."""
    for found in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield address
        elif not address.startswith("admin/") or address.startswith(ABOUT) or address == "admin/":
            yield from addresses(found.url_patterns, address)


ABOUT = ("admin/appointments/", "appointments/", "fhir/")


@pytest.fixture
def offered(settings):
    """A request with an offered time, in a world that counts nobody's tries."""
    settings.TRIES_PER_ADDRESS = settings.SENDS_PER_ADDRESS = 0
    request, provider = RequestFactory(), working_provider()
    scheduling.offer(request, [slot(provider)], by=AccountFactory(), at=NOW)
    CalendarFeed.objects.create(provider=provider, made_by=AccountFactory())
    return request


@pytest.fixture
def anybody(offered):
    """A browser that may open everything and posts without being asked."""
    client = Client(raise_request_exception=False, headers=SAME_ORIGIN)
    client.force_login(AccountFactory(is_superuser=True))
    return client


def filled(address, request):
    """An address with the key of a request in it, and nonsense for what else it names."""
    whole = re.sub(r"<(int|path):\w+>", str(request.pk), address)
    return "/" + re.sub(r"<str:reference>", request.reference, whole).replace("<str:token>", "x")


def junk(shift, **known):
    """Nonsense under every name, another for each page that is tried."""
    return dict(zip(NAMES, islice(cycle(JUNK), shift, None), strict=False)) | known


def test_junk_at_every_address_breaks_no_page(anybody, offered):
    # The stock pages of the admin's lists are Django's own affair.
    ours = (a for a in dict.fromkeys(addresses()) if a.startswith(ABOUT) and "<path:" not in a)
    broken, tried = [], list(ours)
    for shift, address in enumerate(tried):
        page = filled(address, offered)
        answers = [anybody.get(page, junk(shift)), anybody.post(page, junk(shift + 1))]
        broken += [(page, answer.status_code) for answer in answers if answer.status_code >= 500]
    assert len(tried) > 50
    assert broken == []


@pytest.mark.parametrize("act", ["accept", "refuse", "times", "note", "cancel", "prepare"])
def test_junk_in_the_forms_of_the_status_page_breaks_none(anybody, offered, act):
    open_page = standing.Standing(offered, timezone.now(), Clinic.objects.current())
    known = {"go": act, "admission": standing.admission(open_page)}
    for shift in (1, 4, 7):
        typed = junk(shift, **known)
        typed.pop("born_year")  # with it, the post knocks at the door
        assert anybody.post("/appointments/status/", typed).status_code == 200


@pytest.mark.parametrize(
    ("method", "page", "sent", "answer"),
    [
        ("post", "appointmentrequest/{pk}/accept/", {"offer": HUGE}, 404),
        ("post", "visit/feeds/", {"provider": HUGE}, 404),
        ("get", "accessrecord/", {"at__year": "9" * 19}, 404),
        ("get", "appointmentrequest/", {"name_hashes__contains": "x"}, 400),
        ("get", "appointmentrequest/", {"story__isnull": "0"}, 400),
        ("get", "appointmentrequest/export/?region__exact=%00", {}, 200),
        ("get", "appointmentrequest/reports/", {"first": "9999-12-30", "last": "9999-12-31"}, 200),
        (
            "post",
            "appointmentrequest/{pk}/attempt/",
            {"way": "phone", "outcome": "reached", "next_try_at": "9999-12-31T23:59"},
            200,
        ),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(anybody, offered, method, page, sent, answer):
    address = f"/admin/appointments/{page.format(pk=offered.pk)}"
    assert getattr(anybody, method)(address, sent).status_code == answer
    assert not offered.attempts.exists()
