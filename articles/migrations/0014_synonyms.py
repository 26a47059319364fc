"""What patients write and what pages call it, with a first list, and who keeps it."""

import django.db.models.deletion
import django.utils.timezone
from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

from articles.migrations._first_synonyms import FIRST
from articles.words import key_of

WHO_KEEPS_IT = ["Editors", "Administrators"]


def let_staff_keep_it(apps, schema_editor):
    create_permissions(installed.get_app_config("articles"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="articles", content_type__model="synonym"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=WHO_KEEPS_IT):
        group.permissions.add(*permissions)


def begin(apps, schema_editor):
    synonym = apps.get_model("articles", "Synonym")
    synonym.objects.bulk_create(
        [
            synonym(language=language, asked=asked, means=means, key=key_of(asked))
            for language, pairs in FIRST.items()
            for asked, means in pairs
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish')], default='en', max_length=7, verbose_name='language')),
                ('asked', models.CharField(help_text='A word or a few, for example “slipped disc”. Capitals, accents, hyphens and apostrophes make no difference, and typing errors mend themselves.', max_length=80, verbose_name='what patients write')),
                ('means', models.CharField(help_text='As it stands on the page that they should find, for example “herniated disk”. Be exact: whoever writes the words above searches for these as well.', max_length=120, verbose_name='what our pages call it')),
                ('key', models.TextField(editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='made')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'synonym',
                'verbose_name_plural': 'synonyms',
                'ordering': ['language', 'key'],
                'constraints': [models.UniqueConstraint(fields=('language', 'key', 'means'), name='synonym_once_per_language'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='synonym_asks_for_a_word')],
            },
        ),
        migrations.RunPython(let_staff_keep_it, migrations.RunPython.noop),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
