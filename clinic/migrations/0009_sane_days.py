
import datetime
import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0008_questions_in_force_stay'),
    ]

    operations = [
        migrations.AlterField(
            model_name='timeoff',
            name='first_day',
            field=models.DateField(validators=[django.core.validators.MinValueValidator(datetime.date(1970, 1, 1), 'Check the year.'), django.core.validators.MaxValueValidator(datetime.date(2200, 1, 1), 'Check the year.')], verbose_name='first day'),
        ),
        migrations.AlterField(
            model_name='timeoff',
            name='last_day',
            field=models.DateField(validators=[django.core.validators.MinValueValidator(datetime.date(1970, 1, 1), 'Check the year.'), django.core.validators.MaxValueValidator(datetime.date(2200, 1, 1), 'Check the year.')], verbose_name='last day'),
        ),
    ]
