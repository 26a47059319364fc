"""Uploaded pictures, where the site serves them itself."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def test_picture_is_served_and_kept_for_an_hour(client):
    name = default_storage.save("images/a.png", ContentFile(b"picture"))
    response = client.get(default_storage.url(name))
    assert b"".join(response.streaming_content) == b"picture"
    assert (response["Content-Type"], response["Cache-Control"]) == (
        "image/png",
        "public, max-age=3600",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["absent.png", "a" * 300, "a%00", "images/"])
def test_name_that_no_picture_has_is_not_found(client, name):
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("name", ["../manage.py", "..%2fmanage.py", "images/../../manage.py"])
def test_nothing_outside_the_pictures_is_served(client, name):
    assert client.get(f"/media/{name}").status_code == 400
