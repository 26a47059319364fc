from django.urls import path

from appointments import feeds, views

app_name = "appointments"
urlpatterns = [
    path("", views.index, name="index"),
    path("request/", views.request_visit, name="request"),
    path("virtual-visits/", views.virtual_visits, name="virtual_visits"),
    path("virtual-visits/set-up/", views.set_up, name="set_up"),
    path("prepare/", views.prepare, name="prepare"),
    path("prepare/<str:kind>/", views.prepare, name="prepare_for"),
    path("sent/<str:reference>/", views.sent, name="sent"),
    path("calendar/<str:token>.ics", feeds.read, name="feed"),
    path("status/", views.status, name="status"),
    path("status/<str:token>/", views.status, name="status_by_link"),
]
