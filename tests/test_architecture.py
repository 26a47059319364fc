"""The house, held to its rules; and every rule, held to noticing when it is broken."""

import ast
import statistics
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import get_commands, load_command_class
from django.test import RequestFactory

from tests import house_rules as rules

ROOT = Path(settings.BASE_DIR)
OURS = ("spinecenter", "clinic", "articles", "appointments")
MOST_MEDIAN_LINES = 6


def files(*folders, shape="*.py"):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob(shape))]


def modules():
    return [path for path in files(*OURS) if "migrations" not in path.parts]


def named(*stems):
    """Modules of those names, and those inside packages of those names."""
    return [p for p in modules() if p.stem in stems or set(p.parts) & set(stems)]


def python_tests():
    return files("tests")


def templates():
    return files("templates", shape="*.html")


def migrations():
    return [path for path in files(*OURS) if "migrations" in path.parts]


def views():
    return named("views", "feeds", "sitemaps", "templatetags")


def admins():
    return named("admin")


def data_free_modules():
    """Modules that hold rules; the demonstration's words are data."""
    return [path for path in modules() if "demo" not in path.parts]


def tree_of(path):
    return ast.parse(path.read_text())


def text_of(path):
    return path.read_text()


def name_of(path):
    return str(path.relative_to(ROOT))


HOUSE = [
    (rules.imports_in_functions, modules, tree_of),
    (rules.signals, modules, tree_of),
    (rules.overridden_saves, modules, tree_of),
    (rules.long_functions, data_free_modules, tree_of),
    (rules.long_module, data_free_modules, text_of),
    (rules.junk_drawer, modules, name_of),
    (rules.filters_on_status, views, tree_of),
    (rules.html_in_strings, admins, tree_of),
    (rules.long_actions, admins, tree_of),
    (rules.mocks, python_tests, tree_of),
    (rules.test_classes, python_tests, tree_of),
    (rules.unsafe_output, templates, text_of),
    (rules.inline_code, templates, text_of),
    (rules.foreign_resources, templates, text_of),
    (rules.contrib_extensions, migrations, text_of),
    (rules.lines_without_reason, lambda: [ROOT / "requirements.txt"], text_of),
]


@pytest.mark.parametrize(
    ("rule", "places", "read"), HOUSE, ids=lambda part: getattr(part, "__name__", "")
)
def test_house_keeps_the_rule(rule, places, read):
    assert places(), "the rule is held over nothing"
    offences = [f"{name_of(path)}: {offence}" for path in places() for offence in rule(read(path))]
    assert not offences, "\n".join(offences)


def test_mark_safe_stands_in_one_place_only():
    places = [name_of(p) for p in modules() for _ in rules.calls_to_mark_safe(tree_of(p))]
    assert len(places) <= 1, places
    assert all("templatetags" in place for place in places), places


def test_median_function_is_short():
    lengths = [
        rules.length(function)
        for path in data_free_modules()
        for function in rules.functions(tree_of(path))
    ]
    assert statistics.median(lengths) <= MOST_MEDIAN_LINES


def test_default_managers_hide_no_rows():
    hiding = [
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and not model._meta.proxy
        and model._default_manager.get_queryset().query.where
    ]
    assert hiding == []


@pytest.mark.django_db
def test_status_is_never_an_editable_form_field():
    request = RequestFactory().get("/admin/")
    request.user = get_user_model()(is_superuser=True, is_staff=True)
    editable = [
        model.__name__
        for model, model_admin in admin.site._registry.items()
        if "status" in model_admin.get_form(request).base_fields
    ]
    assert editable == []


LONG_FUNCTION = "def f():\n" + "    x = 1\n" * 29
LONG_ACTION = "@admin.action\ndef f(self, request, queryset):\n" + "    x = 1\n" * 6
BROKEN = [
    (rules.imports_in_functions, ast.parse("def f():\n    import os")),
    (rules.imports_in_functions, ast.parse("class A:\n    def f(self):\n        from a import b")),
    (rules.signals, ast.parse("from django.db.models.signals import post_save")),
    (rules.signals, ast.parse("from django.dispatch import receiver")),
    (rules.signals, ast.parse("from django.db.models import signals")),
    (rules.overridden_saves, ast.parse("class Page(models.Model):\n    def save(self): pass")),
    (rules.long_functions, ast.parse(LONG_FUNCTION)),
    (rules.long_module, "x = 1\n" * 331),
    (rules.junk_drawer, "articles/utils.py"),
    (rules.junk_drawer, "clinic/services/mail.py"),
    (rules.filters_on_status, ast.parse("Page.objects.filter(status='published')")),
    (rules.filters_on_status, ast.parse("Revision.objects.exclude(page__status__in=[])")),
    (rules.filters_on_status, ast.parse("if page.status == Status.DRAFT: pass")),
    (rules.html_in_strings, ast.parse("label = '<b>Urgent</b>'")),
    (rules.html_in_strings, ast.parse("format_html('{}', 1)")),
    (rules.long_actions, ast.parse(LONG_ACTION)),
    (rules.calls_to_mark_safe, ast.parse("utils.mark_safe(words)")),
    (rules.mocks, ast.parse("from unittest import mock")),
    (rules.mocks, ast.parse("import unittest.mock")),
    (rules.test_classes, ast.parse("class TestPage: pass")),
    (rules.unsafe_output, "{{ words|safe }}"),
    (rules.unsafe_output, "{{ words | safe }}"),
    (rules.unsafe_output, "{% autoescape off %}"),
    (rules.inline_code, '<p style="color: red">'),
    (rules.inline_code, "<style>p { color: red }</style>"),
    (rules.inline_code, "<script>alert(1)</script>"),
    (rules.inline_code, '<a onclick="go()">'),
    (rules.inline_code, '<a href="javascript:go()">'),
    (rules.foreign_resources, '<script src="https://example.com/a.js">'),
    (rules.foreign_resources, '<link rel="stylesheet" href="//example.com/a.css">'),
    (rules.contrib_extensions, "operations = [TrigramExtension()]"),
    (rules.contrib_extensions, "RunSQL('create extension btree_gist')"),
    (rules.lines_without_reason, "Django==5.2.19"),
    (rules.lines_without_reason, "Django>=5  # the framework"),
]


@pytest.mark.parametrize(("rule", "broken"), BROKEN)
def test_rule_notices_when_it_is_broken(rule, broken):
    assert list(rule(broken))


KEPT = [
    (rules.overridden_saves, ast.parse("class PageForm(ModelForm):\n    def save(self): pass")),
    (rules.long_functions, ast.parse('def f():\n    """' + "words\n" * 30 + '"""\n    return 1')),
    (rules.filters_on_status, ast.parse("render(request, 'page.html', status=404)")),
    (rules.unsafe_output, "{{ words|safest }}"),
    (rules.inline_code, '<script type="module" src="{% static "site.js" %}"></script>'),
    (rules.inline_code, '<script type="application/ld+json">{}</script>'),
    (rules.inline_code, "{# never style= #}"),
    (rules.foreign_resources, '<a href="https://example.com/">'),
    (rules.lines_without_reason, "# a heading\n\nDjango==5.2.19  # the framework"),
]


@pytest.mark.parametrize(("rule", "kept"), KEPT)
def test_rule_leaves_good_work_alone(rule, kept):
    assert list(rule(kept)) == []


def test_own_commands_do_not_repeat_what_check_says():
    """The warnings of `manage.py check` stand there, not above the answer of each command."""
    ours = [name for name, app in get_commands().items() if str(app) in OURS]
    assert "import_pages" in ours
    for name in ours:
        assert not load_command_class(get_commands()[name], name).requires_system_checks, name
