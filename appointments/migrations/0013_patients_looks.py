"""What is opened and changed on the status page is on record, too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0012_reminders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='accessrecord',
            name='by',
            field=models.ForeignKey(blank=True, help_text='Empty: the patient on the status page, or the site itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AlterField(
            model_name='accessrecord',
            name='what',
            field=models.CharField(choices=[('opened', 'Opened'), ('found', 'Found by a search'), ('seen', 'Seen in a calendar'), ('entered', 'Entered by phone'), ('moved', 'Moved'), ('noted', 'Added a note'), ('tried', 'Tried to reach the patient'), ('taken', 'Taken'), ('handed-over', 'Handed over'), ('compared', 'Compared with another request'), ('merged', 'Joined with another request'), ('released', 'Put into the queue'), ('estimated', 'Cost estimate given'), ('printed', 'Printed'), ('copied', 'Copied for the patient'), ('exported', 'Exported'), ('corrected', 'Corrected as the patient wished'), ('held', 'Legal hold set or lifted'), ('anonymized', 'Anonymized'), ('status-opened', 'Opened on the status page'), ('status-changed', 'Changed on the status page')], max_length=20, verbose_name='what'),
        ),
    ]
