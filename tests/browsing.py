"""Fixtures for tests in a real browser.

Every page is watched: a console error, a script error, a violated content security policy or a request to
any host but ours fails the test at its end, unless it was announced with `expect_problem`.
"""

import os
import re
import time
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.test import Client, override_settings
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import chromium

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}
# Seconds: only what is broken takes so long, however busy the machine is.
PATIENCE = 60
expect.set_options(timeout=PATIENCE * 1000)


def wait_until(page, expression):
    """Wait for an expression to be true on a page.

    Playwright's own `wait_for_function` evaluates text inside the page, which our policy forbids.
    """
    give_up = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert time.monotonic() < give_up, expression
        page.wait_for_timeout(50)


class HonestLiveServer(LiveServer):
    """pytest-django's server, with static files served as in production: hashed, by whitenoise."""

    def __init__(self, address):
        super().__init__(address, start=False)
        self.thread.static_handler = lambda application: application
        with override_settings(WHITENOISE_AUTOREFRESH=False):
            self.start()


class Watch:
    """What went wrong on the pages of one test."""

    def __init__(self, server_url):
        self.host = urlsplit(server_url).netloc
        self.problems = []
        self.expected = []

    def page(self, page):
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.context.on("request", self.request)

    def console(self, message):
        if message.type == "error":
            where = message.location.get("url", "")
            self.problems.append(f"console: {message.text} ({where})")

    def request(self, request):
        target = urlsplit(request.url)
        if target.scheme not in ("data", "blob", "about") and target.netloc != self.host:
            self.problems.append(f"request to another host: {request.url}")

    def verdict(self):
        """The problems nobody announced, and the announced ones that never came."""
        surprises = [p for p in self.problems if not any(re.search(e, p) for e in self.expected)]
        return surprises + [f"expected but never seen: {pattern}" for pattern in self.absent()]

    def absent(self):
        return [e for e in self.expected if not any(re.search(e, p) for p in self.problems)]

    def wait_for_what_was_announced(self, page):
        """The browser tells of a problem some time after it happened."""
        give_up = time.monotonic() + PATIENCE
        while self.absent() and time.monotonic() < give_up:
            page.wait_for_timeout(20)


@pytest.fixture(scope="session")
def live_server(django_db_setup):
    """Ends before the database does, which cannot be taken away under an open connection."""
    server = HonestLiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser(live_server):
    """One Chromium for the whole session; it ends before the server, and with it every connection to that."""
    try:
        path = chromium.find()
    except chromium.NoBrowserError as error:
        pytest.fail(str(error), pytrace=False)
    # Django keeps other connections beside a running event loop than without one, and those of one time are
    # out of reach in the other: left open, they would stand in the way when the database is taken away.
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's synchronous interface runs an event loop in this thread, which Django's ORM would
        # otherwise refuse to work beside.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def watch(live_server):
    watch = Watch(live_server.url)
    yield watch
    problems = watch.verdict()
    assert not problems, "\n".join(problems)


@pytest.fixture
def expect_problem(watch):
    """`expect_problem(r"status of 404")` announces a console error or foreign request that must come."""
    return watch.expected.append


@pytest.fixture
def open_page(browser, live_server, watch):
    """`open_page(viewport=…, java_script_enabled=…)`: a page in a browser context (cookies) of its own."""
    contexts = []

    def open_one(**options):
        options = {"viewport": DESKTOP, "locale": "en-US", "reduced_motion": "reduce"} | options
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        watch.page(page)
        return page

    yield open_one
    for page in [page for context in contexts for page in context.pages][:1]:
        watch.wait_for_what_was_announced(page)
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def phone_page(open_page):
    """A page as wide as a small phone."""
    return open_page(viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def page_without_js(open_page):
    return open_page(java_script_enabled=False)


@pytest.fixture
def sign_in(live_server):
    """`sign_in(page, user)` gives the page's browser context that user's session, without the form."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies(
            [{"name": "sessionid", "value": cookie.value, "url": f"{live_server.url}/admin/"}]
        )

    return sign_in


@pytest.fixture
def axe():
    """`axe(page)` asserts that axe-core finds nothing; the message lists each finding and its element."""

    def check(page):
        page.wait_for_load_state()  # a click returns as soon as the next page begins to arrive
        # Preloading would write imported style sheets into the page, which its own policy refuses; only an
        # experimental rule asks for it. Every rule runs, but what passed is not described element by
        # element: that took half of the time.
        # It is there already when a page is looked at once more, in another width.
        there = page.evaluate("typeof axe === 'object'")
        found = Axe("0" if there else AXE_SCRIPT).run(
            page, options={"preload": False, "resultTypes": ["violations"]}
        )
        problems = findings(found.response["violations"])
        assert not problems, "\n".join([f"axe-core on {page.url}:", *problems])

    return check


def in_light_and_dark(page, axe):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        axe(page)


def findings(violations):
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} — {node['html'][:200]} "
        f"[{' '.join(map(str, node['target']))}] {node.get('failureSummary', '')}"
        for violation in violations
        for node in violation["nodes"]
    ]
