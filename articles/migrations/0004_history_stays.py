"""What was saved, approved and moved is a record: the database refuses to change or delete it."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION articles_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are history: they are never changed, deleted or truncated', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""
TABLES = [
    "articles_revision",
    "articles_approval",
    "articles_statuschange",
    "articles_carecardversion",
    "articles_carecardmove",
]


def keep(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION articles_refuse_change();"
        f" CREATE TRIGGER keep_table BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change();",
        f"DROP TRIGGER keep_rows ON {table}; DROP TRIGGER keep_table ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_roles")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION articles_refuse_change();"),
        *[keep(table) for table in TABLES],
    ]
