"""Outside links: collected from what readers have, asked for one by one, the answers written down."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from articles.asking import Answer, Manner, ask
from articles.models import LinkCheck, Publication
from articles.models.checking import own_hosts
from articles.models.links import LONGEST_ADDRESS
from articles.proofreading.blocks import blocks_of

HOSTS_AT_ONCE = 4
AT_ONCE = 500  # rows written in one statement


def manner() -> Manner:
    """How this center's site asks other sites."""
    return Manner(
        name=f"SpineCenterLinkCheck/1.0 (+{settings.SITE_URL})",
        seconds=settings.LINK_CHECK_SECONDS,
        private_too=settings.LINK_CHECK_PRIVATE,
    )


@transaction.atomic
def collect(at: datetime | None = None) -> None:
    """Note every outside link of pages that are live or scheduled; forget those that no page has."""
    carried: dict[str, set[int]] = defaultdict(set)
    publications = Publication.objects.ending_after(at or timezone.now())
    for page, content in publications.values_list("page_id", "content").iterator(chunk_size=200):
        for url in outside_links(content):
            carried[url].add(page)
    rows = [LinkCheck(url=url) for url in carried]
    LinkCheck.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    LinkCheck.objects.exclude(url__in=carried).delete()
    _connect(carried)


def _connect(carried: dict[str, set[int]]) -> None:
    through = LinkCheck.pages.through
    keys = dict(LinkCheck.objects.values_list("url", "pk"))
    through.objects.all().delete()
    rows = [
        through(linkcheck_id=keys[url], page_id=page)
        for url, pages in carried.items()
        for page in pages
    ]
    through.objects.bulk_create(rows, batch_size=AT_ONCE)


def outside_links(content: dict[str, Any]) -> set[str]:
    """The addresses on other sites that a publication shows, in its text and among its sources."""
    addresses = {source["url"] for source in content["sources"]}
    for section in content["sections"]:
        if "<a " in section["html"]:
            addresses |= {link.address for b in blocks_of(section["html"]) for link in b.links}
    hosts = own_hosts()
    # An anchor is the browser's business: pages that differ by it alone are asked for once.
    return {urldefrag(address).url for address in addresses if _is_outside(address, hosts)}


def _is_outside(address: str, own: frozenset[str]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_web = parts.scheme in ("http", "https") and len(address.encode()) <= LONGEST_ADDRESS
    return is_web and parts.netloc.lower() not in own


def check(links: Iterable[LinkCheck]) -> Iterator[LinkCheck]:
    """Ask for links and write down what came of it: several hosts at once, each one slowly."""
    by_host: dict[str, list[LinkCheck]] = defaultdict(list)
    for link in links:
        by_host[urlsplit(link.url).netloc.lower()].append(link)
    with ThreadPoolExecutor(max_workers=HOSTS_AT_ONCE) as workers:
        for asked in workers.map(_ask_host, by_host.values()):
            for link, answer in asked:
                link.record(answer, at=timezone.now())
                yield link


def _ask_host(links: list[LinkCheck]) -> list[tuple[LinkCheck, Answer]]:
    answers = []
    for number, link in enumerate(links):
        if number:
            time.sleep(settings.LINK_CHECK_PAUSE)
        answers.append((link, ask(link.url, manner())))
    return answers
