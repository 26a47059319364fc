"""The proofreader's findings, as staff see them beside a page's words."""

from typing import Any

from articles.models.checking import findings_beside

# The ids that the page's form gives to what is no section.
FIELDS = {"title": "id_title", "summary": "id_summary", "sources": "sources-heading"}


def findings_of(page: Any, revision: Any) -> dict[str, Any] | None:
    """What to mend and what to think about in a revision; None before the first deliberate save."""
    if revision is None:
        return None
    found = [
        (finding, _target(finding.place)) for finding in findings_beside(page, revision.snapshot)
    ]
    return {
        "blocking": [pair for pair in found if pair[0].blocks],
        "advice": [pair for pair in found if not pair[0].blocks],
    }


def _target(place: Any) -> str:
    """The id of the element where the finding is mended; empty where no field can mend it."""
    if place.section is not None:
        return f"sections-{place.section}"
    return FIELDS.get(place.field, "")
