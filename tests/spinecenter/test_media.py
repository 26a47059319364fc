"""Uploaded pictures, where the site serves them itself."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "avif"])
def test_picture_is_served_by_its_type_and_kept_for_a_year(client, kind):
    name = default_storage.save(f"images/a.{kind}", ContentFile(b"picture"))
    response = client.get(default_storage.url(name))
    assert b"".join(response.streaming_content) == b"picture"
    assert (response["Content-Type"], response["Cache-Control"]) == (
        f"image/{kind}",
        "public, max-age=31536000, immutable",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["absent.png", "a" * 300, "a%00", "images/"])
def test_name_that_no_picture_has_is_not_found(client, name):
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("name", ["../manage.py", "..%2fmanage.py", "images/../../manage.py"])
def test_nothing_outside_the_pictures_is_served(client, name):
    assert client.get(f"/media/{name}").status_code == 400
