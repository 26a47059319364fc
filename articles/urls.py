from django.urls import path

from articles import feeds, views
from articles.models import Kind

app_name = "articles"

urlpatterns = [
    path("health-library/", views.LibraryView.as_view(), name="library"),
    path("health-library/<slug:slug>/", views.read, {"kind": Kind.ARTICLE}, name="article"),
    path(
        "health-library/<slug:slug>/changes/",
        views.changes,
        {"kind": Kind.ARTICLE},
        name="article_changes",
    ),
    path("topics/", views.TopicsView.as_view(), name="topics"),
    path("conditions/", views.ConditionsView.as_view(), name="conditions"),
    path(
        "conditions/<slug:slug>/", views.read, {"kind": Kind.CONDITION_PAGE}, name="condition_page"
    ),
    path(
        "conditions/<slug:slug>/changes/",
        views.changes,
        {"kind": Kind.CONDITION_PAGE},
        name="condition_page_changes",
    ),
    path("drafts/<str:token>/", views.shared, name="shared"),
    path("search/", views.SearchView.as_view(), name="search"),
    path("search/suggestions/", views.SuggestionsView.as_view(), name="suggestions"),
    path("feed/", feeds.NewPages(), name="feed"),
]
