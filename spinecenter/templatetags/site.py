"""What the frame of every page says of the page itself."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical(context: dict) -> str:
    """The one address of this page, for search engines and for sharing; no query travels along."""
    return f"{settings.SITE_URL}{context['request'].path}"


@register.simple_tag
def absolute(path: str) -> str:
    """A path of ours with the site's address before it."""
    return f"{settings.SITE_URL}{path}"


@register.filter
def is_under(path: str, folder: str) -> bool:
    """Whether a path is a folder of the site or lies in it."""
    return path.startswith(folder)
