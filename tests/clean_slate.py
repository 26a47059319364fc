"""The whole database as it was at a named moment, given back in hundredths of a second.

Django empties every table with TRUNCATE after a test that commits and writes the migrations' rows back from a
text, 0.3 s each time. Here the server keeps copies of rows beside the tables, in a schema for each moment, and
one call deletes and copies: 0.02 s, with ids as they were. No trigger speaks meanwhile, so what guards history
in the tables stays as migrations made it; only a superuser may ask for that, which the embedded server's user is.
"""

from django.db import connection

START = "as_migrated"


def is_kept(moment):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [moment])
        return bool(cursor.fetchone())


def keep(moment):
    """Copy all rows there are now, and teach the server to go back to them."""
    tables = sorted(connection.introspection.django_table_names(only_existing=True))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {moment} CASCADE; CREATE SCHEMA {moment}")
        # Whoever still writes comes to an end first.
        acts = [f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE"]
        acts += [act for table in tables for act in _keep_table(cursor, table, moment)]
        cursor.execute(
            f"CREATE FUNCTION {moment}.go_back() RETURNS void LANGUAGE plpgsql"
            f" SET session_replication_role = replica AS $$ BEGIN {'; '.join(acts)}; END $$"
        )


def _keep_table(cursor, table, moment):
    """Copy a table that holds rows; what gives the table its rows back, as statements."""
    yield f"DELETE FROM {table}"  # noqa: S608 - the names are those of our own tables
    cursor.execute(f"SELECT EXISTS (TABLE {table})")
    if cursor.fetchone()[0]:
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        columns = cursor.fetchone()[0]
        cursor.execute(f"CREATE TABLE {moment}.{table} AS TABLE {table}")
        copied = f"SELECT {columns} FROM {moment}.{table}"  # noqa: S608
        yield f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE {copied}"


def go_back_to(moment):
    """Take everything away that was committed since, and give back what was taken away."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {moment}.go_back()")


def start_again(_test_case=None):
    """Leave the rows of the migrations and no others."""
    go_back_to(START)
