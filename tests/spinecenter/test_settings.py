"""The settings, each time in a process of its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": "a-long-random-string-of-more-than-fifty-characters-for-tests",
    "PARTICULARS_KEYS": "first, second",
    "DATABASE_URL": "postgres://nobody@localhost/never-asked",
    "SITE_URL": "https://spine.example.org",
}
OF_THE_TESTS = ("DJANGO_ALLOW_ASYNC_UNSAFE",)  # the browser fixture needs it; no site may have it


def environment(without=(), **changes):
    """The environment of a site in production, but for what is named."""
    inherited = {k: v for k, v in os.environ.items() if k not in (*PRODUCTION, *OF_THE_TESTS)}
    wanted = inherited | PRODUCTION | changes
    return {name: value for name, value in wanted.items() if name not in without}


def run(*command, without=(), **changes):
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment(without, **changes),
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )


def value_of(expression, **changes):
    program = f"from django.conf import settings; print({expression})"
    answer = run("-c", program, DJANGO_SETTINGS_MODULE="spinecenter.settings", **changes)
    return answer.stdout.strip()


COMMANDS = (
    ["manage.py", "check"],
    ["manage.py", "migrate"],
    ["manage.py", "run_site"],
    ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"],
    ["-c", "import spinecenter.wsgi"],
    ["-c", "import spinecenter.asgi"],
)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "PARTICULARS_KEYS"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_missing_setting_stops_the_start_with_one_clear_line(command, missing):
    answer = run(*command, without=[missing])
    assert answer.returncode != 0
    assert answer.stdout == ""
    assert answer.stderr.startswith(
        f"spinecenter: {missing} is not set; with DEBUG off it is required: "
    )
    assert answer.stderr.count("\n") == 1


def test_other_database_than_postgres_is_refused_with_one_clear_line():
    answer = run("manage.py", "check", DATABASE_URL="mysql://root@localhost/site")
    assert (
        answer.stderr == "spinecenter: DATABASE_URL must name a PostgreSQL database: postgres://…\n"
    )


def test_debug_is_off_unless_it_is_switched_on():
    assert value_of("settings.DEBUG", DEBUG="") == "False"
    assert value_of("settings.DEBUG", DEBUG="on") == "True"


def test_https_address_turns_on_everything_that_https_allows():
    names = (
        "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS".split()
    )
    expression = f"[bool(getattr(settings, name)) for name in {names}]"
    assert value_of(expression) == "[True, True, True, True]"
    assert value_of(expression, SITE_URL="http://127.0.0.1:8000") == "[False, False, False, False]"


def test_site_answers_to_the_host_of_its_address():
    assert "spine.example.org" in value_of("settings.ALLOWED_HOSTS")


def test_proxy_header_is_believed_only_when_asked_for():
    assert value_of("settings.SECURE_PROXY_SSL_HEADER") == "None"
    assert "X_FORWARDED_PROTO" in value_of(
        "settings.SECURE_PROXY_SSL_HEADER", BEHIND_TLS_PROXY="on"
    )


def test_particulars_keys_are_a_list():
    assert value_of("settings.PARTICULARS_KEYS") == "['first', 'second']"


def test_error_reports_are_mailed_to_nobody():
    assert value_of("settings.ADMINS") == "[]"


def test_deploy_check_says_ckeditor_w001_and_nothing_else():
    answer = run("manage.py", "check", "--deploy")
    assert answer.returncode == 0
    assert answer.stderr.count("(ckeditor.W001)") == 1
    assert answer.stderr.endswith("System check identified 1 issue (0 silenced).\n")


def test_a_neutral_address_for_discreet_messages_is_one_of_the_sites_own():
    neutral = "https://visit-messages.example/"
    hosts = value_of("settings.ALLOWED_HOSTS", NEUTRAL_SITE_URL=neutral)
    assert "'visit-messages.example'" in hosts
    assert value_of("settings.NEUTRAL_SITE_URL", NEUTRAL_SITE_URL=neutral) == neutral.rstrip("/")


def test_a_mail_server_is_asked_through_the_door_that_counts_doubtful_copies():
    url = "smtp+tls://user:password@mail.example.org:587"
    assert value_of("settings.EMAIL_BACKEND", EMAIL_URL=url) == "appointments.smtp.Backend"
