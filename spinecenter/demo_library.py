"""The demonstration's health library: care cards, topics, pages with their pictures, translations."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from articles.importing import Written, link_translations, parse, write_page
from articles.models import CareCard, Image, Page, Topic
from articles.pictures import take_in
from clinic.models import Provider
from spinecenter.demo_files import drawing, page_lines, read, sizes

Line = dict[str, Any]
Accounts = dict[str, Any]

# Written and still waiting for a reviewer, so staff can see what a draft looks like.
DRAFTS = {"demo:article:spinal-cord-stimulation"}
# Reviews are spread over the past months, as in a library that is kept up.
NEWEST_REVIEW = timedelta(days=12)
BETWEEN_REVIEWS = timedelta(days=9)
UNTIL_TRANSLATED = timedelta(days=4)
OLDEST_CARD = timedelta(days=400)  # before any page that shows it


def load_library(accounts: Accounts, at: datetime) -> None:
    """Make what is missing of the library."""
    _care_cards(accounts, at - OLDEST_CARD)
    _topics()
    _pages(accounts, at)


def _care_cards(accounts: Accounts, at: datetime) -> None:
    for given in read("care_cards.json"):
        if not CareCard.objects.filter(slug=given["slug"]).exists():
            original = CareCard.objects.filter(slug=given.get("translation_of", "")).first()
            words = given | {"items": "\n".join(given["items"]), "translation_of": original}
            card = CareCard(**words)
            card.full_clean()
            card.save()
            card.save_words(by=accounts["editor"], at=at, reason="Written for the demonstration")
            card.submit_for_review(by=accounts["editor"], at=at)
            card.approve(by=accounts["reviewer"], at=at, reason="Reviewed for the demonstration")


def _topics() -> None:
    for topic in read("topics.json"):
        words = {"slug": slugify(topic["name"])} | topic
        Topic.objects.get_or_create(name=topic["name"], defaults=words)


def _pages(accounts: Accounts, at: datetime) -> None:
    known = set(Page.objects.values_list("source_id", flat=True))
    missing = [line for line in page_lines() if line["source_id"] not in known]
    # Only what has been published can be translated.
    for lines in _apart(missing):
        _bring_in(lines, accounts, at)
    for source_id, change in read("draft_changes.json").items():
        if source_id not in known:
            _change_draft(Page.objects.get(source_id=source_id), change, by=accounts["editor"])


def _apart(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    originals = [line for line in lines if "translation_of" not in line]
    return originals, [line for line in lines if "translation_of" in line]


def _bring_in(lines: list[Line], accounts: Accounts, at: datetime) -> None:
    # Related pages name one another, so all are written before any is connected.
    pages = [_write(line) for line in lines]
    days = [_day_of_review(page, number, at) for number, page in enumerate(pages)]
    for page, line, day in zip(pages, lines, days, strict=True):
        _connect(page, line, accounts["editor"])
        _submit(page, accounts, day - timedelta(days=2))
    # Their words link to one another, so all are on their way before any is approved.
    for page, day in zip(pages, days, strict=True):
        _publish(page, accounts["reviewer"], day)


def _day_of_review(page: Page, number: int, at: datetime) -> datetime:
    """Each page on a day of its own; a translation soon after what it translates."""
    if page.translation_of is None:
        return at - NEWEST_REVIEW - number * BETWEEN_REVIEWS
    published = page.translation_of.publications.order_by("-live_from").first()
    return min(published.live_from + UNTIL_TRANSLATED, at) if published else at


def _write(line: Line) -> Page:
    ours = {"lead_image", "providers", "related"}
    words = parse(json.dumps({key: value for key, value in line.items() if key not in ours}))
    page, outcome = write_page(words)
    link_translations([Written(words, page, outcome)])
    return page


def _connect(page: Page, line: Line, editor: Any) -> None:
    page.related.set(Page.objects.filter(source_id__in=line.get("related", [])))
    page.providers.set(Provider.objects.filter(slug__in=line.get("providers", [])))
    if given := line.get("lead_image"):
        page.lead_image = _image(given, editor)
        page.save(update_fields=["lead_image"])


def _image(given: dict[str, str], editor: Any) -> Image:
    title = Path(given["file"]).stem.replace("-", " ").capitalize()
    if found := Image.objects.filter(title=title).first():
        return found
    image = Image(
        file=drawing(given["file"]),
        title=title,
        alternative_text=given["alt"],
        caption=given["caption"],
        credit=given["credit"],
    )
    return take_in(image, by=editor, sizes=sizes(given["file"]))


def _submit(page: Page, accounts: Accounts, at: datetime) -> None:
    page.save_draft(by=accounts["editor"], at=at, reason="Written for the demonstration")
    if page.source_id not in DRAFTS:
        page.submit_for_review(by=accounts["editor"], at=at, reviewer=accounts["reviewer"])


def _publish(page: Page, reviewer: Any, at: datetime) -> None:
    if page.source_id not in DRAFTS:
        page.approve(by=reviewer, at=at, reason="Reviewed for the demonstration")
        page.publish(by=reviewer, at=at, change_note="First published")


def _change_draft(page: Page, change: dict[str, str], *, by: Any) -> None:
    section = page.sections.get(heading=change["section"])
    section.body += change["added_html"]
    section.save()
    page.save_draft(by=by, reason=change["reason"])
