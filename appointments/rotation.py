"""Everything that patients wrote, encrypted anew with the first particulars key while the site runs.

Each batch is one short transaction that locks its rows, so nobody's edit is lost; what is encrypted with the
first key already is left alone, so a run that broke off goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db.models import F, Model, QuerySet, TextField
from django.db.models.functions import Cast

from appointments import privacy
from appointments.fields import EncryptedTextField
from appointments.models import AppointmentRequest

BATCH = 100


@dataclass
class Progress:
    """How far one table is: rows seen, rows rewritten, and rows that no key opens."""

    table: str
    of: int
    seen: int = 0
    rewritten: int = 0
    unreadable: list[int] = field(default_factory=list)


def rotate_all(report: Callable[[Progress], None] = lambda progress: None) -> list[Progress]:
    """Rewrite every encrypted row that the first key does not open; `report` hears after each batch."""
    return [_rotate(model, report) for model in encrypted_models()]


def encrypted_models() -> Iterator[type[Model]]:
    """The models that hold something encrypted."""
    for model in apps.get_app_config("appointments").get_models():
        if encrypted_fields(model):
            yield model


def encrypted_fields(model: type[Model]) -> list[str]:
    return [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]


def _rotate(model: type[Model], report: Callable[[Progress], None]) -> Progress:
    rows = model._base_manager.order_by("pk")
    progress = Progress(str(model._meta.verbose_name_plural), of=rows.count())
    last = 0
    while batch := _rotate_batch(rows.filter(pk__gt=last), progress):
        last = batch[-1]
        report(progress)
    return progress


def _rotate_batch(rows: QuerySet, progress: Progress) -> list[int]:
    """Rewrite what is stale in the next rows; their keys, none at the end of the table."""
    names = encrypted_fields(rows.model)
    raw = {f"raw_{name}": Cast(F(name), TextField()) for name in names}
    with privacy.rewriting("rotating"):
        locked = rows.select_for_update(no_key=True).values_list("pk", *raw.values())[:BATCH]
        batch = [(pk, [token for token in tokens if token]) for pk, *tokens in locked]
        for pk, tokens in batch:
            if not all(map(privacy.is_current, tokens)):
                _rewrite(rows.model, pk, names, progress)
    progress.seen += len(batch)
    return [pk for pk, _tokens in batch]


def _rewrite(model: type[Model], pk: int, names: list[str], progress: Progress) -> None:
    try:
        row = model._base_manager.get(pk=pk)
    except InvalidToken:
        progress.unreadable.append(pk)
        return
    if isinstance(row, AppointmentRequest):
        row.set_hashes()
        names = [*names, "name_hashes", "phone_hashes", "email_hashes"]
    row.save(update_fields=names)
    progress.rewritten += 1
