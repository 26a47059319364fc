from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import include, path
from django.views.generic import RedirectView

from appointments import fhir_reading
from spinecenter import health, media, views


class Favicon(RedirectView):
    def get_redirect_url(self):
        return staticfiles_storage.url("img/favicon.svg")


urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("favicon.ico", Favicon.as_view()),
    path("media/<path:path>", media.media),
    path("admin/", admin.site.urls),
    path("fhir/R4/Appointment", fhir_reading.search, name="fhir-appointments"),
    path("robots.txt", views.RobotsView.as_view(), name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap, name="sitemap-section"),
]

# What patients read: in English at `/`, in Spanish under `/es/`.
urlpatterns += i18n_patterns(
    path("appointments/", include("appointments.urls")),
    path("", views.HomeView.as_view(), name="home"),
    path("", include("articles.urls")),
    path("", include("clinic.urls")),
    path(
        "about/editorial-process/",
        views.PublicTemplate.as_view(
            template_name="spinecenter/editorial_process.html", words_in="en"
        ),
        name="editorial-process",
    ),
    path(
        "privacy/",
        views.PublicTemplate.as_view(template_name="spinecenter/privacy.html", words_in="en"),
        name="privacy",
    ),
    path(
        "accessibility/",
        views.PublicTemplate.as_view(template_name="spinecenter/accessibility.html", words_in="en"),
        name="accessibility",
    ),
    path(
        "language-help/",
        views.PublicTemplate.as_view(template_name="spinecenter/language_help.html"),
        name="language-help",
    ),
    prefix_default_language=False,
)

handler400 = "spinecenter.errors.bad_request"
handler404 = "spinecenter.errors.page_not_found"
handler500 = "spinecenter.errors.server_error"
