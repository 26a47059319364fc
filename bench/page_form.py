"""The form of a page with 25 sections, on a running site: `python -m bench.page_form PORT`

Prints the number of queries and, one number a line, the seconds from navigation until its first field is
ready for typing (the mark `first-field-ready` of static/staff/page-form.js). What it makes is deleted again.
"""

import logging
import os
import sys
from contextlib import contextmanager

import django
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests import chromium

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in this thread
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402 - models need the set-up
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from articles.models import Page, Section  # noqa: E402

SECTIONS = 25
TIMES = 10


@contextmanager
def written_page():
    """An account that writes and its page of 25 sections; without a revision, which could not be deleted."""
    account = User.objects.create(username="bench-of-the-form", is_staff=True)
    page = Page.objects.create(
        kind="article", title="Bench", slug="bench-of-the-form", owner=account
    )
    try:
        account.groups.add(Group.objects.get(name="Editors"))
        body = "<p>A disk can press on a nerve.</p>" * 20
        Section.objects.bulk_create(
            Section(page=page, kind="overview", heading=f"Part {n}", body=body, order=n)
            for n in range(1, SECTIONS + 1)
        )
        yield account, f"/admin/articles/article/{page.pk}/change/"
    finally:
        page.delete()
        account.delete()


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def seconds_until_ready(site, cookie, address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        context = browser.new_context(base_url=site)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": f"{site}/admin/"}])
        page = context.new_page()
        for _ in range(TIMES):
            page.goto(address)
            page.locator("[data-page-form][data-ready]").wait_for()
            mark = "performance.getEntriesByName('first-field-ready')[0].startTime"
            yield page.evaluate(mark) / 1000
        browser.close()


def main(port):
    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable()
    client = Client()
    with written_page() as (account, address):
        client.force_login(account)
        print(queries_of(client, address))
        cookie = client.cookies["sessionid"].value
        for seconds in seconds_until_ready(f"http://127.0.0.1:{port}", cookie, address):
            print(seconds)
        client.logout()


if __name__ == "__main__":
    main(sys.argv[1])
