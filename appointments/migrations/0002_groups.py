"""Schedulers and administrators may see and work on patients' requests; nobody else may."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

SCHEDULERS = [
    "view_appointmentrequest",
    "add_appointmentrequest",
    "change_appointmentrequest",
    "view_message",
    "view_emergencystop",
]
ADMINISTRATORS = [*SCHEDULERS, "view_accessrecord"]


def grant(apps, schema_editor):
    # Permissions are made after all migrations; the groups need them now.
    create_permissions(installed.get_app_config("appointments"), verbosity=0, apps=apps)
    group = apps.get_model("auth", "Group")
    permission = apps.get_model("auth", "Permission")
    for name, codenames in [("Schedulers", SCHEDULERS), ("Administrators", ADMINISTRATORS)]:
        permissions = permission.objects.filter(
            content_type__app_label="appointments", codename__in=codenames
        )
        group.objects.get_or_create(name=name)[0].permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
