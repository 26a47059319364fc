from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SpinecenterConfig(AppConfig):
    name = "spinecenter"


class SpineAdminConfig(AdminConfig):
    default_site = "spinecenter.sites.SpineAdminSite"
