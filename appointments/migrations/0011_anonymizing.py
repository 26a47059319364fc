"""Administrators may anonymize a request, set a legal hold, and read what was anonymized."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = ["anonymize_appointmentrequest", "view_anonymizing"]


def grant(apps, schema_editor):
    # Permissions are made after all migrations; the group needs them now.
    create_permissions(installed.get_app_config("appointments"), verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="appointments", codename__in=MAY
    )
    group = apps.get_model("auth", "Group").objects.get_or_create(name="Administrators")[0]
    group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0010_exports"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.AlterModelOptions(
            name="appointmentrequest",
            options={
                "permissions": [
                    ("anonymize_appointmentrequest", "Can anonymize requests and set a legal hold")
                ],
                "verbose_name": "request for a visit",
                "verbose_name_plural": "requests for visits",
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
