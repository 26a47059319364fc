"""What was searched and not found, for those who keep the synonyms."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

WHO_MAY_SEE = ["Editors", "Administrators"]


def let_staff_see(apps, schema_editor):
    create_permissions(installed.get_app_config("articles"), apps=apps, verbosity=0)
    permission = apps.get_model("auth", "Permission").objects.get(
        codename="view_missedsearch", content_type__app_label="articles"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=WHO_MAY_SEE):
        group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0015_postings'),
    ]

    operations = [
        migrations.CreateModel(
            name='MissedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish')], max_length=7, verbose_name='language')),
                ('words', models.CharField(blank=True, max_length=80, verbose_name='words')),
                ('count', models.PositiveIntegerField(verbose_name='searches')),
                ('last_on', models.DateField(verbose_name='last searched')),
                ('settled_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'search that found nothing',
                'verbose_name_plural': 'searched and not found',
                'ordering': ['-count', '-last_on', 'words'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), ('count__gte', 3), _connector='OR'), name='missed_search_hides_rare_words')],
            },
        ),
        migrations.RunPython(let_staff_see, migrations.RunPython.noop),
    ]
