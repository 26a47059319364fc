"""The database as the migrations left it, for whoever comes after a test that commits.

Django empties every table with TRUNCATE and writes the first rows back from a text, 0.3 s each time. Here the
server keeps a copy of those rows beside the tables, and one call deletes and copies: 0.02 s, with ids as they
were. No trigger speaks meanwhile, so what guards history in the tables stays as migrations made it; only a
superuser may ask for that, which the embedded server's user is.
"""

from django.db import connection

KEPT = "rows_of_migrations"  # a schema with one copy of each table that migrations put rows in


def keep_rows_of_migrations():
    """Copy the rows that are there now, and teach the server to go back to them; once per database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [KEPT])
        if cursor.fetchone():
            return  # a database used before: what is in it now may be the rest of an interrupted test
        tables = sorted(connection.introspection.django_table_names(only_existing=True))
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        # Whoever still writes comes to an end first.
        acts = [f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE"]
        acts += [act for table in tables for act in _start_again(cursor, table)]
        cursor.execute(
            f"CREATE FUNCTION {KEPT}.start_again() RETURNS void LANGUAGE plpgsql"
            f" SET session_replication_role = replica AS $$ BEGIN {'; '.join(acts)}; END $$"
        )


def _start_again(cursor, table):
    """Statements that give a table its first rows; a copy is kept of those there are."""
    yield f"DELETE FROM {table}"  # noqa: S608 - the names are those of our own tables
    cursor.execute(f"SELECT EXISTS (TABLE {table})")
    if cursor.fetchone()[0]:
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        columns = cursor.fetchone()[0]
        cursor.execute(f"CREATE TABLE {KEPT}.{table} AS TABLE {table}")
        copied = f"SELECT {columns} FROM {KEPT}.{table}"  # noqa: S608
        yield f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE {copied}"


def start_again(_test_case=None):
    """Take everything away that a test committed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {KEPT}.start_again()")
