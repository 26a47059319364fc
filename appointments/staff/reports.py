"""The administrator's reports: figures to look at, each with its table, for the days one chooses."""

from datetime import date, timedelta

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django import forms
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.forms.booking import DayField, DayInput
from appointments.staff import charts
from appointments.staff.figures import FIGURES, Period

SEE = "appointments.see_reports"
USUAL_DAYS = 84  # twelve weeks
MOST_DAYS = 2 * 366
# Ways to choose days without typing them: the days back from today, and what they are called.
SPANS = [
    (28, gettext_lazy("4 weeks")),
    (84, gettext_lazy("12 weeks")),
    (182, gettext_lazy("6 months")),
    (365, gettext_lazy("1 year")),
]


class PeriodForm(forms.Form):
    """Which days to look at."""

    use_required_attribute = False
    first = forms.DateField(
        label=gettext_lazy("From"),
        widget=DayInput,
        validators=DayField.default_validators,
    )
    last = forms.DateField(
        label=gettext_lazy("To"), widget=DayInput, validators=DayField.default_validators
    )

    def __init__(self, data: QueryDict, today: date) -> None:
        usual = days_back(today, USUAL_DAYS)
        chosen = {name: data.get(name, str(value)) for name, value in usual.items()}
        super().__init__(chosen)

    def clean(self):
        days = super().clean()
        first, last = days.get("first"), days.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last day must not lie before the first."))
        elif first and last and (last - first).days > MOST_DAYS:
            self.add_error("first", _("Choose two years at most."))
        return days

    def period(self) -> Period | None:
        """The days chosen; None where they can't be read."""
        return Period(**self.cleaned_data) if self.is_valid() else None


def days_back(today: date, days: int) -> dict[str, date]:
    """The last so many days, today included."""
    return {"first": today - timedelta(days=days - 1), "last": today}


def overview(request: HttpRequest, admin) -> HttpResponse:
    """All figures of the chosen days, each as a picture, a sentence and a table."""
    if not request.user.has_perm(SEE):
        raise PermissionDenied
    today = timezone.localdate()
    form = PeriodForm(request.GET, today)
    period = form.period()
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Reports"),
        "opts": admin.opts,
        "form": form,
        "period": period,
        "spans": [(label, days_back(today, days)) for days, label in SPANS],
        "figures": [make(period) for make in FIGURES.values()] if period else [],
        "themes": list(charts.THEMES),
        "sizes": charts.SIZES,
        "here": reverse("admin:appointments_appointmentrequest_overview"),
    }
    return render(request, "admin/appointments/reports.html", context)


# A drawing carries its own style and can ask nobody for anything.
@csp_replace({"default-src": [NONE], "style-src": [UNSAFE_INLINE]})
def picture(request: HttpRequest, name: str, admin) -> HttpResponse:
    """One figure as an image."""
    if not request.user.has_perm(SEE):
        raise PermissionDenied
    theme, size = request.GET.get("theme", "light"), request.GET.get("size", "wide")
    if name not in FIGURES or theme not in charts.THEMES or size not in charts.SIZES:
        raise Http404
    period = PeriodForm(request.GET, timezone.localdate()).period()
    if period is None:
        raise BadRequest("Those days can't be read.")
    drawn = charts.draw(FIGURES[name](period), theme, size)
    return HttpResponse(drawn, content_type="image/svg+xml")
