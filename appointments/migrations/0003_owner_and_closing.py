"""Whose a request is, when its case was closed, and the queue by the time that an answer is promised."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


CLOSED_WHEN_LAST_MOVED = """
UPDATE appointments_appointmentrequest AS closed
SET closed_at = COALESCE(
    (SELECT max(at) FROM appointments_statuschange WHERE request_id = closed.id), closed.asked_at
)
WHERE status NOT IN ('new', 'contacting', 'offered', 'waitlisted', 'booked', 'arrived')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0002_groups'),
        ('clinic', '0003_first_safety_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='appointmentrequest',
            name='request_queue',
        ),
        migrations.AddField(
            model_name='appointmentrequest',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='closed'),
        ),
        migrations.AddField(
            model_name='appointmentrequest',
            name='owner',
            field=models.ForeignKey(blank=True, help_text="The colleague who works on it; empty while it is nobody's.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner'),
        ),
        migrations.AddIndex(
            model_name='appointmentrequest',
            index=models.Index(fields=['status', '-urgency', 'answer_due'], name='request_queue'),
        ),
        migrations.AddIndex(
            model_name='appointmentrequest',
            index=models.Index(fields=['closed_at'], name='request_closed'),
        ),
        migrations.RunSQL(CLOSED_WHEN_LAST_MOVED, migrations.RunSQL.noop),
    ]
