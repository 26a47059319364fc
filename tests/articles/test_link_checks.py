"""Links to other sites: collected, asked of a real server of our own, written down, shown to staff."""

import io
import ipaddress
import socket
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.asking import Answer, Manner, ask, is_public
from articles.linkchecking import collect
from articles.models import LinkCheck
from tests.factories import AccountFactory, PageFactory, editor, published_page

ANSWERS = {
    "/fine": 200,
    "/gone": 404,
    "/ended": 410,
    "/broken": 500,
    "/no-machines": 403,
    "/get-only": {"HEAD": 405, "GET": 200},
    "/shy": {"HEAD": 404, "GET": 200},
    "/moved": (301, "/fine"),
    "/moved-twice": (308, "/moved"),
    "/elsewhere": (302, "/fine"),
    "/round": (302, "/round"),
    "/inside": (302, "http://169.254.169.254/latest/"),
    "/to-a-file": (302, "file:///etc/passwd"),
    "/empty": (302, ""),
}


class Elsewhere(BaseHTTPRequestHandler):
    """Another site: answers as ANSWERS says, and keeps what it was asked."""

    def answer(self):
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        given = ANSWERS[self.path]
        given = given[self.command] if isinstance(given, dict) else given
        status, target = given if isinstance(given, tuple) else (given, "")
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = answer  # noqa: N815 - the library's names

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    server.asked = []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def forgotten(elsewhere):
    elsewhere.asked.clear()


MANNER = Manner(name="Check/1.0", seconds=60, private_too=True)
GONE = "The other site says that this page does not exist."
FOUND = [
    ("/fine", "works", 200, ""),
    ("/gone", "broken", 404, GONE),
    ("/ended", "broken", 410, GONE),
    ("/broken", "broken", 500, "The other site reports an error of its own."),
    ("/no-machines", "unclear", 403, "The other site does not answer machines. Look for yourself."),
    ("/get-only", "works", 200, ""),
    ("/shy", "works", 200, ""),
    ("/elsewhere", "works", 200, ""),
    ("/round", "broken", None, "It redirects more than five times."),
    ("/to-a-file", "broken", None, "Only http and https links can be checked."),
]


@pytest.mark.parametrize(("path", "outcome", "status", "problem"), FOUND)
def test_answer_is_judged(elsewhere, path, outcome, status, problem):
    assert ask(elsewhere.url + path, MANNER) == Answer(outcome, status, problem)


def test_lasting_redirects_are_told_with_their_end(elsewhere):
    assert ask(elsewhere.url + "/moved-twice", MANNER) == Answer(
        "moved", 200, leads_to=f"{elsewhere.url}/fine"
    )


def test_a_page_that_answers_head_is_not_asked_again(elsewhere):
    ask(f"{elsewhere.url}/fine", MANNER)

    [(method, path, headers)] = elsewhere.asked
    assert (method, path, headers["User-Agent"]) == ("HEAD", "/fine", "Check/1.0")


def test_site_is_asked_under_its_own_name(elsewhere):
    ask(f"http://localhost:{elsewhere.server_port}/fine", MANNER)

    assert elsewhere.asked[0][2]["Host"] == f"localhost:{elsewhere.server_port}"


PRIVATE = "The link leads into a private network, where readers cannot go."


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:{port}/fine", "http://localhost:{port}/fine", "http://0x7f.1:{port}/fine"],
)
def test_private_address_is_never_asked_unless_allowed(elsewhere, url):
    answer = ask(url.format(port=elsewhere.server_port), Manner(name="Check/1.0"))

    assert answer == Answer("broken", problem=PRIVATE)
    assert elsewhere.asked == []


def test_redirect_into_the_private_network_is_not_followed(elsewhere, monkeypatch):
    # The first address passes for a public one, as a site on the internet that sends us inside.
    monkeypatch.setattr(
        "articles.asking.is_public",
        lambda address: is_public(address) or str(address) == "127.0.0.1",
    )

    assert ask(f"{elsewhere.url}/inside", Manner(name="Check/1.0")).problem == PRIVATE


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://example.org/", "Only http and https links can be checked."),
        ("http://", "Only http and https links can be checked."),
        ("http://me:secret@127.0.0.1/", "The link holds a user name or a password. Take it out."),
        ("http://[::1", "This is no address that a browser can open."),
        ("http://127.0.0.1:99999/", "This is no address that a browser can open."),
        ("http://127.0.0.1:1/", "Nobody answers there."),
        ("http://nowhere.invalid/", "There is no such site."),
    ],
)
def test_address_that_cannot_be_asked_gets_a_sentence(url, problem):
    assert ask(url, MANNER) == Answer("broken", problem=problem)


def test_site_is_not_called_broken_while_names_cannot_be_looked_up(monkeypatch):
    def without_a_line(*_args, **_options):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", without_a_line)
    asked = ask("https://example.org/", MANNER)
    assert asked == Answer(
        "unclear", problem="Its name could not be looked up just now. The next check asks again."
    )


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.1.2.3", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("fd00::1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address, public):
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.fixture
def allowed(settings):
    settings.LINK_CHECK_PRIVATE = True
    settings.LINK_CHECK_PAUSE = 0


def page_with(*urls, **fields):
    body = "".join(f'<p>Read <a href="{url}">the guideline</a>.</p>' for url in urls)
    return published_page(sections=[{"body": body}], **fields)


def check_links(**options):
    out = io.StringIO()
    call_command("check_links", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_links_of_live_pages_and_their_sources_are_collected_once():
    page = page_with(
        "https://example.org/a#part", "https://example.org/a", "/search/", "mailto:a@b.org"
    )
    draft = PageFactory(sections=[{"body": '<p><a href="https://example.org/draft">a</a></p>'}])
    draft.save_draft(by=editor())
    other = PageFactory()
    other.sources.create(title="A study", url="https://example.org/b")
    other.save_draft(by=editor())
    other.publish(by=AccountFactory(is_superuser=True), imported=True)

    collect()

    carried = {link.url: [p.title for p in link.pages.all()] for link in LinkCheck.objects.all()}
    assert carried == {
        "https://example.org/a": [page.title],
        "https://example.org/b": [other.title],
    }


@pytest.mark.django_db
def test_links_that_no_page_has_any_more_are_forgotten():
    LinkCheck.objects.create(url="https://example.org/old", outcome="broken")

    collect()

    assert not LinkCheck.objects.exists()


@pytest.mark.django_db
def test_command_writes_down_what_it_finds_and_since_when(elsewhere, allowed):
    page_with(f"{elsewhere.url}/fine", f"{elsewhere.url}/gone")

    out = check_links()

    assert out == f"{elsewhere.url}/gone: {GONE}\n2 links checked: 1 broken, 1 works.\n"
    [broken] = LinkCheck.objects.broken()
    assert (broken.url, broken.answered, broken.problem) == (f"{elsewhere.url}/gone", 404, GONE)
    assert broken.failing_since == broken.checked_at


@pytest.mark.django_db
def test_first_failure_stays_known_until_the_link_works_again():
    first = datetime(2026, 3, 1, tzinfo=ZoneInfo("UTC"))
    link = LinkCheck.objects.create(url="https://example.org/a")

    link.record(Answer("broken", 404), at=first)
    link.record(Answer("broken", 500), at=first + timedelta(days=1))
    assert link.failing_since == first

    link.record(Answer("works", 200), at=first + timedelta(days=2))
    assert link.failing_since is None
    assert not LinkCheck.objects.broken().exists()


@pytest.mark.django_db
def test_link_asked_for_lately_is_left_alone(elsewhere, allowed):
    page_with(f"{elsewhere.url}/fine")
    check_links()
    elsewhere.asked.clear()

    assert check_links() == "0 links checked.\n"
    assert elsewhere.asked == []

    LinkCheck.objects.update(checked_at=timezone.now() - timedelta(hours=30))
    assert check_links() == "1 link checked: 1 works.\n"


@pytest.mark.django_db
def test_staff_see_broken_links_first_with_the_pages_they_stand_on(client):
    page = page_with("https://example.org/a", "https://example.org/b", title="Neck pain")
    collect()
    LinkCheck.objects.get(url__endswith="/b").record(Answer("broken", 404, GONE), at=timezone.now())
    client.force_login(editor())

    text = client.get(reverse("admin:articles_linkcheck_changelist")).content.decode()

    assert text.index("https://example.org/b") < text.index("https://example.org/a")
    assert GONE in text
    assert reverse("admin:articles_page_change", args=[page.pk]) in text
    only = client.get(reverse("admin:articles_linkcheck_changelist") + "?outcome__exact=broken")
    assert "https://example.org/a" not in only.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("group", "status"), [("Schedulers", 403), ("Clinical reviewers", 200)])
def test_outside_links_are_for_those_who_work_on_words(client, group, status):
    client.force_login(AccountFactory(groups=[group]))

    assert client.get(reverse("admin:articles_linkcheck_changelist")).status_code == status
