"""Two languages: the path alone says which, every public page answers in both, and nothing else does."""

import ast
import gettext
import re
from datetime import date, time

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.template import engines
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.test import RequestFactory
from django.utils import translation

from clinic.models import Clinic, Location
from spinecenter import errors
from spinecenter.languages import language_of, path_in
from tests.factories import LocationFactory, ProviderFactory, published_page

TRANSLATED = {
    "/": "Respuestas claras para su espalda y su cuello",
    "/health-library/": "Biblioteca de salud",
    "/health-library/?letter=S": "Biblioteca de salud",
    "/topics/": "Temas",
    "/conditions/": "Qué tratamos",
    "/search/": "Buscar",
    "/search/?q=dolor": "Buscar",
    "/our-team/": "Nuestro equipo",
    "/our-team/ana-reyes/": "Ana Reyes, MD",
    "/locations/": "Ubicaciones y horarios",
    "/locations/harbor-street/": "Harbor Street",
    "/language-help/": "Ayuda con el idioma",
    "/appointments/": "Citas",
    "/appointments/virtual-visits/": "Consultas virtuales",
    "/appointments/virtual-visits/set-up/": "Prepárese para su consulta por video",
    "/appointments/prepare/": "Prepárese para su consulta",
    "/appointments/request/": "¿Es una emergencia?",
    "/appointments/status/": "En qué está su solicitud",
}
IN_ENGLISH_ONLY = ["/about/editorial-process/", "/privacy/", "/accessibility/"]
FRAME = ["base.html", "plain.html", "404.html", "410.html", "500.html", "503.html", "400.html"]
# Modules whose sentences patients read.
SPEAKING = [
    "articles/change_log.py",
    "articles/feeds.py",
    "articles/narrowing.py",
    "articles/outline.py",
    "articles/search/suggesting.py",
    "articles/templatetags/reading.py",
    *(
        f"appointments/forms/{name}.py"
        for name in ("asking", "reason", "status", "visit", "when", "you")
    ),
    "appointments/limits.py",
    "appointments/models/answers.py",
    "appointments/models/choices.py",
    "appointments/own_changes.py",
    "appointments/preparing.py",
    "appointments/spam.py",
    "appointments/standing.py",
    "appointments/status_page.py",
    "appointments/steps.py",
    "appointments/summary.py",
    "appointments/widgets.py",
    "clinic/templatetags/clinic_words.py",
    "clinic/timetable.py",
    "spinecenter/trail.py",
]


@pytest.fixture
def places():
    ProviderFactory(name="Ana Reyes", slug="ana-reyes")
    LocationFactory(name="Harbor Street", slug="harbor-street")


def text_of(response):
    return response.content.decode()


def heading(shown):
    return " ".join(
        re.sub(r"<[^>]+>", "", re.search(r"<h1>(.*?)</h1>", shown, re.DOTALL)[1]).split()
    )


def switch(shown):
    """The links that lead to the page in another language, as (code, path, name)."""
    found = re.search(r'<p class="language-switch">(.*?)</p>', shown)
    links = r'<a href="([^"]+)" lang="(\w+)" hreflang="\w+">([^<]+)</a>'
    return [(code, path, name) for path, code, name in re.findall(links, found[1] if found else "")]


def alternates(shown):
    return dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)"', shown))


# --- the path alone says which ---


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "en"),
        ("/es/", "es"),
        ("/es", "es"),
        ("/es/health-library/", "es"),
        ("/essentials/", "en"),
        ("/fr/", "en"),
        ("/ES/", "en"),
        ("/admin/es/", "en"),
        ("", "en"),
    ],
)
def test_language_is_the_first_part_of_the_path(path, language):
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("language", "path", "there"),
    [
        ("es", "/", "/es/"),
        ("es", "/locations/", "/es/locations/"),
        ("es", "/es/locations/", "/es/locations/"),
        ("en", "/es/locations/", "/locations/"),
        ("en", "/es/", "/"),
        ("en", "/es", "/"),
        ("en", "/essentials/", "/essentials/"),
    ],
)
def test_path_in_another_language(language, path, there):
    assert path_in(language, path) == there


@pytest.mark.django_db
@pytest.mark.parametrize("path", TRANSLATED)
def test_public_page_speaks_spanish_under_es_and_english_without(client, places, path):
    spanish, english = client.get(f"/es{path}"), client.get(path)
    assert (spanish.status_code, english.status_code) == (200, 200)
    assert heading(text_of(spanish)) == TRANSLATED[path]
    assert '<html lang="es">' in text_of(spanish)
    assert "En una emergencia, llame al 911" in text_of(spanish)
    assert '<html lang="en">' in text_of(english)
    assert "In an emergency, call 911" in text_of(english)


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*TRANSLATED, *IN_ENGLISH_ONLY, "/feed/"])
def test_spanish_page_sets_no_cookie_and_varies_on_nothing(client, places, path):
    response = client.get(f"/es{path}", headers={"Accept-Language": "en"})
    assert response.status_code == 200
    assert not response.cookies
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert "Content-Language" not in response


@pytest.mark.django_db
def test_browser_that_prefers_spanish_gets_english_at_an_english_address(client):
    client.cookies["django_language"] = "es"
    shown = text_of(client.get("/locations/", headers={"Accept-Language": "es"}))
    assert '<html lang="en">' in shown


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*TRANSLATED, *IN_ENGLISH_ONLY])
def test_spanish_page_leads_on_in_spanish(client, places, path):
    shown = text_of(client.get(f"/es{path}"))
    links = re.findall(
        r'<a\b[^>]*\shref="(/[^"]*)"[^>]*>', re.sub(r'<a [^>]*hreflang="en".*?>', "", shown)
    )
    assert [link for link in links if not link.startswith("/es/")] == []
    actions = re.findall(r'action="(/[^"]*)"', shown)
    assert [action for action in actions if not action.startswith("/es/")] == []


@pytest.mark.django_db
def test_home_without_its_slash_is_found(client):
    assert client.get("/es")["Location"] == "/es/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/es/admin/", "/es/robots.txt", "/es/sitemap.xml", "/es/health/live"]
)
def test_what_is_not_for_patients_has_one_address(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_staff_read_english_whatever_they_saw_before(client):
    client.force_login(get_user_model().objects.create_superuser("ada"))
    client.get("/es/")
    shown = text_of(client.get("/admin/", headers={"Accept-Language": "es"}))
    assert '<html lang="en-us"' in shown or '<html lang="en"' in shown
    assert "What waits for you today" in shown
    assert translation.get_language() == "en"


# --- days and hours ---


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Friday, June 5, 2026"), ("es", "viernes, 5 de junio de 2026")],
)
def test_days_are_written_out_in_the_language_of_the_page(language, words):
    holidays = [{"date": date(2026, 6, 5), "name": "Founders’ day"}]
    with translation.override(language):
        shown = get_template("clinic/holidays.html").render({"holidays": holidays})
    assert f"<li>{words} (" in shown


@pytest.mark.django_db
def test_hours_are_told_in_the_language_of_the_page(client, places):
    where = Location.objects.get()
    for weekday in range(5):
        where.hours.create(weekday=weekday, opens=time(8), closes=time(17))
    shown = text_of(client.get("/es/locations/"))
    assert "<dt>de lunes a viernes</dt><dd>de 8 a.m. a 5 p.m.</dd>" in shown


# --- pages that nobody has translated ---


@pytest.mark.django_db
@pytest.mark.parametrize("path", IN_ENGLISH_ONLY)
def test_page_without_a_translation_says_so_and_marks_its_words(client, path):
    Clinic.objects.update(phone="+15185550142")
    shown = text_of(client.get(f"/es{path}"))
    assert "Por ahora, esta página está solo en inglés." in shown
    assert re.search(r'<main [^>]*lang="en">', shown)
    assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in shown
    assert alternates(shown) == {}
    english = text_of(client.get(path))
    assert alternates(english) == {}
    assert "solo en inglés" not in english


@pytest.mark.django_db
def test_request_keeps_the_spanish_page_it_came_from(client):
    shown = text_of(client.get("/appointments/request/?about=/es/health-library/ciatica/"))
    assert 'value="/es/health-library/ciatica/"' in shown


# --- the switch ---


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*TRANSLATED, *IN_ENGLISH_ONLY])
def test_standing_page_leads_to_itself_in_the_other_language(client, places, path):
    path = path.partition("?")[0]
    assert switch(text_of(client.get(path))) == [("es", f"/es{path}", "Español")]
    assert switch(text_of(client.get(f"/es{path}"))) == [("en", path, "English")]


@pytest.mark.django_db
def test_standing_page_tells_search_engines_of_its_other_language(client):
    for path in ("/locations/", "/es/locations/"):
        shown = text_of(client.get(path))
        assert alternates(shown) == {
            "en": f"{settings.SITE_URL}/locations/",
            "es": f"{settings.SITE_URL}/es/locations/",
        }
        assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in shown


@pytest.mark.django_db
def test_half_filled_form_offers_no_way_out_of_its_language(client):
    shown = text_of(client.post("/appointments/request/", {"step": "visit"}))
    assert switch(shown) == []


# --- errors ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/es/nothing/here/", "/es/our-team/nobody/", "/es/health-library/x/"]
)
def test_unknown_address_is_met_in_spanish_and_leads_to_no_other_language(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert heading(text_of(response)) == "No encontramos esta página"
    assert '<html lang="es">' in text_of(response)
    assert switch(text_of(response)) == []
    assert alternates(text_of(response)) == {}
    assert not response.cookies


def test_failure_is_told_in_the_language_of_the_path():
    with translation.override("es"):
        shown = text_of(errors.server_error(RequestFactory().get("/es/")))
    assert heading(shown) == "Algo falló de nuestro lado"
    assert '<html lang="es">' in shown


# --- lists, search, feed, sitemap ---


@pytest.mark.django_db
def test_spanish_lists_hold_no_english_page(client):
    published_page(slug="sciatica", title="Sciatica")
    for path in ("/es/", "/es/health-library/", "/es/search/?q=sciatica", "/es/feed/"):
        assert "Sciatica" not in text_of(client.get(path)), path


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/es/health-library/", "/es/topics/", "/es/search/?q=ciatica", "/es/conditions/"]
)
def test_list_that_is_empty_in_spanish_leads_to_the_english_one(client, path):
    shown = text_of(client.get(path))
    assert "Por ahora, la mayoría de nuestras páginas están solo en inglés." in shown
    english = path.removeprefix("/es")  # what was searched for travels along
    assert f'<a href="{english}" hreflang="en">Ver en inglés</a>' in shown


@pytest.mark.django_db
def test_feed_knows_itself_by_its_language(client):
    shown = text_of(client.get("/es/feed/"))
    assert 'xml:lang="es"' in shown
    assert f'href="{settings.SITE_URL}/es/feed/"' in shown


@pytest.mark.django_db
def test_sitemap_lists_standing_pages_in_both_languages(client, places):
    told = text_of(client.get("/sitemap.xml"))
    addresses = set(re.findall(rf"<loc>{settings.SITE_URL}(.+?)</loc>", told))
    assert {"/", "/es/", "/locations/", "/es/locations/", "/es/our-team/ana-reyes/"} <= addresses
    assert "/privacy/" in addresses
    assert "/es/privacy/" not in addresses


@pytest.mark.django_db
def test_robots_keep_out_of_requests_in_every_language(client):
    told = text_of(client.get("/robots.txt"))
    for path in ("request", "sent", "status"):
        assert f"Disallow: /es/appointments/{path}/\n" in told


# --- the catalog ---


def translations():
    with (settings.LOCALE_PATHS[0] / "es/LC_MESSAGES/django.mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def catalog():
    return translations()._catalog


def messages(template):
    """Every message that a template asks to be translated."""
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        yield node.filter_expression.var.literal
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        yield node.render_token_list(node.singular)[0]


def sentences(module):
    """The literals that a module hands to gettext."""
    for node in ast.walk(ast.parse((settings.BASE_DIR / module).read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "gettext_lazy"):
            yield ast.literal_eval(node.args[0])


def public_templates():
    folder = settings.BASE_DIR / "templates"
    names = ("appointments", "appointments/steps", "articles", "clinic", "components", "forms")
    for name in (*names, "spinecenter"):
        yield from (str(path.relative_to(folder)) for path in (folder / name).glob("*.html"))
    yield from FRAME


def test_every_word_of_the_public_pages_is_translated():
    known = catalog()
    asked = [
        (name, message)
        for name in public_templates()
        for message in messages(engines["django"].get_template(name).template)
    ]
    asked += [(name, sentence) for name in SPEAKING for sentence in sentences(name)]
    missing = [
        f"{name}: {words}"
        for name, words in asked
        if words not in known and (words, 0) not in known
    ]
    assert missing == [], "Run `make messages`, write the Spanish, run it again."


def test_every_number_has_its_spanish_form():
    spanish = translations()
    counted = {key[0] for key in spanish._catalog if isinstance(key, tuple)}
    forms = {spanish.plural(number) for number in (0, 1, 2, 1_000_000)}
    missing = [
        f"{message}: {form}"
        for message in sorted(counted)
        for form in sorted(forms)
        if (message, form) not in spanish._catalog
    ]
    assert missing == [], "Spanish has three forms: one, a million, and all other numbers."
