"""Who may vouch for words in public: a clinical reviewer with a name, never for their own."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _

from clinic.models import Provider

from .status import NotPermitted, require


def public_reviewer(by: Any) -> Provider | None:
    """The name under which an account vouches for words in public; None when it may not."""
    try:
        return by.provider if by.has_perm("articles.review_page") else None
    except ObjectDoesNotExist:
        return None


def has_public_reviewer() -> bool:
    """Whether anybody stands ready to vouch for words in public."""
    may_review = {
        "account__groups__permissions__codename": "review_page",
        "account__groups__permissions__content_type__app_label": "articles",
    }
    return Provider.objects.filter(account__is_active=True, **may_review).exists()


def reviewer_of_others_words(by: Any, authors: set[int]) -> Provider:
    """The public name of a reviewer; raises NotPermitted without one, or when they are an author."""
    require(by, "articles.review_page")
    reviewer = public_reviewer(by)
    if reviewer is None:
        raise NotPermitted(
            _(
                "Your account has no public name yet, and readers are told who reviewed a page. "
                "Ask an administrator to connect it with a provider."
            )
        )
    if by.pk in authors:
        raise NotPermitted(
            _("Some of these words are your own. Ask another clinical reviewer to approve them.")
        )
    return reviewer
