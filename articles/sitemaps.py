"""What search engines are told of the library."""

from django.contrib.sitemaps import Sitemap

from articles.models import Publication


class PublicationSitemap(Sitemap):
    """Every page that is live."""

    changefreq = "monthly"

    def items(self):
        return Publication.objects.live().listed()

    def lastmod(self, publication: Publication):
        return publication.live_from
