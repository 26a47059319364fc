"""What the pages about the center say to machines: its people, its places, itself; as readers see them."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from clinic.models import Clinic, Holiday
from clinic.structured_data import is_physician, stated
from tests.factories import LocationFactory, ProviderFactory
from tests.schema_org import faults, said_by, thing_of_type, things_in, unseen

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/our-team/",
    "/our-team/ana-reyes/",
    "/our-team/bo-lind/",
    "/locations/",
    "/locations/harbor-street/",
]


def text_of(response):
    return response.content.decode()


@pytest.fixture
def center():
    Clinic.objects.update(name="Elm Spine", phone="+15185550142", email="desk@example.org")
    place = LocationFactory(name="Harbor Street", slug="harbor-street", phone="+15185550143")
    place.hours.create(weekday=0, opens=time(8), closes=time(12))
    place.hours.create(weekday=0, opens=time(13), closes=time(17))
    Holiday.objects.create(date=timezone.localdate() + timedelta(days=3), name="Founders’ Day")
    known = {
        "biography": "Sees backs.\n\nLikes <necks> & hips.",
        "languages": "English, Spanish",
        "specialties": "disks, the neck",
    }
    people = [
        ProviderFactory(name="Ana Reyes", slug="ana-reyes", credentials="MD, PhD", **known),
        ProviderFactory(
            name="Bo Lind", slug="bo-lind", credentials="DPT", role="Physical therapist", **known
        ),
    ]
    for person in people:
        person.locations.add(place)
    return place


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("path", PAGES)
def test_page_states_only_what_it_shows_in_the_vocabulary(client, center, path, language):
    shown = text_of(client.get(language + path))
    assert len(said_by(shown)) == (1 if path == "/" else 2)
    assert (faults(said_by(shown)), unseen(shown)) == ([], [])


def test_home_names_the_center_and_its_places(client, center, settings):
    shown = text_of(client.get("/"))
    clinic = next(one for one in things_in(said_by(shown)) if "department" in one)
    assert clinic["@id"] == f"{settings.SITE_URL}/#center"
    assert (clinic["@type"], clinic["name"]) == ("MedicalClinic", "Elm Spine")
    assert (clinic["telephone"], clinic["email"]) == ("(518) 555-0142", "desk@example.org")
    place = clinic["department"][0]
    assert (place["@type"], place["name"]) == ("MedicalClinic", "Harbor Street")
    assert place["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "1 Harbor Street",
        "addressLocality": "Springfield",
        "addressRegion": "OH",
        "postalCode": "45501",
    }
    assert thing_of_type(shown, "WebSite")["url"] == f"{settings.SITE_URL}/"


def test_place_says_when_it_is_open_when_not_and_who_is_there(client, center):
    shown = text_of(client.get("/locations/harbor-street/"))
    place = next(one for one in things_in(said_by(shown)) if "member" in one)
    assert [
        (one["dayOfWeek"], one["opens"], one["closes"])
        for one in place["openingHoursSpecification"]
    ] == [
        ("https://schema.org/Monday", "08:00", "12:00"),
        ("https://schema.org/Monday", "13:00", "17:00"),
    ]
    closed = (timezone.localdate() + timedelta(days=3)).isoformat()
    (holiday,) = place["specialOpeningHoursSpecification"]
    assert (holiday["validFrom"], holiday["validThrough"]) == (closed, closed)
    assert (holiday["opens"], holiday["closes"]) == ("00:00", "00:00")
    assert [one["name"] for one in place["member"]] == ["Ana Reyes, MD, PhD", "Bo Lind, DPT"]
    assert place["parentOrganization"]["name"] == "Elm Spine"


def test_doctor_is_a_physician_and_a_therapist_a_person(client, center):
    doctor = thing_of_type(text_of(client.get("/our-team/ana-reyes/")), "Physician")
    assert doctor["name"] == "Ana Reyes, MD, PhD"
    assert doctor["disambiguatingDescription"] == "Physiatrist"
    assert doctor["location"][0]["name"] == "Harbor Street"
    assert doctor["parentOrganization"]["name"] == "Elm Spine"
    therapist = thing_of_type(text_of(client.get("/our-team/bo-lind/")), "Person")
    assert (therapist["name"], therapist["jobTitle"]) == ("Bo Lind, DPT", "Physical therapist")
    assert therapist["worksFor"]["name"] == "Elm Spine"
    for one in (doctor, therapist):
        assert one["description"] == "Sees backs. Likes <necks> & hips."
        assert one["knowsLanguage"] == ["English", "Spanish"]
        assert one["knowsAbout"] == ["Disks", "The neck"]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/our-team/ana-reyes/", "#person"),
        ("/our-team/bo-lind/", "#person"),
        ("/locations/harbor-street/", "#place"),
    ],
)
def test_a_person_and_a_place_are_the_same_thing_in_both_languages(
    client, center, settings, path, part
):
    for prefix in ("", "/es"):
        said = list(things_in(said_by(text_of(client.get(prefix + path)))))
        itself = next(one for one in said if one.get("url") == settings.SITE_URL + prefix + path)
        assert itself["@id"] == settings.SITE_URL + path + part


def test_who_left_is_no_longer_said_to_work_here(client, center):
    ProviderFactory(name="Cy Old", slug="cy-old", credentials="", is_practicing=False)
    shown = text_of(client.get("/our-team/cy-old/"))
    left = thing_of_type(shown, "Person")
    assert {"worksFor", "workLocation", "knowsLanguage"}.isdisjoint(left)
    assert unseen(shown) == []


def test_pages_of_a_center_without_anything_yet_state_nothing_wrong(client):
    for path in ("/", "/our-team/", "/locations/"):
        shown = text_of(client.get(path))
        assert (faults(said_by(shown)), unseen(shown)) == ([], []), path


@pytest.mark.parametrize(
    ("credentials", "is_one"),
    [
        ("MD", True),
        ("M.D., Ph.D.", True),
        ("DO", True),
        ("MBBS/FRCS", True),
        ("DPT", False),
        ("MDiv", False),
        ("PA-C", False),
        ("", False),
    ],
)
def test_physicians_are_known_by_their_credentials(credentials, is_one):
    assert is_physician(ProviderFactory.build(credentials=credentials)) == is_one


def test_nothing_is_stated_of_what_is_not_known():
    assert stated(_type="Person", name="", knowsAbout=[], image=None) == {"@type": "Person"}
