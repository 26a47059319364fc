"""Who may see the calendars and keep the providers' time.

Clinical reviewers are clinicians: they see the calendars, but no request and so no patient's name.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

TIME_OFF = ["view_timeoff", "add_timeoff", "change_timeoff", "delete_timeoff"]
HOURS = ["add_providerhours", "change_providerhours", "delete_providerhours"]
ROLES = {
    "Clinical reviewers": ["view_visit"],
    "Schedulers": ["view_visit", "view_providerhours", *TIME_OFF],
    "Administrators": ["view_visit", "view_providerhours", *TIME_OFF, *HOURS],
}


def grant(apps, schema_editor):
    # Permissions are made after all migrations; the groups need them now.
    for label in ("appointments", "clinic"):
        create_permissions(installed.get_app_config(label), verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label__in=["appointments", "clinic"]
    )
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.get_or_create(name=name)[0]
        group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0004_visits"),
        ("clinic", "0004_working_time"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
