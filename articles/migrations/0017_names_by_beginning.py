"""An index that finds names by their beginning, for the suggestions while somebody types."""

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0016_missed_searches'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='name',
            index=models.Index(models.F('language'), django.db.models.functions.comparison.Collate('key', 'C'), name='name_beginning'),
        ),
    ]
