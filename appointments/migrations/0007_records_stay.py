"""What was done with a request is a record: the database refuses to change, delete or truncate it.

The named exception is the wiping or re-encrypting of what a patient wrote: a transaction that says so
(`appointments.privacy.rewriting`) may change the encrypted columns, and only these.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION appointments_keep_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    encrypted text[] := coalesce(TG_ARGV, '{}');
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('spinecenter.rewriting', true) IN ('anonymizing', 'rotating') THEN
        IF to_jsonb(NEW) - encrypted = to_jsonb(OLD) - encrypted THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are a record: they are never changed, deleted or truncated', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""
# Each record with its encrypted columns.
RECORDS = {
    "accessrecord": (),
    "amendment": ("before",),
    "anonymizing": (),
    "contactattempt": ("note",),
    "handover": ("note",),
    "note": ("text",),
    "statuschange": ("reason",),
}


def keep(record, encrypted):
    table = f"appointments_{record}"
    columns = ", ".join(f"'{column}'" for column in encrypted)
    return migrations.RunSQL(
        f"CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION appointments_keep_record({columns});"
        f" CREATE TRIGGER keep_table BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION appointments_keep_record();",
        f"DROP TRIGGER keep_rows ON {table}; DROP TRIGGER keep_table ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("appointments", "0006_handling")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION appointments_keep_record();"),
        *[keep(record, encrypted) for record, encrypted in RECORDS.items()],
    ]
