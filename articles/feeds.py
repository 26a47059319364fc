"""An Atom feed of what was published last."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.models import Publication
from clinic.models import Clinic
from clinic.public import keep_for

NEWEST = 30


class NewPages(Feed):
    """New and renewed pages, the newest first."""

    feed_type = Atom1Feed
    subtitle = _("New and updated pages of the health library.")

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return keep_for(super().__call__(request, *args, **kwargs))

    # Whatever host a request names, the feed is known by the site's own address.
    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('articles:library')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('articles:feed')}"

    def title(self) -> str:
        return Clinic.objects.current().name

    def items(self):
        live = Publication.objects.live().in_language(get_language())
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
