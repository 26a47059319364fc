"""Part of the bench in a database of its own: `python -m bench.own_database faults 100` runs bench.faults.main(100).

The database is made anew on the embedded server, which needs no one else's data and spoils none.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import django
from django.core.management import call_command
from psycopg2 import sql

from spinecenter.embedded_postgres.client import USER, EmbeddedPostgres

ROOT = Path(__file__).resolve().parent.parent


def fresh_database(server, name):
    """An empty database of that name on the embedded server, as a DATABASE_URL."""
    connection = server.connect("postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        named = sql.Identifier(name)
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(named))
    connection.close()
    return f"postgres://{USER}@/{name}?host={quote(str(server.socket_folder), safe='')}"


def main(module, *words):
    server = EmbeddedPostgres(ROOT)
    server.use()
    os.environ |= {
        "DATABASE_URL": fresh_database(server, f"bench_{module}"),
        "DEBUG": "on",
        "DJANGO_SETTINGS_MODULE": "spinecenter.settings",
    }
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    given = [int(word) if word.isdigit() else word for word in words]
    import_module(f"bench.{module}").main(*given)


if __name__ == "__main__":
    main(*sys.argv[1:])
