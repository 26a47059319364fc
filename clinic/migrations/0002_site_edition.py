"""The database raises the site edition itself, so no way of writing can forget to."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION clinic_raise_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO clinic_siteedition (id, number) VALUES (1, 1)
    ON CONFLICT (id) DO UPDATE SET number = clinic_siteedition.number + 1;
    RETURN NULL;
END $$;
"""
TABLES = [
    "clinic_clinic",
    "clinic_provider",
    "clinic_provider_locations",
    "clinic_location",
    "clinic_openinghours",
    "clinic_holiday",
]


def watch(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER raise_edition AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION clinic_raise_edition();",
        f"DROP TRIGGER raise_edition ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("clinic", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION clinic_raise_edition();"),
        *[watch(table) for table in TABLES],
    ]
