"""What every page needs to know of the center."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clinic.models import Clinic


def clinic(request: HttpRequest) -> dict[str, object]:
    """The clinic, asked for only by templates that show it, and once per page.

    A view that has already fetched it leaves it on the request as `clinic`.
    """
    return {
        "clinic": SimpleLazyObject(
            lambda: getattr(request, "clinic", None) or Clinic.objects.current()
        )
    }
