"""Titles and other names in a table of their own, with those of what is published already."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# As articles.words.key_of and articles.models.publication.sort_key fold a name; where a letter of another
# alphabet comes out otherwise, `manage.py rebuild_publications` writes it anew.
FILL = r"""
INSERT INTO articles_name (publication_id, kind, language, name, key, sort_key, initial, is_title)
SELECT DISTINCT ON (publication_id, key)
    publication_id, kind, language, name, key, sort_key,
    CASE WHEN upper(left(sort_key, 1)) BETWEEN 'A' AND 'Z' COLLATE "C" THEN upper(left(sort_key, 1)) ELSE '#' END,
    place = 0
FROM (
    SELECT id AS publication_id, kind, language, place, left(name, 200) AS name,
        btrim(regexp_replace(regexp_replace(folded, '[''’‘ʼ´`]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')) AS key,
        left(regexp_replace(folded, '^[^[:alnum:]]+(?=.*[[:alnum:]])', ''), 200) AS sort_key
    FROM articles_publication
    CROSS JOIN LATERAL (
        SELECT title AS name, 0 AS place
        UNION ALL
        SELECT also.name, also.place FROM jsonb_array_elements_text(content -> 'also_called')
            WITH ORDINALITY AS also (name, place)
    ) AS names
    CROSS JOIN LATERAL (
        SELECT lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')) AS folded
    ) AS folding
) AS found
WHERE place = 0 OR key <> ''
ORDER BY publication_id, key, place;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0012_one_page_at_an_address'),
    ]

    operations = [
        migrations.CreateModel(
            name='Name',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('article', 'article'), ('condition-page', 'condition page')], max_length=20)),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish')], max_length=7)),
                ('name', models.CharField(max_length=200)),
                ('key', models.TextField()),
                ('sort_key', models.CharField(max_length=200)),
                ('initial', models.CharField(max_length=1)),
                ('is_title', models.BooleanField()),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='articles.publication')),
            ],
            options={
                'verbose_name': 'name',
                'verbose_name_plural': 'names',
                'ordering': ['sort_key', 'pk'],
                'indexes': [models.Index(fields=['language', 'kind', 'sort_key', 'id'], name='name_a_to_z'), models.Index(fields=['language', 'kind', 'initial', 'sort_key'], name='name_by_letter'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('key', config='simple'), name='name_typed')],
                'constraints': [models.UniqueConstraint(fields=('publication', 'key'), name='name_once_per_publication')],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
