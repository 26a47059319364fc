"""Pictures that any words show stay: the database refuses to delete them, or to change a file's record."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION articles_keep_shown_image() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM articles_imageuse
               WHERE image_id = (to_jsonb(OLD) ->> TG_ARGV[0])::bigint) THEN
        RAISE EXCEPTION 'this picture stands in words that are kept: it cannot be deleted'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE FUNCTION articles_keep_image_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'sizes' IS DISTINCT FROM to_jsonb(NEW) - 'sizes' THEN
        RAISE EXCEPTION 'a file of a picture is never changed: place a new one'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
DROP_FUNCTIONS = "DROP FUNCTION articles_keep_shown_image(), articles_keep_image_file();"


def trigger(name, when, table, function, *, each="ROW"):
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function};",
        f"DROP TRIGGER {name} ON {table};",
    )


def no_truncate(table):
    return trigger("keep_table", "TRUNCATE", table, "articles_refuse_change()", each="STATEMENT")


def allow(apps, schema_editor):
    create_permissions(installed.get_app_config("articles"), apps=apps, verbosity=0)
    groups = apps.get_model("auth", "Group").objects
    permissions = apps.get_model("auth", "Permission").objects
    for name, codenames in {
        "Editors": ["delete_image"],
        "Clinical reviewers": ["replace_image"],
        "Administrators": ["delete_image", "replace_image"],
    }.items():
        found = permissions.filter(codename__in=codenames, content_type__app_label="articles")
        groups.get(name=name).permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_images")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        trigger("keep_shown", "DELETE", "articles_image", "articles_keep_shown_image('id')"),
        trigger("keep_shown", "DELETE", "articles_imagefile", "articles_keep_shown_image('image_id')"),
        trigger("keep_rows", "UPDATE", "articles_imagefile", "articles_keep_image_file()"),
        trigger("keep_rows", "UPDATE OR DELETE", "articles_imageuse", "articles_refuse_change()"),
        no_truncate("articles_image"),
        no_truncate("articles_imagefile"),
        no_truncate("articles_imageuse"),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
