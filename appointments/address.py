"""Where a browser is, as far as we can tell."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# An IPv6 household or machine has a whole network of addresses: it counts as one.
ONE_HOUSEHOLD = 64


def address_of(request: HttpRequest) -> str | None:
    """Where the browser is; behind our own proxy, as the proxy tells. None if that is no address."""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    behind_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
    told = (forwarded if behind_proxy else "") or request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(told.partition("%")[0]))
    except ValueError:
        return None


def neighborhood_of(request: HttpRequest) -> str:
    """The address as it is counted; empty when it is not known."""
    address = address_of(request)
    if address and isinstance(ip_address(address), IPv6Address):
        return str(ip_network(f"{address}/{ONE_HOUSEHOLD}", strict=False))
    return address or ""
