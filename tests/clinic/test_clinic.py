"""The center's own rows: one clinic, one edition, versions of the safety questions."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.models import Clinic, Location, Provider, SafetyQuestionSet, SiteEdition, Tier
from tests.factories import LocationFactory, ProviderFactory

pytestmark = pytest.mark.django_db


def edition():
    return Clinic.objects.current().edition


def test_current_clinic_comes_with_its_edition_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        clinic = Clinic.objects.current()
    assert clinic.edition == SiteEdition.objects.get().number


def test_current_clinic_has_a_name_before_anybody_entered_one():
    Clinic.objects.all().delete()
    assert str(Clinic.objects.current()) == "Spine Center"


def test_database_refuses_a_second_clinic():
    with pytest.raises(IntegrityError), transaction.atomic():
        Clinic.objects.create(pk=2)


def test_notice_ends_at_its_time():
    now = timezone.now()
    clinic = Clinic(notice="Closed for the storm", notice_until=now)
    assert clinic.current_notice(now - timedelta(seconds=1)) == "Closed for the storm"
    assert clinic.current_notice(now) == ""


def test_time_zone_must_be_a_real_one():
    with pytest.raises(ValidationError, match="Write it like America/New_York"):
        Clinic(time_zone="Eastern").full_clean()


@pytest.mark.parametrize(
    "write",
    [
        lambda: Clinic.objects.update(name="Other"),
        lambda: ProviderFactory(),
        lambda: Provider.objects.update(name="Other"),
        lambda: LocationFactory(),
        lambda: Location.objects.bulk_create([LocationFactory.build()]),
    ],
)
def test_any_way_of_writing_raises_the_edition(write):
    before = edition()
    write()
    assert edition() > before


def test_edition_is_not_raised_by_what_is_rolled_back():
    before = edition()
    with transaction.atomic():
        ProviderFactory()
        transaction.set_rollback(True)
    assert edition() == before


def test_first_safety_questions_are_in_force_with_both_tiers():
    questions = SafetyQuestionSet.objects.in_force().questions
    assert questions.filter(tier=Tier.EMERGENCY).count() == 8
    assert questions.filter(tier=Tier.URGENT).count() == 9


def test_newer_set_of_questions_is_asked_from_its_time_on():
    first = SafetyQuestionSet.objects.in_force()
    later = timezone.now() + timedelta(days=1)
    second = SafetyQuestionSet.objects.create(version=2, in_force_from=later)
    SafetyQuestionSet.objects.create(version=3)
    assert SafetyQuestionSet.objects.in_force() == first
    assert SafetyQuestionSet.objects.in_force(later) == second
