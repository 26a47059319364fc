"""The people and the places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.utils import timezone
from django.views.generic import DetailView, ListView

from clinic.hours import DeskHours
from clinic.models import Clinic, Holiday, Location, OpeningHours, Provider
from clinic.public import PublicPage
from clinic.structured_data import graph, person, person_in_full, place, place_in_full

# How far ahead a patient is told of days on which the center is closed.
AHEAD = timedelta(days=45)


class TeamView(PublicPage, ListView):
    """Everybody whom a patient may meet."""

    queryset = Provider.objects.practicing().prefetch_related("locations")
    template_name = "clinic/team.html"

    def get_context_data(self, **kwargs):
        people = [person(provider) for provider in self.object_list]
        return super().get_context_data(structured_data=people and graph(*people), **kwargs)


class ProviderView(PublicPage, DetailView):
    """One clinician; one who left as well, since reviewed pages go on naming them."""

    queryset = Provider.objects.prefetch_related(
        Prefetch("locations", Location.objects.open_to_patients())
    )
    template_name = "clinic/provider.html"

    def get_context_data(self, **kwargs):
        self.request.clinic = Clinic.objects.current()
        said = graph(person_in_full(self.object, self.request.clinic))
        return super().get_context_data(structured_data=said, **kwargs)


class LocationsView(PublicPage, ListView):
    """Every place, with its hours and the days on which the center is closed."""

    queryset = Location.objects.open_to_patients().prefetch_related("hours")
    template_name = "clinic/locations.html"

    def get_context_data(self, **kwargs):
        self.request.clinic = Clinic.objects.current()
        today = timezone.now().astimezone(self.request.clinic.zone).date()
        places = [place(location, location.hours.all()) for location in self.object_list]
        return super().get_context_data(
            holidays=Holiday.objects.between(today, today + AHEAD),
            desk_hours=OpeningHours.objects.of_the_desk(),
            structured_data=places and graph(*places),
            **kwargs,
        )


class LocationView(PublicPage, DetailView):
    """One place: when, how to get there, and whether it is open now."""

    queryset = Location.objects.open_to_patients().prefetch_related(
        "hours", Prefetch("providers", Provider.objects.practicing())
    )
    template_name = "clinic/location.html"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        self.request.clinic = Clinic.objects.current()
        today = now.astimezone(self.request.clinic.zone).date()
        holidays = Holiday.objects.between(today, today + AHEAD)
        people = self.object.providers.all()
        return super().get_context_data(
            structured_data=graph(
                place_in_full(self.object, holidays, people, self.request.clinic)
            ),
            opening=opening(self.object, holidays, now, self.request.clinic),
            holidays=holidays,
            **kwargs,
        )


@dataclass(frozen=True)
class Opening:
    """Whether a place is open at a moment, and from when on when it is not."""

    is_open: bool
    next: datetime | None


def opening(
    location: Location, holidays: Iterable[Holiday], at: datetime, clinic: Clinic
) -> Opening:
    """Ask a location's hours about a moment; `next` is None when no hours are known."""
    hours = DeskHours(clinic, location.hours.all(), (holiday.date for holiday in holidays))
    return Opening(hours.is_open(at), hours.next_open(at))
