"""What a publisher is offered as a page's public change note: the reasons given since the last one."""

from articles.models import Page, Publication

LONGEST = Publication._meta.get_field("change_note").max_length or 300


def note_for(page: Page) -> str:
    """The reasons of the revisions that patients have not read yet, oldest first, each once."""
    last = page.publications.uncancelled().order_by("-revision__number").first()
    since = last.revision.number if last else 0
    unread = page.revisions.filter(number__gt=since).order_by("number")
    reasons = dict.fromkeys(reason.strip() for reason in unread.values_list("reason", flat=True))
    return " ".join(_as_sentence(reason) for reason in reasons if reason)[:LONGEST]


def _as_sentence(reason: str) -> str:
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."
