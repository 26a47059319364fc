"""Calendar feeds, which schedulers and administrators make for every provider."""

import appointments.models.feed
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def grant(apps, schema_editor):
    # Permissions are made after all migrations; the groups need them now.
    create_permissions(installed.get_app_config("appointments"), verbosity=0, apps=apps)
    may = apps.get_model("auth", "Permission").objects.get(
        codename="change_calendarfeed", content_type__app_label="appointments"
    )
    for group in apps.get_model("auth", "Group").objects.filter(
        name__in=["Schedulers", "Administrators"]
    ):
        group.permissions.add(may)


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0008_notes_of_patients'),
        ('clinic', '0008_questions_in_force_stay'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='accessrecord',
            name='what',
            field=models.CharField(choices=[('opened', 'Opened'), ('found', 'Found by a search'), ('seen', 'Seen in a calendar'), ('entered', 'Entered by phone'), ('moved', 'Moved'), ('noted', 'Added a note'), ('tried', 'Tried to reach the patient'), ('taken', 'Taken'), ('handed-over', 'Handed over'), ('compared', 'Compared with another request'), ('merged', 'Joined with another request'), ('released', 'Put into the queue'), ('estimated', 'Cost estimate given'), ('printed', 'Printed'), ('copied', 'Copied for the patient'), ('exported', 'Exported'), ('corrected', 'Corrected as the patient wished'), ('held', 'Legal hold set or lifted'), ('anonymized', 'Anonymized')], max_length=20, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.CharField(default=appointments.models.feed.new_secret, editable=False, max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('provider', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='feed', to='clinic.provider')),
            ],
            options={
                'verbose_name': 'calendar feed',
                'verbose_name_plural': 'calendar feeds',
                'ordering': ['provider'],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
