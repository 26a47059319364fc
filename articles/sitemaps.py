"""What search engines are told of the library."""

from django.contrib.sitemaps import Sitemap

from articles.models import Publication
from articles.models.kinds import LANGUAGE


class PublicationSitemap(Sitemap):
    """Every page that is live."""

    changefreq = "monthly"

    def items(self):
        return Publication.objects.live().in_language(LANGUAGE).listed()

    def lastmod(self, publication: Publication):
        return publication.live_from
