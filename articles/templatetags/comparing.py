"""What changed between two revisions, for templates that show it."""

from django import template
from django.utils import timezone

from articles.comparing import Comparison
from articles.models import Revision
from articles.naming import compare_revisions

register = template.Library()


@register.simple_tag
def compared(older: Revision, newer: Revision) -> Comparison:
    """What differs between two revisions: to be shown by comparison.html."""
    return compare_revisions(older, newer, timezone.now())
