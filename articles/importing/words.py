"""Stored pages of an import → their links, their revisions, and what readers get."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Page, Publication, Revision, Status
from articles.models.bulk import publish_first_words, save_first_words
from articles.models.checking import findings_for_all
from articles.models.holding import hold_translation

from .pages import Outcome, Written

IMPORT_ACCOUNT = "import"  # stands in the history of an import that nobody is named for
REASON = "Imported"
REASON_WITHOUT_REVIEW = "Imported without review"
TAKEN_DOWN = (
    "was taken down here, so it was not published: its words are in as a draft, and whoever may publish "
    "can bring it back in the admin"
)


def connect(written: Sequence[Written]) -> None:
    """Link each page to the related ones; those that are not here are left out."""
    new = [one for one in written if one.outcome is not Outcome.UNCHANGED]
    named = {name for one in new for name in one.line.values["related"]}
    found = Page.objects.kept().filter(source_id__in=named) if named else Page.objects.none()
    keys = dict(found.values_list("source_id", "pk"))
    if not named and not any(one.outcome is Outcome.CHANGED for one in new):
        return
    pages = [one.page for one in new if one.page]
    through = Page.related.through
    through.objects.filter(from_page__in=pages).delete()
    through.objects.bulk_create(
        [
            through(from_page_id=one.page.pk, to_page_id=keys[name])
            for one in new
            if one.page
            for name in dict.fromkeys(one.line.values["related"])
            if name in keys
        ]
    )


def link_translations(written: Sequence[Written]) -> None:
    """Say of which page each is a translation, as that page's words stand now."""
    for one in written:
        name = one.line.values["translation_of"]
        if not name or one.page is None or one.outcome is Outcome.UNCHANGED:
            continue
        if original := Page.objects.kept().filter(source_id=name).first():
            hold_translation(original.pk, one.page.language)
            one.page.translation_of = original
            one.page.translated_revision = original.words_to_translate()
            one.page.validate_constraints(exclude=["slug", "kind"])
            one.page.save(update_fields=["translation_of", "translated_revision"])


def save_and_publish(
    written: Sequence[Written], findings: Mapping[str, Any], *, by: User, publish: bool
) -> None:
    """Record the words of each page, publish them where asked, and note that the line is in.

    `findings` are those known already, by source id.
    """
    now = timezone.now()
    first, others = _apart(written)
    revisions = save_first_words([one.page for one in first], by=by, at=now, reason=REASON)
    if publish:
        publish_first_words(
            revisions,
            by=by,
            at=now,
            reason=REASON_WITHOUT_REVIEW,
            findings=_findings(first, revisions, findings),
        )
    for one in others:
        _save_and_publish(one, by=by, publish=publish)
    changed = []
    for one in written:
        if one.page and one.outcome is not Outcome.UNCHANGED:
            one.page.source_digest = one.line.digest
            changed.append(one.page)
    Page.objects.bulk_update(changed, ["source_digest"])


def _apart(written: Sequence[Written]) -> tuple[list[Any], list[Any]]:
    """Pages whose first words can be saved many at a time, and those that make their moves alone."""
    pages = [one.page for one in written if one.page]
    saved = set(Revision.objects.filter(page__in=pages).values_list("page", flat=True))
    read = set(Publication.objects.filter(page__in=pages).values_list("page", flat=True))
    first: list[Any] = []
    others: list[Any] = []
    for one in written:
        if one.page is None or (one.outcome is Outcome.UNCHANGED and one.page.pk in read):
            continue
        is_plain = one.page.pk not in saved and not _shows_pictures(one)
        (first if is_plain else others).append(one)
    return first, others


def _shows_pictures(one: Written) -> bool:
    values = one.line.values
    return bool(values.get("lead_image")) or any(
        "<img" in part.get("body_html", "").lower() for part in values["sections"]
    )


def _save_and_publish(one: Written, *, by: User, publish: bool) -> None:
    page = one.page
    assert page is not None
    if one.outcome is Outcome.UNCHANGED and not (publish and _words_are_the_imports(page)):
        return
    if one.outcome is not Outcome.UNCHANGED:
        page.save_draft(by=by, reason=REASON)
    # A change that readers would not see, such as a markup that is cleaned away, leaves it published.
    if not publish or page.status == Status.PUBLISHED:
        return
    if page.was_taken_down():  # perhaps because it harmed: only a person may bring it back
        one.not_published = f"“{page}” {TAKEN_DOWN}"
    else:
        page.publish(by=by, reason=REASON_WITHOUT_REVIEW, imported=True)


def _words_are_the_imports(page: Page) -> bool:
    """Whether nobody has written on the page since: what staff write waits for its review."""
    newest = page.latest_revision()
    if newest is None or newest.reason != REASON:
        return False
    # Anybody may type the same reason; whose account an import runs in does not.
    writer = newest.created_by
    return writer.get_username() == IMPORT_ACCOUNT or writer.has_perm("articles.import_pages")


def _findings(
    first: Sequence[Written], revisions: Sequence[Revision], known: Mapping[str, Any]
) -> list[list[dict[str, Any]]]:
    """What the proofreader finds: kept with the publications, and not enforced."""
    ids = [one.line.values["source_id"] for one in first]
    unread = {
        name: revision.snapshot
        for name, revision in zip(ids, revisions, strict=True)
        if name not in known
    }
    found = dict(zip(unread, findings_for_all(list(unread.values())), strict=True))
    read = {name: [finding.stored() for finding in findings] for name, findings in found.items()}
    return [known[name] if name in known else read[name] for name in ids]
