"""The browser fixtures keep what they promise."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from tests.browsing import Watch, findings


def test_page_reaches_the_live_server_with_its_static_files(page):
    answers = []
    page.on("response", lambda response: answers.append((response.status, response.url)))
    page.goto("/admin/login/")
    expect(page.locator("#id_username")).to_be_visible()
    assert {status for status, _ in answers} == {200}
    assert any(".css" in url for _, url in answers)


@pytest.mark.parametrize("time", ["first", "second"])
def test_rows_made_by_migrations_are_there_in_every_browser_test(page, time):
    assert Group.objects.filter(name="Editors").exists()
    page.goto("/health/ready")
    assert page.inner_text("body").strip() == "ok"


def test_expected_problem_is_forgiven(page, expect_problem):
    expect_problem(r"status of 404")
    page.goto("/no-such-page/")


def test_script_error_console_error_and_csp_violation_are_noticed(page, expect_problem):
    page.goto("/health/live")
    page.evaluate("setTimeout(() => { throw new Error('torn') }); console.error('grumble')")
    page.evaluate("fetch('http://localhost:1/').catch(() => 0)")
    for pattern in (
        "script error: torn",
        "console: grumble",
        "localhost:1/.*Content Security Policy",
    ):
        expect_problem(pattern)


def test_request_to_another_host_is_noticed(page, live_server, expect_problem):
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/health/live")
    expect_problem(r"request to another host: http://127\.0\.0\.1")


def test_expectation_that_never_comes_true_is_a_problem():
    watch = Watch("http://localhost:1")
    watch.expected.append("status of 404")
    assert watch.verdict() == ["expected but never seen: status of 404"]


def test_axe_finding_names_rule_and_element(page, axe):
    page.goto("/health/live")
    page.evaluate("document.body.innerHTML = '<img src=\"/favicon.ico\">'")
    with pytest.raises(AssertionError, match=r'image-alt .* <img src="/favicon.ico">'):
        axe(page)


def test_findings_are_empty_without_violations():
    assert findings([]) == []


@pytest.mark.django_db(transaction=True)
def test_sign_in_opens_the_admin(page, sign_in):
    user = get_user_model().objects.create_superuser("signed-in", password="not-used-here")
    sign_in(page, user)
    page.goto("/admin/")
    assert page.url.endswith("/admin/")


def test_page_without_js_runs_no_script(page_without_js):
    page_without_js.goto("/health/live")
    assert page_without_js.evaluate("1 + 1") == 2
