"""How long the clinic keeps the particulars of closed requests."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0004_working_time'),
    ]

    operations = [
        migrations.AddField(
            model_name='clinic',
            name='keep_requests_months',
            field=models.PositiveSmallIntegerField(default=24, help_text='Afterwards a closed request keeps its dates and numbers, and nothing about the patient.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='keep closed requests for (months)'),
        ),
    ]
