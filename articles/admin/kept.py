"""What the server does for words that a browser keeps: it says which of them are safely saved."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

KEPT_AS = re.compile(r"[0-9a-f-]{8,40}")


class KeptWordsMixin:
    """The message of a successful save names the kept words, so that the browser lets them go."""

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: int | str = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        kept_as = request.POST.get("kept_as", "")
        if level == messages.SUCCESS and KEPT_AS.fullmatch(kept_as):
            extra_tags = f"{extra_tags} saved-{kept_as}".strip()
        super().message_user(request, message, level, extra_tags, fail_silently)  # type: ignore[misc]
