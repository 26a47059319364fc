"""An Atom feed of what was published last."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from articles.models import Publication
from articles.models.kinds import LANGUAGE
from clinic.models import Clinic
from clinic.public import keep_for

NEWEST = 30


class NewPages(Feed):
    """New and renewed pages, the newest first."""

    feed_type = Atom1Feed
    # Whatever host a request names, the feed is known by the site's own address.
    link = f"{settings.SITE_URL}/health-library/"
    feed_url = f"{settings.SITE_URL}/feed/"
    subtitle = _("New and updated pages of the health library.")

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return keep_for(super().__call__(request, *args, **kwargs))

    def title(self) -> str:
        return Clinic.objects.current().name

    def items(self):
        live = Publication.objects.live().in_language(LANGUAGE)
        return live.listed().order_by("-live_from", "pk")[:NEWEST]

    def item_title(self, item: Publication) -> str:
        return item.title

    def item_link(self, item: Publication) -> str:
        return f"{settings.SITE_URL}{item.get_absolute_url()}"

    def item_description(self, item: Publication) -> str:
        return item.summary

    def item_pubdate(self, item: Publication):
        return item.live_from

    def item_updateddate(self, item: Publication):
        return item.live_from
