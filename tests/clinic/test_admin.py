"""The clinic's own screens: one clinic, people with portraits, questions that are never rewritten."""

import io
from datetime import datetime

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from clinic.models import Clinic, Location, Provider, SafetyQuestionSet
from tests.factories import LocationFactory, ProviderFactory, administrator, reviewer
from tests.form_data import errors_in, form_data, messages_in

pytestmark = pytest.mark.django_db

SETS = reverse("admin:clinic_safetyquestionset_changelist")


@pytest.fixture(autouse=True)
def signed_in(client):
    client.force_login(administrator())


def photo():
    out, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (960, 640), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def set_form(questions):
    return reverse("admin:clinic_safetyquestionset_change", args=[questions.pk])


def act(client, action, *sets):
    sent = {"action": action, "_selected_action": [questions.pk for questions in sets]}
    return client.post(SETS, sent, follow=True)


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


def test_set_in_force_cannot_be_changed_or_deleted(client):
    in_force = SafetyQuestionSet.objects.in_force()
    before = list(in_force.questions.values_list("text"))
    assert b'name="_save"' not in client.get(set_form(in_force)).content
    assert client.post(set_form(in_force), {"sources": "mine"}).status_code == 403
    delete = reverse("admin:clinic_safetyquestionset_delete", args=[in_force.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    act(client, "delete_selected", in_force)
    assert list(SafetyQuestionSet.objects.in_force().questions.values_list("text")) == before


def test_new_version_is_a_draft_that_is_changed_and_put_in_force(client):
    first = SafetyQuestionSet.objects.in_force()
    answer = act(client, "new_version", first)
    draft = SafetyQuestionSet.objects.get(version=first.version + 1)
    assert answer.redirect_chain[-1][0] == set_form(draft)
    assert draft.in_force_from is None
    assert SafetyQuestionSet.objects.in_force() == first
    kept = ("code", "tier", "text", "order")
    assert list(draft.questions.values(*kept)) == list(first.questions.values(*kept))
    client.post(set_form(draft), form_data(answer, **{"questions-0-text": "New words?"}))
    assert draft.questions.first().text == "New words?"
    assert first.questions.first().text != "New words?"
    act(client, "put_in_force", draft)
    assert SafetyQuestionSet.objects.in_force() == draft


@pytest.mark.parametrize("case", ["in force", "without questions"])
def test_set_that_cannot_be_put_in_force_is_told_so(client, case):
    first = SafetyQuestionSet.objects.in_force()
    chosen = first if case == "in force" else SafetyQuestionSet.objects.create(version=99)
    since = first.in_force_from
    answer = act(client, "put_in_force", chosen)
    assert messages_in(answer) == [
        f"{chosen} cannot be put in force: it is in force already, or has no questions."
    ]
    first.refresh_from_db()
    assert (SafetyQuestionSet.objects.in_force(), first.in_force_from) == (first, since)


def test_reviewer_reads_the_questions_and_has_no_action(client):
    client.force_login(reviewer())
    first = SafetyQuestionSet.objects.in_force()
    assert client.get(set_form(first)).status_code == 200
    act(client, "new_version", first)
    assert SafetyQuestionSet.objects.count() == 1


def test_set_is_put_in_force_at_a_given_moment():
    draft = SafetyQuestionSet.objects.in_force().new_version()
    later = timezone.now() + timezone.timedelta(days=1)
    assert draft.put_in_force(later)
    assert SafetyQuestionSet.objects.in_force(later) == draft
    assert SafetyQuestionSet.objects.in_force() != draft


def test_times_are_read_and_shown_in_the_clinics_zone(client):
    Clinic.objects.update(time_zone="America/Los_Angeles")
    form = reverse("admin:clinic_clinic_change", args=[1])
    sent = form_data(client.get(form), notice="Storm", notice_until_0="2026-12-01")
    client.post(form, sent | {"notice_until_1": "17:00:00"})
    clinic = Clinic.objects.get()
    assert clinic.notice_until == datetime(2026, 12, 1, 17, tzinfo=clinic.zone)
    assert 'value="17:00:00"' in client.get(form).content.decode()
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE
