"""What staff do with a request: have it, hand it on, try to reach the patient, join it, anonymize it."""

import appointments.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0005_visit_roles'),
        ('clinic', '0005_keep_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Anonymizing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('why', models.CharField(choices=[('expired', 'Its time was over'), ('wish', 'The patient asked for it')], max_length=10, verbose_name='why')),
            ],
            options={
                'verbose_name': 'anonymized request',
                'verbose_name_plural': 'anonymized requests',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ContactAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('way', models.CharField(choices=[('phone', 'By phone'), ('email', 'By email'), ('letter', 'By letter'), ('in-person', 'In person')], default='phone', max_length=10, verbose_name='way')),
                ('outcome', models.CharField(choices=[('reached', 'Reached'), ('voicemail', 'Left a message'), ('no-answer', 'No answer')], max_length=10, verbose_name='what came of it')),
                ('next_try_at', models.DateTimeField(blank=True, null=True, verbose_name='next try')),
                ('note', appointments.fields.EncryptedTextField(blank=True, verbose_name='note')),
            ],
            options={
                'verbose_name': 'contact attempt',
                'verbose_name_plural': 'contact attempts',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('note', appointments.fields.EncryptedTextField(blank=True, verbose_name='note')),
            ],
            options={
                'verbose_name': 'change of owner',
                'verbose_name_plural': 'changes of owner',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RecentCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_hash', models.CharField(max_length=64)),
                ('ends_at', models.DateTimeField(db_index=True)),
                ('count', models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='appointmentrequest',
            name='anonymized_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='anonymized'),
        ),
        migrations.AddField(
            model_name='appointmentrequest',
            name='duplicate_of',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='appointments.appointmentrequest', verbose_name='the same request as'),
        ),
        migrations.AddField(
            model_name='appointmentrequest',
            name='estimate_due',
            field=models.DateTimeField(blank=True, null=True, verbose_name='estimate due by'),
        ),
        migrations.AddField(
            model_name='appointmentrequest',
            name='estimate_given_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='estimate given'),
        ),
        migrations.AddField(
            model_name='appointmentrequest',
            name='estimate_given_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='estimate given by'),
        ),
        migrations.AddField(
            model_name='appointmentrequest',
            name='held_because',
            field=models.CharField(blank=True, choices=[('', 'In the queue'), ('burst', 'Came in a burst of requests'), ('address', 'One of many from the same address')], default='', editable=False, max_length=10, verbose_name='held apart because'),
        ),
        migrations.AddField(
            model_name='appointmentrequest',
            name='legal_hold',
            field=models.BooleanField(default=False, help_text='Never anonymized while this is set.', verbose_name='legal hold'),
        ),
        migrations.AlterField(
            model_name='accessrecord',
            name='by',
            field=models.ForeignKey(blank=True, help_text='Empty: the site itself, without anybody at a screen.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AlterField(
            model_name='accessrecord',
            name='what',
            field=models.CharField(choices=[('opened', 'Opened'), ('found', 'Found by a search'), ('entered', 'Entered by phone'), ('moved', 'Moved'), ('noted', 'Added a note'), ('tried', 'Tried to reach the patient'), ('taken', 'Taken'), ('handed-over', 'Handed over'), ('compared', 'Compared with another request'), ('merged', 'Joined with another request'), ('released', 'Put into the queue'), ('estimated', 'Cost estimate given'), ('printed', 'Printed'), ('copied', 'Copied for the patient'), ('exported', 'Exported'), ('corrected', 'Corrected as the patient wished'), ('held', 'Legal hold set or lifted'), ('anonymized', 'Anonymized')], max_length=20, verbose_name='what'),
        ),
        migrations.AddIndex(
            model_name='appointmentrequest',
            index=models.Index(condition=models.Q(('held_because', ''), _negated=True), fields=['asked_at'], name='request_held_apart'),
        ),
        migrations.AddConstraint(
            model_name='appointmentrequest',
            constraint=models.CheckConstraint(condition=models.Q(('held_because__in', ['', 'burst', 'address'])), name='request_suspicion_is_known', violation_error_message='There is no such reason.'),
        ),
        migrations.AddConstraint(
            model_name='appointmentrequest',
            constraint=models.CheckConstraint(condition=models.Q(('duplicate_of', None), ('status', 'duplicate'), _connector='OR'), name='only_a_duplicate_points_at_another', violation_error_message='Only a duplicate is the same as another request.'),
        ),
        migrations.AddField(
            model_name='anonymizing',
            name='by',
            field=models.ForeignKey(blank=True, help_text='Empty: the nightly run.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='anonymizing',
            name='request',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='anonymizing', to='appointments.appointmentrequest'),
        ),
        migrations.AddField(
            model_name='contactattempt',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='contactattempt',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='appointments.appointmentrequest'),
        ),
        migrations.AddField(
            model_name='handover',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='handover',
            name='from_owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='from'),
        ),
        migrations.AddField(
            model_name='handover',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='appointments.appointmentrequest'),
        ),
        migrations.AddField(
            model_name='handover',
            name='to_owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='to'),
        ),
        migrations.AddConstraint(
            model_name='recentcount',
            constraint=models.UniqueConstraint(fields=('key_hash', 'ends_at'), name='one_count_per_window'),
        ),
    ]
