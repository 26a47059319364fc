"""The clinic's own screens: one clinic, people with portraits."""

import io
from datetime import datetime

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from clinic.models import Clinic, Location, Provider
from tests.factories import LocationFactory, ProviderFactory, administrator
from tests.form_data import errors_in, form_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signed_in(client):
    client.force_login(administrator())


def photo():
    out, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (960, 640), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_entry_of_the_clinic_opens_its_one_form(client):
    Clinic.objects.get_or_create(pk=1)
    entry = reverse("admin:clinic_clinic_changelist")
    form = reverse("admin:clinic_clinic_change", args=[1])
    assert client.get(entry).url == form
    assert client.get(reverse("admin:clinic_clinic_add")).status_code == 403
    client.post(form, form_data(client.get(form), name="Harbor Spine", portal_url="example.org"))
    clinic = Clinic.objects.get()
    assert (clinic.pk, clinic.name, clinic.portal_url) == (1, "Harbor Spine", "https://example.org")


def test_entry_of_the_clinic_begins_with_a_blank_form(client):
    Clinic.objects.all().delete()
    add = reverse("admin:clinic_clinic_add")
    assert client.get(reverse("admin:clinic_clinic_changelist")).url == add
    client.post(add, form_data(client.get(add), name="Harbor Spine"))
    assert Clinic.objects.get().pk == 1


def test_portrait_is_stored_as_a_fresh_file(client):
    add = reverse("admin:clinic_provider_add")
    sent = form_data(client.get(add), name="Ana Reyes", slug="ana", role="Surgeon")
    sent |= {"licensed_states": ["OH", "NY"], "portrait": SimpleUploadedFile("me.jpg", photo())}
    client.post(add, sent)
    provider = Provider.objects.get()
    with provider.portrait.open() as file:
        portrait = Image.open(io.BytesIO(file.read()))
    assert (dict(portrait.getexif()), portrait.size) == ({}, (480, 320))
    assert "me" not in provider.portrait.name.removeprefix("portraits/").split(".")[0][:2]
    assert provider.licensed_states == ["OH", "NY"]


def test_portrait_that_is_no_picture_is_refused(client):
    provider = ProviderFactory()
    address = reverse("admin:clinic_provider_change", args=[provider.pk])
    sent = form_data(client.get(address), portrait=SimpleUploadedFile("me.jpg", b"<svg></svg>"))
    assert errors_in(client.post(address, sent)) == [
        "This is not a picture we can use. Choose a JPEG, PNG, WebP or GIF file."
    ]


def test_portrait_stays_when_other_words_change(client):
    provider = ProviderFactory(portrait="portraits/x.jpg")
    address = reverse("admin:clinic_provider_change", args=[provider.pk])
    client.post(address, form_data(client.get(address), role="Surgeon"))
    provider.refresh_from_db()
    assert (provider.role, provider.portrait.name) == ("Surgeon", "portraits/x.jpg")


def test_location_is_saved_with_its_hours(client):
    place = LocationFactory()
    address = reverse("admin:clinic_location_change", args=[place.pk])
    sent = form_data(
        client.get(address),
        **{
            "hours-TOTAL_FORMS": "1",
            "hours-0-weekday": "0",
            "hours-0-opens": "9:00",
            "hours-0-closes": "8:00",
        },
    )
    answer = client.post(address, sent)
    assert errors_in(answer) == ["The closing time must be later than the opening time."]
    client.post(address, sent | {"hours-0-closes": "17:00"})
    assert str(Location.objects.get().hours.get()) == "Monday 09:00–17:00"


def test_times_are_read_and_shown_in_the_clinics_zone(client):
    Clinic.objects.update(time_zone="America/Los_Angeles")
    form = reverse("admin:clinic_clinic_change", args=[1])
    sent = form_data(client.get(form), notice="Storm", notice_until_0="2026-12-01")
    client.post(form, sent | {"notice_until_1": "17:00:00"})
    clinic = Clinic.objects.get()
    assert clinic.notice_until == datetime(2026, 12, 1, 17, tzinfo=clinic.zone)
    assert 'value="17:00:00"' in client.get(form).content.decode()
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE
