"""Exports are on record, other programs read with tokens; who may export and see reports."""

import appointments.fields
import django.db.models.deletion
import django.utils.timezone
from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


ADMINISTRATORS = ["export_requests", "export_identifiers", "export_health", "see_reports"]
ADMINISTRATORS += ["view_export", "view_readtoken", "add_readtoken", "change_readtoken"]
ROLES = {"Schedulers": ["export_requests"], "Administrators": ADMINISTRATORS}

KEEP = """
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON appointments_export
    FOR EACH ROW EXECUTE FUNCTION appointments_keep_record('purpose');
CREATE TRIGGER keep_table BEFORE TRUNCATE ON appointments_export
    FOR EACH STATEMENT EXECUTE FUNCTION appointments_keep_record();
"""
LET_GO = """
DROP TRIGGER keep_rows ON appointments_export;
DROP TRIGGER keep_table ON appointments_export;
"""


def grant(apps, schema_editor):
    # Permissions are made after all migrations; the groups need them now.
    create_permissions(installed.get_app_config("appointments"), verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="appointments"
    )
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.get_or_create(name=name)[0]
        group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0009_feeds'),
        ('auth', '0012_alter_user_first_name_max_length'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel'), ('fhir-file', 'FHIR, by a command'), ('fhir-read', 'FHIR, by another program')], max_length=10, verbose_name='format')),
                ('purpose', appointments.fields.EncryptedTextField(verbose_name='purpose')),
                ('rows', models.PositiveIntegerField(verbose_name='requests')),
                ('columns', models.JSONField(blank=True, default=list, verbose_name='columns')),
                ('narrowed', models.JSONField(blank=True, default=dict, verbose_name='narrowed by')),
                ('address', models.GenericIPAddressField(blank=True, null=True, verbose_name='from where')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-at', '-pk'],
                'permissions': [('export_requests', 'Can export requests, without who the patients are'), ('export_identifiers', 'Can export who the patients are'), ('export_health', 'Can export what patients tell of their health'), ('see_reports', 'Can see the reports')],
                'default_permissions': ('view',),
            },
        ),
        migrations.AddField(
            model_name='accessrecord',
            name='export',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='appointments.export', verbose_name='export'),
        ),
        migrations.CreateModel(
            name='ReadToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Who reads with it, for example “Health record”.', max_length=80, verbose_name='program')),
                ('purpose', appointments.fields.EncryptedTextField(help_text='What the program needs the requests for.', verbose_name='purpose')),
                ('secret_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='made')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revoked')),
                ('made_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('revoked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by')),
            ],
            options={
                'verbose_name': 'token for reading',
                'verbose_name_plural': 'tokens for reading',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='export',
            name='token',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='appointments.readtoken', verbose_name='program'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', False), ('token', None)), models.Q(('by', None), ('token__isnull', False)), _connector='OR'), name='export_by_a_colleague_or_a_program', violation_error_message='Either a colleague or a program exports.'),
        ),
        migrations.RunSQL(KEEP, LET_GO),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
