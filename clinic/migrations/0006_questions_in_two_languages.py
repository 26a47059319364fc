"""Spanish words for the safety questions, an approval for their sets, and when patients must call instead."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0005_keep_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='safetyquestionset',
            options={'ordering': ['-version'], 'permissions': [('approve_safetyquestionset', 'Can approve a set of safety questions')], 'verbose_name': 'set of safety questions', 'verbose_name_plural': 'sets of safety questions'},
        ),
        migrations.AddField(
            model_name='clinic',
            name='change_until_hours',
            field=models.PositiveSmallIntegerField(default=24, help_text='Later than that, their page shows your phone number instead.', verbose_name='patients may move or cancel a visit themselves until (hours before)'),
        ),
        migrations.AddField(
            model_name='clinic',
            name='virtual_visit_cost_es',
            field=models.TextField(blank=True, help_text='Without it, Spanish pages show the English words, marked as English.', verbose_name='the same in Spanish'),
        ),
        migrations.AddField(
            model_name='safetyquestion',
            name='text_es',
            field=models.CharField(blank=True, help_text='Needed before the set can be approved.', max_length=300, verbose_name='the same in Spanish'),
        ),
        migrations.AddField(
            model_name='safetyquestionset',
            name='approved_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='approved'),
        ),
        migrations.AddField(
            model_name='safetyquestionset',
            name='approved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by'),
        ),
        migrations.AddField(
            model_name='safetyquestionset',
            name='authors',
            field=models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddConstraint(
            model_name='safetyquestionset',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='question_set_approved_by_somebody', violation_error_message='An approval has a name and a time.'),
        ),
    ]
