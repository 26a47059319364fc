"""What the public templates of a page are given; the preview, the share link and the record give the same."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import override

from articles.models import Kind, Publication
from articles.models.publication import URL_NAMES
from articles.outline import outline
from articles.structured_data import page_data
from clinic.models import Clinic
from clinic.prepared import A_MOMENT, Prepared

TEMPLATES = {
    Kind.ARTICLE: "articles/article.html",
    Kind.CONDITION_PAGE: "articles/condition_page.html",
}


_READABLE = Prepared(
    lambda at, **address: Publication.objects.at_address(**address).live(at).readable(at)[:1],
    at=A_MOMENT,
    kind="?kind",
    language="?language",
    slug="?slug",
)


def publication_at(kind: Kind, language: str, slug: str, at: datetime) -> Publication | None:
    """What patients read under an address at a moment, with all that stands beside it; one query."""
    return next(iter(_READABLE.rows(kind=kind, language=language, slug=slug, at=at)), None)


def template_of(publication: Publication) -> str:
    """The public template of a page's kind."""
    return TEMPLATES[Kind(publication.kind)]


def context_of(publication: Publication, clinic: Clinic, at: datetime) -> dict[str, Any]:
    """What the public template of a page needs to know, at a moment."""
    visit = reverse("appointments:request")
    parts = outline(publication.content["sections"], publication.cards)
    return {
        "publication": publication,
        "place": URL_NAMES[Kind(publication.kind)],  # where a draft would stand, too
        "content": publication.content,
        "parts": parts,
        "structured_data": page_data(publication, parts, clinic),
        "request_visit_url": f"{visit}?about={publication.get_absolute_url()}",
        "today": at.astimezone(clinic.zone).date(),
    }


def proof_page(
    request: HttpRequest,
    publication: Publication,
    at: datetime,
    template: str = "articles/proof.html",
    **said: Any,
) -> HttpResponse:
    """Words that are not what patients read now, in the public templates, with a banner that says so.

    In the page's own language, for no search engine and no cache. `said` is for the banner.
    """
    request.clinic = Clinic.objects.current()  # type: ignore[attr-defined]
    request.addresses = {}  # type: ignore[attr-defined]  # it stands in no other language
    with override(publication.language):
        context = context_of(publication, request.clinic, at)  # type: ignore[attr-defined]
        said |= {"is_proof": True, "page_template": template_of(publication)}
        said |= {"structured_data": None}  # machines are told of what is published only
        response = render(request, template, context | said)
    return keep_secret(response)


def keep_secret(response: HttpResponse) -> HttpResponse:
    """Let no cache, no search engine and no other site learn of a response or its address."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
