"""How long a page that everybody may see is kept by browsers and shared caches."""

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views import View

# Seconds. “Withdraw now” must reach a reader within a minute without purging anybody's cache.
LONGEST = 60


def keep_for(response: HttpResponseBase, until: datetime | None = None) -> HttpResponseBase:
    """Let shared caches keep a response for a minute, and never past `until`, when it will change.

    A reader's own browser asks each time: what was withdrawn or published anew shows at once.
    """
    left = LONGEST if until is None else int((until - timezone.now()).total_seconds())
    patch_cache_control(response, public=True, max_age=0, s_maxage=max(0, min(LONGEST, left)))
    return response


class PublicPage(View):
    """A class-based view whose pages are the same for everybody."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer, and say how long the answer may be kept."""
        return keep_for(super().dispatch(request, *args, **kwargs), until=self.keep_until())

    def keep_until(self) -> datetime | None:
        """When the page is known to change; None when nothing is scheduled."""
        return None
