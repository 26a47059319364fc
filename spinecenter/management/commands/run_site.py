"""The whole site with one command, for a newcomer: site, worker and database."""

import errno
import http.client
import os
import socket
import sys
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, transaction

from clinic.models import Clinic
from spinecenter.embedded_postgres import EmbeddedPostgresError
from spinecenter.parentage import end_with_parent
from spinecenter.supervisor import Child, Supervisor

HOST = "127.0.0.1"
ANNOUNCEMENT = """
  The site runs at {url}
  The staff's side is at {url}/admin/
{accounts}  Ctrl-C stops everything.
"""
ACCOUNTS = "  Demo accounts: admin, editor, reviewer, scheduler; password: spine-demo\n"


class Command(BaseCommand):
    help = (
        "Prepare and run the site, its worker and (without DATABASE_URL) its embedded PostgreSQL."
    )
    requires_system_checks = ()  # `make check` runs them

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
        parser.add_argument(
            "--end-with-parent", action="store_true", help="Stop when the starting process dies."
        )

    def handle(self, *, port, end_with_parent, **options):
        if end_with_parent:
            follow_parent()
        with listen(port) as listener:
            try:
                prepare()
                run(listener, port)
            except KeyboardInterrupt:
                self.stdout.write("Stopped.")


def follow_parent():
    """Stop when `make` is killed, also if that happened before we could ask the kernel for it."""
    parent = os.getppid()
    end_with_parent()
    if os.getppid() != parent:
        sys.exit()


def listen(port):
    """The socket the site answers on; held here, so that a gunicorn started again finds it free."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        reason = "is in use" if error.errno == errno.EADDRINUSE else "cannot be used here"
        raise CommandError(
            f"Port {port} {reason}; choose another one, as in: PORT=8123 make run"
        ) from None
    listener.listen()
    return listener


def prepare():
    """Bring database and static files up to date; fill an empty database with the demonstration."""
    print("Preparing the database and the static files.", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if settings.DEBUG and not get_user_model().objects.exists():
        with transaction.atomic():
            call_command("load_demo")


def run(listener, port):
    env = site_environment(port)
    connection.close()
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        str(settings.BASE_DIR / "deploy/gunicorn.conf.py"),
    ]
    site = Child("site", gunicorn, env | {"BIND": f"fd://{listener.fileno()}"}, [listener.fileno()])
    worker = Child("worker", [*manage, "deliver_messages"], env)
    try:
        Supervisor([site, worker], Look(port)).run()
    finally:
        settings.EMBEDDED_POSTGRES.release()


def site_environment(port):
    """The environment of site and worker: as in production, with this checkout's own secrets."""
    return os.environ | {
        "DEBUG": "off",
        "SECRET_KEY": settings.SECRET_KEY,
        "PARTICULARS_KEYS": ",".join(settings.PARTICULARS_KEYS),
        "DATABASE_URL": settings.DATABASE_URL or settings.EMBEDDED_POSTGRES.url,
        "SITE_URL": os.environ.get("SITE_URL", f"http://{HOST}:{port}"),
        "PHONE_FALLBACK": settings.PHONE_FALLBACK or phone(),
        "PYTHONUNBUFFERED": "1",
    }


def phone():
    """The center's phone, for the page that says the database is away."""
    center = Clinic.objects.first()
    return center.phone.as_national if center and center.phone else ""


class Look:
    """What the supervisor does between looks at its children: mind the database, announce the site."""

    def __init__(self, port):
        self.port = port
        self.announced = False

    def __call__(self):
        if not settings.DATABASE_URL:
            keep_database_up()
        if not self.announced and answers(self.port):
            self.announced = True
            url, accounts = f"http://{HOST}:{self.port}", ACCOUNTS if settings.DEBUG else ""
            print(ANNOUNCEMENT.format(url=url, accounts=accounts), flush=True)


def keep_database_up():
    if settings.EMBEDDED_POSTGRES.is_kept():
        return
    try:
        settings.EMBEDDED_POSTGRES.use()
    except EmbeddedPostgresError as error:
        print(error, file=sys.stderr, flush=True)


def answers(port):
    site = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        site.request("GET", "/health/ready")
        return site.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        site.close()
