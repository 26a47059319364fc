"""An Atom feed of what was published or reviewed last, in each language."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.html import MARKS
from articles.models import Publication
from clinic.models import Clinic
from clinic.public import keep_for
from clinic.structured_data import absolute

NEWEST = 30


class AtomWithReviewers(Atom1Feed):
    """Names the clinician who reviewed a page as one who contributed to it."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["reviewer"]:
            handler.startElement("contributor", {})
            handler.addQuickElement("name", item["reviewer"])
            handler.endElement("contributor")


class NewPages(Feed):
    """New and newly reviewed pages, the newest first; a page keeps one entry for as long as it is live.

    An entry is published when patients could first read the page, and updated with its newest words or
    review. Whatever host a request names, the feed is known by the site's own address.
    """

    feed_type = AtomWithReviewers
    subtitle = gettext_lazy("New and newly reviewed pages of the health library.")

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().__call__(request, *args, **kwargs)
        del response[
            "Last-Modified"
        ]  # what was withdrawn leaves no later date behind, only other words
        set_response_etag(response)
        known = get_conditional_response(request, etag=response["ETag"], response=response)
        return keep_for(known, until=Publication.objects.next_change(timezone.now()))

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Clinic:
        return Clinic.objects.current()

    def title(self, clinic: Clinic) -> str:
        return clinic.name

    def author_name(self, clinic: Clinic) -> str:
        return clinic.name

    def author_link(self, clinic: Clinic) -> str:
        return absolute(reverse("home"))

    def link(self, clinic: Clinic) -> str:
        return absolute(reverse("articles:library"))

    def feed_url(self, clinic: Clinic) -> str:
        return absolute(reverse("articles:feed"))

    def feed_guid(self, clinic: Clinic) -> str:
        return self.feed_url(clinic)

    def items(self, clinic: Clinic) -> Any:
        live = Publication.objects.live().in_language(get_language() or settings.LANGUAGE_CODE)
        return live.told_as_news()[:NEWEST]

    def item_title(self, item: Publication) -> str:
        return item.title

    def item_link(self, item: Publication) -> str:
        return absolute(item.get_absolute_url())

    def item_guid(self, item: Publication) -> str:
        """The same for ever, whatever becomes of the page's title and address."""
        return f"tag:{settings.SITE_HOST},2026:page:{item.page_id}"

    def item_description(self, item: Publication) -> str:
        """What is new and what the page is about; feeds hold HTML, these are words."""
        return escape(" ".join(filter(None, [_news(item), item.summary])))

    def item_pubdate(self, item: Publication) -> datetime:
        return item.first_live_from  # type: ignore[attr-defined]  # of `told_as_news`

    def item_updateddate(self, item: Publication) -> datetime:
        return item.live_from

    def item_extra_kwargs(self, item: Publication) -> dict[str, Any]:
        return {"reviewer": item.reviewed_by.full_name if item.reviewed_by else ""}


def _news(item: Publication) -> str:
    if item.earlier_revision == item.revision_id:  # type: ignore[attr-defined]  # of `told_as_news`
        return _("Reviewed again. The words stayed the same.")
    note = item.change_note
    return f"{note}." if note and note[-1] not in MARKS else note
