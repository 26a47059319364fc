"""What the frame of every page says of the page itself."""

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from clinic.structured_data import Thing, breadcrumb, graph
from spinecenter.languages import path_in
from spinecenter.trail import Crumb, trail_of

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical(context: dict) -> str:
    """The one address of this page, for search engines and for sharing.

    No query travels along but the one that a view names as the page's own (`request.own_query`), such as the
    second page of a list. A page that nobody has translated yet is known by the address of the language it
    is written in.
    """
    request, words_in = context["request"], context.get("words_in")
    path = path_in(words_in, request.path) if words_in else request.path
    return f"{settings.SITE_URL}{path}{_own_query(request)}"


@register.simple_tag(takes_context=True)
def alternates(context: dict) -> dict[str, str]:
    """The page's addresses by language, its own too, as search engines want them; none for one language.

    A view may name fewer languages than there are (`request.own_languages`). Who reads none of them is led
    to the site's first language.
    """
    request = context["request"]
    places = _addresses(request)
    languages = [one for one in places if one in getattr(request, "own_languages", places)]
    if len(languages) < 2 or context.get("words_in"):
        return {}
    found = {one: absolute(places[one] + _own_query(request)) for one in languages}
    first = found.get(settings.LANGUAGE_CODE)
    return found | ({"x-default": first} if first else {})


@register.simple_tag(takes_context=True)
def other_languages(context: dict) -> list[dict[str, str]]:
    """Where this page can be read in another language now: code, path, and the language's own name.

    Not in the middle of a form: a link would lose what was typed.
    """
    request = context["request"]
    if request.method == "POST":
        return []
    return [
        {"language": code, "path": path, "name": get_language_info(code)["name_local"].capitalize()}
        for code, path in _addresses(request).items()
        if code != get_language()
    ]


def _own_query(request: HttpRequest) -> str:
    return getattr(request, "own_query", "")


def _addresses(request: HttpRequest) -> dict[str, str]:
    return getattr(request, "addresses", {})


@register.simple_tag(takes_context=True)
def trail(context: Context) -> list[Crumb]:
    """The way from the home page to this one, itself last; empty for what hangs nowhere."""
    return trail_of(context.flatten())


@register.simple_tag
def absolute(path: str) -> str:
    """A path of ours with the site's address before it."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag(takes_context=True)
def breadcrumb_data(context: Context) -> Thing:
    """The same way for machines; nothing where the way ends before the page, as on an error's or a draft's."""
    *steps, here = trail(context) or [Crumb("", "")]
    if not steps or here.path.partition("?")[0] != context["request"].path:
        return {}
    links = [(step.name, step.path) for step in steps]
    return graph(breadcrumb(canonical(context), [*links, (here.name, "")]))


@register.filter(is_safe=True)
def linked_data(script: str) -> str:
    """The element that Django's `json_script` made, escaped as it is, with the type of linked data."""
    return script.replace("application/json", "application/ld+json", 1)


@register.simple_block_tag
def captured(content: SafeString) -> SafeString:
    """What stands within, to be said more than once: `{% captured as name %}…{% endcaptured %}`."""
    return content


@register.filter
def is_under(path: str, folder: str) -> bool:
    """Whether a path is a folder of the site or lies in it."""
    return path.startswith(folder)
