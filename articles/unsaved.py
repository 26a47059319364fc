"""What a page's form holds before anything is saved: a snapshot of it, or what is wrong with it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.forms import BaseInlineFormSet, ModelForm
from django.utils.translation import gettext as _

from articles.html import sanitise
from articles.models import Page, Section, Source
from articles.models.images import said_of_pictures
from articles.models.revision import SectionSnapshot, Snapshot

LATEST = float("inf")  # rows that are not saved yet come after the others of their place
FIELDS = (
    "kind",
    "language",
    "slug",
    "title",
    "also_called",
    "summary",
    "subject",
    "regions",
    "lead_image_alt",
    "license",
)


def snapshot_of(form: ModelForm, formsets: Iterable[BaseInlineFormSet]) -> Snapshot:
    """The snapshot that saving a valid form and its rows would make."""
    page: Page = form.instance
    rows = {formset.model: list(_kept(formset)) for formset in formsets}
    sections: list[SectionSnapshot] = [
        {**section.snapshot(), "body": sanitise(section.body)} for section in rows[Section]
    ]
    return Snapshot(
        **{name: getattr(page, name) for name in FIELDS},  # type: ignore[typeddict-item]
        lead_image=page.lead_image_id,
        translated_revision=page.translated_revision_id,
        topics=_chosen(form, "topics"),
        related=_chosen(form, "related"),
        providers=_chosen(form, "providers"),
        sections=sections,
        pictures=said_of_pictures(sections, page.lead_image_id),
        sources=[{"title": source.title, "url": source.url} for source in rows[Source]],
    )


def _chosen(form: ModelForm, name: str) -> list[int]:
    """Keys that the form holds; of a field that it does not show, those that are stored."""
    if name in form.cleaned_data:
        return sorted(chosen.pk for chosen in form.cleaned_data[name])
    stored = getattr(form.instance, name).order_by("pk") if form.instance.pk else []
    return [chosen.pk for chosen in stored]


def _kept(formset: BaseInlineFormSet) -> list[Any]:
    """The rows that would be stored, in the order that they would have."""
    rows = [
        row.instance
        for row in formset.forms
        if not (row.is_untouched or (formset.can_delete and formset._should_delete_form(row)))  # type: ignore[attr-defined]
    ]
    return sorted(rows, key=lambda row: (row.order, row.pk or LATEST))


def problems_in(form: ModelForm, formsets: Iterable[BaseInlineFormSet]) -> list[str]:
    """What keeps a form from being saved, a sentence each."""
    found = list(form.non_field_errors())
    found += [f"{field.label}: {error}" for field in form for error in field.errors]
    for formset in formsets:
        found += formset.non_form_errors()
        name = formset.model._meta.verbose_name
        for number, row in enumerate(formset.in_order, start=1):  # type: ignore[attr-defined]
            found += _problems_in_row(row, f"{name} {number}")
    return found


def _problems_in_row(row: Any, place: str) -> Iterator[str]:
    said = _("%(place)s: %(error)s")
    for error in row.non_field_errors():
        yield said % {"place": place.capitalize(), "error": error}
    for field in row:
        for error in field.errors:
            yield said % {"place": f"{place}, {field.label.lower()}".capitalize(), "error": error}
