from datetime import date

import pytest
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.exceptions import FieldError

from appointments import privacy
from appointments.fields import EncryptedTextField, KeyedHashesField
from appointments.models import AppointmentRequest
from appointments.privacy import FIELDS, Kind

from .factories import RequestFactory

MODELS = {model.__name__: model for model in apps.get_app_config("appointments").get_models()}


def test_every_field_of_every_model_is_classified_once():
    for name, model in MODELS.items():
        declared = [field for fields in FIELDS[name].values() for field in fields]
        assert sorted(declared) == sorted(field.name for field in model._meta.get_fields()), name
    assert set(FIELDS) == set(MODELS)


def test_what_identifies_or_tells_of_health_is_stored_encrypted_or_hashed():
    for name, kinds in FIELDS.items():
        for kind in (Kind.IDENTIFIES, Kind.HEALTH):
            for field in kinds.get(kind, ()):
                stored = MODELS[name]._meta.get_field(field)
                assert isinstance(stored, EncryptedTextField | KeyedHashesField), (name, field)


def test_what_staff_filter_by_is_clear():
    for name, kinds in FIELDS.items():
        for field in kinds.get(Kind.CODED, ()):
            assert not isinstance(MODELS[name]._meta.get_field(field), EncryptedTextField)


def test_the_same_text_is_encrypted_differently_each_time():
    first, second = privacy.encrypt("sciatica"), privacy.encrypt("sciatica")
    assert first != second
    assert privacy.decrypt(first) == privacy.decrypt(second) == "sciatica"
    assert "sciatica" not in first


def test_an_older_key_still_opens_and_a_foreign_key_does_not(settings):
    settings.PARTICULARS_KEYS = ["old key"]
    token = privacy.encrypt("Ana")
    settings.PARTICULARS_KEYS = ["new key", "old key"]
    assert privacy.decrypt(token) == "Ana"
    settings.PARTICULARS_KEYS = ["new key"]
    with pytest.raises(InvalidToken):
        privacy.decrypt(token)


def test_hashes_differ_by_field_and_by_key(settings):
    settings.PARTICULARS_KEYS = ["one", "two"]
    assert privacy.keyed_hash("name", "ana") != privacy.keyed_hash("email", "ana")
    assert len(set(privacy.keyed_hashes("name", "ana"))) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("José  O'Brien-Vega", ["jose", "obrien", "vega"]),
        ("JOSÉ obrien vega", ["jose", "obrien", "vega"]),
        ("  ", []),
        ("Łukasz", ["łukasz"]),
        ("李 小龙", ["小龙", "李"]),
    ],
)
def test_names_are_compared_without_accents_case_and_apostrophes(typed, words):
    assert privacy.name_words(typed) == words


@pytest.mark.parametrize(
    "typed", ["(216) 555-0142", "216.555.0142", "+1 216 555 0142", "216-555-0142 ext. 9"]
)
def test_phone_numbers_are_compared_in_one_form(typed):
    assert privacy.phone_digits(typed) == "+12165550142"


@pytest.mark.django_db
def test_encrypted_fields_come_back_as_they_were():
    made = RequestFactory(
        preferred_days=[["2026-12-01", "2026-12-03"]], red_flags=["fever"], topic="Sciatica – left"
    )
    found = AppointmentRequest.objects.get(pk=made.pk)
    assert found.born == date(1958, 3, 9)
    assert found.preferred_days == [["2026-12-01", "2026-12-03"]]
    assert found.red_flags == ["fever"]
    assert (found.topic, found.mobility) == ("Sciatica – left", "")


@pytest.mark.django_db
def test_an_encrypted_field_refuses_to_be_searched():
    with pytest.raises(FieldError):
        AppointmentRequest.objects.filter(name="Ana").exists()
