"""Rows that the site itself writes, or that come with it, in the admin of any app."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """Staff read them; nobody adds to them, changes or deletes them there."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
