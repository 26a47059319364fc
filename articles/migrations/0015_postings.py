"""The words of what is published, weighed for search, in place of Postgres' own search vector."""

import django.db.models.deletion
from django.db import migrations, models

from articles.models.postings import write_postings

AT_ONCE = 200


def fill(apps, schema_editor):
    publications = apps.get_model("articles", "Publication").objects.order_by("pk")
    keys = list(publications.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        write_postings(publications.filter(pk__in=keys[start : start + AT_ONCE]))


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0014_synonyms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('pk', models.CompositePrimaryKey('publication_id', 'term', blank=True, editable=False, primary_key=True, serialize=False)),
                ('publication', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='postings', to='articles.publication')),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish')], max_length=7)),
                ('term', models.CharField(db_collation='C', max_length=60)),
                ('weight', models.FloatField()),
            ],
            options={
                'verbose_name': 'word of a publication',
                'verbose_name_plural': 'words of publications',
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish')], max_length=7)),
                ('word', models.CharField(db_collation='C', max_length=60)),
                ('term', models.CharField(blank=True, db_collation='C', max_length=60)),
            ],
            options={
                'verbose_name': 'word of the site',
                'verbose_name_plural': 'words of the site',
            },
        ),
        migrations.RemoveIndex(
            model_name='publication',
            name='publication_search',
        ),
        migrations.RemoveField(
            model_name='publication',
            name='search',
        ),
        migrations.AddIndex(
            model_name='word',
            index=models.Index(fields=['language', 'term'], name='word_by_term'),
        ),
        migrations.AddConstraint(
            model_name='word',
            constraint=models.UniqueConstraint(fields=('language', 'word', 'term'), name='word_once'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(fields=['language', 'term'], include=('publication', 'weight'), name='posting_by_term'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
