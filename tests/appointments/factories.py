"""Patients who do not exist, and what they ask for."""

from datetime import date

import factory

from appointments.models import AppointmentRequest
from clinic.models import SafetyQuestionSet


class RequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AppointmentRequest
        skip_postgeneration_save = True

    safety_set = factory.LazyFunction(SafetyQuestionSet.objects.in_force)
    name = "Josefína O'Brien-Vega"
    born = date(1958, 3, 9)
    phone = "+1 216-555-0142"
    email = "Josefina.Vega@example.org"
    story = "It began when I lifted my grandson."

    @factory.post_generation
    def hashed(self, create, value):
        self.set_hashes()
        self.save()

    class Params:
        urgent = factory.Trait(urgency="urgent", red_flags=["fever"])
