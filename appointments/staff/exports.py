"""The queue as a table to take along: who asks says what for, which is kept before anything leaves.

`privacy.FIELDS` decides what a column tells; who may not see that kind of particulars gets no such column.
"""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Field
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from appointments import privacy, summary
from appointments.fields import EncryptedTextField, KeyedHashesField
from appointments.models import Answers, AppointmentRequest, Export
from appointments.models.handling import name_of
from appointments.privacy import Kind
from appointments.staff.desk import address_of

MAY = "appointments.export_requests"
# What goes along only when it is asked for, and who may ask.
PARTS = {
    "identifiers": (Kind.IDENTIFIES, "appointments.export_identifiers"),
    "health": (Kind.HEALTH, "appointments.export_health"),
}
FIRST = ("reference", "asked_at", "status", "urgency", "owner", "answer_due")
# Whoever knows a submission's number could send the form again in the patient's place.
NEVER = ("id", "submission_id")
RELATED = ("safety_set", "location", "duplicate_of", "owner", "entered_by", "estimate_given_by")
ANSWERS = {field.name for field in Answers._meta.fields}
READ_AT_ONCE = 500
# What a spreadsheet may take for a formula, in the wide letters of Asian keyboards, too.
LIKE_A_FORMULA = re.compile(r"\s*[=+\-@|%＝＋－＠]|[\t\r\n]")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else


class ExportForm(forms.Form):
    """What for, in which format, and with which particulars."""

    use_required_attribute = False
    purpose = forms.CharField(
        label=gettext_lazy("What it is needed for"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It is kept with your name, the time and how many requests it was."),
        error_messages={"required": gettext_lazy("Say what it is needed for.")},
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(Export.Format.XLSX, "Excel (.xlsx)"), (Export.Format.CSV, "CSV")],
        initial=Export.Format.XLSX,
        widget=forms.RadioSelect,
    )
    identifiers = forms.BooleanField(
        label=gettext_lazy("With who the patients are: names, dates of birth, contacts"),
        required=False,
    )
    health = forms.BooleanField(
        label=gettext_lazy("With what they tell of their health"), required=False
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for part, (_kind, permission) in PARTS.items():
            if not user.has_perm(permission):
                del self.fields[part]

    def kinds(self) -> set[Kind]:
        """The kinds of particulars that go along."""
        asked = {kind for part, (kind, _p) in PARTS.items() if self.cleaned_data.get(part)}
        return {Kind.CODED, Kind.NEITHER} | asked


@sensitive_post_parameters()
def export(request: HttpRequest, admin) -> HttpResponseBase:
    """Ask for the purpose; then the requests that the queue shows, narrowed as it is, leave as a file."""
    if not (admin.has_view_permission(request) and request.user.has_perm(MAY)):
        raise PermissionDenied
    try:
        shown = admin.get_changelist_instance(request)
    except IncorrectLookupParameters:
        raise BadRequest("The queue can't be narrowed like that.") from None
    form = ExportForm(request.POST or None, user=request.user)
    if form.is_valid():
        return _leave(request, form, shown)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Export requests"),
        "opts": admin.opts,
        "form": form,
        "count": shown.queryset.count(),
        "back": shown.get_query_string(),
    }
    return render(request, "admin/appointments/export.html", context)


def _leave(request: HttpRequest, form: ExportForm, shown: Any) -> HttpResponseBase:
    chosen, columns = form.cleaned_data["format"], columns_of(form.kinds())
    keys = list(shown.queryset.values_list("pk", flat=True))
    kept = Export.objects.record(
        keys,
        by=request.user,
        at=timezone.now(),
        format=chosen,
        purpose=form.cleaned_data["purpose"],
        columns=[column.name for column in columns],
        narrowed=shown.get_filters_params(),
        address=address_of(request),
    )
    zone = timezone.get_current_timezone()
    heads = [str(capfirst(column.verbose_name)) for column in columns]
    return WRITERS[chosen](heads, rows(keys, columns, zone), f"requests-{kept.at:%Y-%m-%d}")


def columns_of(kinds: set[Kind]) -> list["Field[Any, Any]"]:
    """The columns that tell no more than these kinds of particulars."""
    told = privacy.fields_of("AppointmentRequest", kinds)
    fields = [
        field
        for field in AppointmentRequest._meta.concrete_fields
        if field.name in told
        and field.name not in NEVER
        and not isinstance(field, KeyedHashesField)
    ]
    leads = {name: place for place, name in enumerate(FIRST)}
    return sorted(fields, key=lambda field: leads.get(field.name, len(leads)))


def rows(keys: list[int], columns: list["Field[Any, Any]"], zone: tzinfo) -> Iterator[list[str]]:
    """The requests in the order of their keys, a few read at a time; only the columns are decrypted."""
    names = {column.name for column in columns}
    sealed = [
        field.name
        for field in AppointmentRequest._meta.concrete_fields
        if isinstance(field, EncryptedTextField) and field.name not in names
    ]
    found = AppointmentRequest.objects.defer(*sealed).select_related(*RELATED)
    found = found.prefetch_related("safety_set__questions")
    for start in range(0, len(keys), READ_AT_ONCE):
        batch = keys[start : start + READ_AT_ONCE]
        read = found.in_bulk(batch)
        for key in batch:
            yield [cell(read[key], column, zone) for column in columns]


def cell(request: AppointmentRequest, column: "Field[Any, Any]", zone: tzinfo) -> str:
    """One value as staff read it."""
    value = getattr(request, column.name)
    if column.name in ANSWERS:
        return summary.in_words(column.name, value, request.safety_set)
    if isinstance(value, datetime):
        return timezone.localtime(value, zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, User):
        return name_of(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    words = dict(column.flatchoices or ()).get(value, value)
    return "" if words is None else str(words)


def harmless(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    return f"'{text}" if LIKE_A_FORMULA.match(text) else text


class Line:
    """What the CSV writer writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def as_csv(heads: list[str], table: Iterable[list[str]], name: str) -> StreamingHttpResponse:
    """The table as it is read, line by line."""
    writer = csv.writer(Line())

    def lines() -> Iterator[str]:
        yield BYTE_ORDER_MARK + writer.writerow(heads)
        for row in table:
            yield writer.writerow([harmless(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def as_xlsx(heads: list[str], table: Iterable[list[str]], name: str) -> FileResponse:
    """The table as a workbook, written row by row into a file that has no name."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Requests"))
    sheet.freeze_panes = "B2"
    sheet.append(heads)
    for row in table:
        sheet.append([_text(sheet, value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def _text(sheet: Any, value: str) -> WriteOnlyCell:
    """A cell that holds text whatever it begins with: never a formula."""
    made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    made.data_type = "s"
    return made


WRITERS = {Export.Format.CSV: as_csv, Export.Format.XLSX: as_xlsx}
