"""What every test may ask for: the hashed static files, a watched browser page, an accessibility check."""

import shutil
import tempfile

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase, override_settings

from tests import clean_slate

pytest_plugins = ["tests.browsing"]


def pytest_configure(config):
    """Serve the real, hashed static files; collected once, before any worker starts."""
    settings.STATIC_ROOT = settings.LOCAL_DIR / "test-static"
    settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="spinecenter-media-")
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # fast, tests only
    # Every test client loads the middleware anew: whitenoise would look through 5,000 files each time.
    settings.WHITENOISE_AUTOREFRESH = True
    if not hasattr(config, "workerinput"):
        call_command("collectstatic", interactive=False, verbosity=0)


def pytest_unconfigure():
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="Run the tests that use the database without a browser: for another server's sake.",
    )


def pytest_collection_modifyitems(config, items):
    if config.getoption("only_database"):
        chosen = [item for item in items if uses_database(item) and not uses_browser(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen
    items.sort(key=longest_files_first({item.path for item in items if takes_long(item)}))
    for item in items:
        # A machine out of breath can make a real browser or a real process late, and the summary then
        # names the rerun; what is broken fails every time.
        item.add_marker(pytest.mark.flaky(reruns=2 if takes_long(item) else 1))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A test database need not survive a power cut, so no commit waits for the disk."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            f"ALTER DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])}"
            " SET synchronous_commit = off"
        )
        cursor.execute("SET synchronous_commit = off")
        if not clean_slate.is_kept(
            clean_slate.START
        ):  # else the rest of an interrupted test may be there
            clean_slate.keep(clean_slate.START)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", clean_slate.start_again)
        yield


@pytest.fixture(scope="session")
def demonstration_kept(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for all tests that read in it: loading takes seconds."""
    with django_db_blocker.unblock(), override_settings(DEBUG=True):
        call_command("load_demo")
        clean_slate.keep("demonstration")
        clean_slate.start_again()


def longest_files_first(long_files):
    """A sort key: whole files go to the workers, so the long ones must not come last."""
    return lambda item: item.path not in long_files


def takes_long(item):
    return uses_browser(item) or runs_the_site(item)


def uses_database(item):
    return bool(item.get_closest_marker("django_db")) or "db" in item.fixturenames


def uses_browser(item):
    return "browser" in item.fixturenames


def runs_the_site(item):
    return not {"checkout", "quiet_checkout", "site"}.isdisjoint(item.fixturenames)
