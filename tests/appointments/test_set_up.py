"""The page on which patients check their device: the only one that may ask for camera and microphone."""

import pytest
from django.urls import reverse

from clinic.models import Clinic

pytestmark = pytest.mark.django_db

PAGE = reverse("appointments:set_up")


def test_camera_and_microphone_are_for_this_page_alone(client):
    assert client.get(PAGE)["Permissions-Policy"] == (
        "camera=(self), microphone=(self), geolocation=()"
    )
    for name in ("index", "virtual_visits", "request", "status"):
        policy = client.get(reverse(f"appointments:{name}"))["Permissions-Policy"]
        assert "camera=()" in policy, name
        assert "microphone=()" in policy, name


def test_without_a_script_the_page_says_how_to_check(client):
    page = client.get(PAGE).content.decode()
    assert 'id="device-check"' in page
    assert page.partition('id="device-check"')[2].partition(">")[0].endswith(" hidden")
    assert "open the camera app of your device" in page


def test_what_to_do_when_the_video_drops_names_the_phone(client):
    Clinic.objects.update(phone="+12165550100")
    assert 'href="tel:+12165550100">(216) 555-0100</a>' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("spanish", "shown"),
    [("Una visita cuesta $120.", "Una visita cuesta $120."), ("", '<div class="flow" lang="en">')],
)
def test_the_cost_is_told_in_the_clinics_words_and_marked_where_they_are_english(
    client, spanish, shown
):
    Clinic.objects.update(virtual_visit_cost="It costs $120.", virtual_visit_cost_es=spanish)
    assert "It costs $120." in client.get(PAGE).content.decode()
    assert shown in client.get(f"/es{PAGE}").content.decode()
