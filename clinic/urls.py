from django.urls import path

from clinic import views

app_name = "clinic"

urlpatterns = [
    path("our-team/", views.TeamView.as_view(), name="team"),
    path("our-team/<slug:slug>/", views.ProviderView.as_view(), name="provider"),
    path("locations/", views.LocationsView.as_view(), name="locations"),
    path("locations/<slug:slug>/", views.LocationView.as_view(), name="location"),
]
