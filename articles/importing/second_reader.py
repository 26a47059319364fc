"""A second process that proofreads the next batch while this one is stored: two cores instead of one.

It never touches the database. Words that the rest of the site has to be asked about (links to its pages, its
pictures and cards) it leaves to the caller; where no process can be forked, it does nothing at all.
"""

import multiprocessing
import signal
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from articles.html import sanitise
from articles.models import Page
from articles.models.checking import own_hosts
from articles.proofreading import Facts, draft_of, proofread
from articles.proofreading.links import internal_links

from .lines import Line

Findings = list[dict[str, Any]]


class SecondReader:
    """Give it a batch, do something else, then take what it found; one batch at a time."""

    def __init__(self, *, is_there: bool = True) -> None:
        self._given: list[Line] = []
        self._ours: Connection | None = None
        if is_there and "fork" in multiprocessing.get_all_start_methods():
            context = multiprocessing.get_context("fork")
            self._ours, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._ours), daemon=True)
            self._process.start()
            theirs.close()

    def give(self, lines: Sequence[Line]) -> None:
        """Begin with those of these lines that an import has not brought already."""
        if self._ours is None:
            return
        ids = [line.values["source_id"] for line in lines]
        known = Page.objects.filter(source_id__in=ids).values_list("source_id", "source_digest")
        digests = dict(known)
        self._given = [
            line for line in lines if digests.get(line.values["source_id"]) != line.digest
        ]
        with suppress(OSError):
            self._ours.send([line.values for line in self._given])

    def take(self) -> dict[str, Findings]:
        """What was found in the lines given last, by source id; nothing for those not read."""
        if self._ours is None:
            return {}
        try:
            found = self._ours.recv()
        except (OSError, EOFError):  # it has died: we go on alone
            self.close()
            return {}
        return {
            line.values["source_id"]: findings
            for line, findings in zip(self._given, found, strict=True)
            if findings is not None
        }

    def close(self) -> None:
        """End the process."""
        if self._ours:
            self._ours.close()
            self._ours = None
            self._process.join()


def _serve(ours: Connection, parents: Connection) -> None:
    parents.close()  # so that the end of the parent, however it comes, is the end of this process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    with suppress(EOFError, OSError):
        while True:
            ours.send([findings_of(values) for values in ours.recv()])


def findings_of(values: Any) -> Findings | None:
    """What the proofreader finds in a line; None where it has to know the rest of the site."""
    sections = [
        {
            "kind": part.get("kind") or "other",
            "heading": part.get("heading", ""),
            "body": sanitise(part.get("body_html", "")),
            "care_card": part.get("care_card"),
        }
        for part in values["sections"]
    ]
    names_library = any(part["care_card"] or "<img" in part["body"] for part in sections)
    if names_library or values.get("lead_image") or values["translation_of"]:
        return None
    draft = draft_of(dict(values) | {"sections": sections})
    if internal_links(draft, own_hosts()):
        return None
    facts = Facts(own_hosts=own_hosts(), pictures={})
    return [finding.stored() for finding in proofread(draft, facts)]
