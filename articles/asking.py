"""Asking another site whether a link leads somewhere: politely, and never inside our own network."""

import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import urllib3
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError

MOST_REDIRECTS = 5
FOR_GOOD = {301, 308}
REDIRECTS = FOR_GOOD | {302, 303, 307}
# The page is not there; anything else that is no success may only mean that machines are unwelcome.
GONE = {404, 410}
# Before these are believed, the page is asked for as a browser would ask.
DOUBTED = {400, 401, 403, 404, 405, 406, 410, 429, 500, 501, 502, 503, 504}
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Answer:
    """What came of asking; `status` is None where nobody answered."""

    outcome: str
    status: int | None = None
    problem: str = ""
    leads_to: str = ""


@dataclass(frozen=True)
class Manner:
    """How we ask: who we say we are, how long we wait, and whether private addresses may be asked."""

    name: str
    seconds: float = 10
    private_too: bool = False


class _Refused(Exception):
    """An address that is not asked, or that nobody answers under; its text says why."""

    def __init__(self, why: str, outcome: str = "broken") -> None:
        super().__init__(why)
        self.outcome = outcome


def ask(url: str, manner: Manner) -> Answer:
    """Whether a link leads to a page, redirects followed. Never raises."""
    permanent = True
    first = url
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            status, target = _one_answer(url, manner)
            if status not in REDIRECTS or not target:
                return _judged(status, leads_to=url if permanent and url != first else "")
            permanent = permanent and status in FOR_GOOD
            url = urljoin(url, target)
    except _Refused as error:
        return Answer(error.outcome, problem=str(error))
    except (HTTPError, OSError, ValueError) as error:
        return Answer("broken", problem=_in_words(error))
    return Answer("broken", problem=_("It redirects more than five times."))


def _judged(status: int, leads_to: str) -> Answer:
    if 200 <= status < 300:
        return Answer("moved" if leads_to else "works", status, leads_to=leads_to)
    if status in GONE:
        return Answer("broken", status, _("The other site says that this page does not exist."))
    if status >= 500:
        return Answer("broken", status, _("The other site reports an error of its own."))
    return Answer(
        "unclear", status, _("The other site does not answer machines. Look for yourself.")
    )


def _one_answer(url: str, manner: Manner) -> tuple[int, str]:
    status, target = _request("HEAD", url, manner)
    return _request("GET", url, manner) if status in DOUBTED else (status, target)


def _request(method: str, url: str, manner: Manner) -> tuple[int, str]:
    """The status and the address of a redirect; nothing of the body is read."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise _Refused(_("Only http and https links can be checked."))
    if parts.username is not None:
        raise _Refused(_("The link holds a user name or a password. Take it out."))
    address = next(_addresses(parts.hostname, parts.port or PORTS[parts.scheme], manner))
    with _pool(address, url, manner) as pool:
        answer = pool.request(
            method,
            urllib3.util.parse_url(url).request_uri,
            headers={"Host": urllib3.util.parse_url(url).netloc or "", "User-Agent": manner.name},
            redirect=False,
            retries=False,
            preload_content=False,
        )
        answer.close()
        return answer.status, answer.headers.get("Location", "")


def _pool(address: str, url: str, manner: Manner) -> urllib3.HTTPConnectionPool:
    # The very address that was judged is the one connected to: a name cannot change in between.
    parts = urlsplit(url)
    port = parts.port or PORTS[parts.scheme]
    timeout = urllib3.Timeout(total=manner.seconds)
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    host = parts.hostname
    return urllib3.HTTPSConnectionPool(
        address, port, timeout=timeout, server_hostname=host, assert_hostname=host
    )


def _addresses(host: str, port: int, manner: Manner) -> Iterator[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if getattr(error, "errno", None) == socket.EAI_AGAIN:  # our own line may be down
            raise _Refused(
                _("Its name could not be looked up just now. The next check asks again."), "unclear"
            ) from error
        raise _Refused(_("There is no such site.")) from error
    addresses = [ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in found]
    if not manner.private_too and not all(is_public(address) for address in addresses):
        raise _Refused(_("The link leads into a private network, where readers cannot go."))
    yield from map(str, addresses)


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the open internet, also where it wraps another one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or [None, None])[1]
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _in_words(error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.SSLError):
        return _("Its certificate is not valid, so browsers warn of it.")
    # A refused connection is one that timed out, to this library.
    refused = isinstance(error, urllib3.exceptions.NewConnectionError)
    if isinstance(error, urllib3.exceptions.TimeoutError) and not refused:
        return _("It did not answer in time.")
    if isinstance(error, ValueError):
        return _("This is no address that a browser can open.")
    return _("Nobody answers there.")
