"""Pictures have files through time, smaller sizes, a focal point, and a record of where they stand."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What stood before these tables did: each picture's one file, and the revisions that show it.
FORMER = """
INSERT INTO articles_imagefile
    (image_id, number, file, width, height, sizes, placed_by_id, placed_at, reason)
SELECT id, 1, file, width, height, '[]', uploaded_by_id, uploaded_at, '' FROM articles_image;
INSERT INTO articles_imageuse (image_id, revision_id)
SELECT image.id, revision.id
FROM articles_image image JOIN articles_revision revision
    ON (revision.snapshot ->> 'lead_image')::bigint = image.id
    OR position(image.file in revision.snapshot ->> 'sections') > 0;
"""

class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_languages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImageFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('file', models.ImageField(height_field='height', unique=True, upload_to='images/%Y/', verbose_name='file', width_field='width')),
                ('width', models.PositiveIntegerField(editable=False, verbose_name='width')),
                ('height', models.PositiveIntegerField(editable=False, verbose_name='height')),
                ('sizes', models.JSONField(default=list)),
                ('placed_at', models.DateTimeField(verbose_name='since')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why')),
            ],
            options={
                'verbose_name': 'file of an image',
                'verbose_name_plural': 'files of images',
                'ordering': ['image', 'number'],
            },
        ),
        migrations.CreateModel(
            name='ImageUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'use of an image',
                'verbose_name_plural': 'uses of images',
            },
        ),
        migrations.AlterModelOptions(
            name='image',
            options={'ordering': ['-uploaded_at'], 'permissions': [('replace_image', 'Can replace pictures on pages beyond drafts')], 'verbose_name': 'image', 'verbose_name_plural': 'images'},
        ),
        migrations.RemoveField(
            model_name='approval',
            name='pictures',
        ),
        migrations.AddField(
            model_name='image',
            name='focus_x',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='from the left, in percent'),
        ),
        migrations.AddField(
            model_name='image',
            name='focus_y',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='from the top, in percent'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('focus_x', None), ('focus_y', None)), models.Q(('focus_x__isnull', False), ('focus_x__range', (0, 100)), ('focus_y__isnull', False), ('focus_y__range', (0, 100))), _connector='OR'), name='image_focus_is_a_point', violation_error_message='The focal point needs both numbers, each from 0 to 100. Leave both empty to show the picture whole.'),
        ),
        migrations.AddField(
            model_name='imagefile',
            name='image',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='articles.image'),
        ),
        migrations.AddField(
            model_name='imagefile',
            name='placed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='imageuse',
            name='image',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='articles.image'),
        ),
        migrations.AddField(
            model_name='imageuse',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='image_uses', to='articles.revision'),
        ),
        migrations.AddConstraint(
            model_name='imagefile',
            constraint=models.UniqueConstraint(fields=('image', 'number'), name='image_file_number_once'),
        ),
        migrations.AddConstraint(
            model_name='imageuse',
            constraint=models.UniqueConstraint(fields=('image', 'revision'), name='image_use_once'),
        ),
        migrations.RunSQL(FORMER, migrations.RunSQL.noop),
    ]
