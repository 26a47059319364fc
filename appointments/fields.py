"""Database fields that nobody can read without a particulars key."""

import json
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from appointments import privacy


class EncryptedTextField(models.TextField):
    """Text that is stored encrypted. An empty text stays empty, so that "not answered" is visible.

    It can't be searched, compared or sorted in the database; searching goes through `KeyedHashesField`.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return self.from_text(privacy.decrypt(value)) if value else self.empty_value()

    def get_prep_value(self, value: Any) -> str:
        text = self.to_text(value)
        return privacy.encrypt(text) if text else ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse comparisons: the same text is encrypted differently each time."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def empty_value(self) -> Any:
        return ""

    def to_text(self, value: Any) -> str:
        return "" if value is None else str(value)

    def from_text(self, text: str) -> Any:
        return text


class EncryptedDateField(EncryptedTextField):
    """A date that is stored encrypted; None when it is not known."""

    def empty_value(self) -> date | None:
        return None

    def to_python(self, value: date | str | None) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) and value else value or None

    def to_text(self, value: date | str | None) -> str:
        return "" if not value else str(value)

    def from_text(self, text: str) -> date:
        return date.fromisoformat(text)


class EncryptedJSONField(EncryptedTextField):
    """Lists and dictionaries that are stored encrypted; an empty list when nothing is there."""

    # For the types check: this field takes and gives more than text.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def empty_value(self) -> Any:
        return []

    def to_python(self, value: Any) -> Any:
        return value

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""

    def from_text(self, text: str) -> Any:
        return json.loads(text)


class KeyedHashesField(ArrayField):
    """Keyed hashes of normalized words, for exact search."""

    def __init__(self, **options: Any):
        options["base_field"] = models.CharField(max_length=64)
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(**options)
