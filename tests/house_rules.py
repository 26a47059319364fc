"""The rules of the house as functions: a source in, the offences in it out, each as one line of words."""

import ast
import re
from collections.abc import Iterator

Offences = Iterator[str]

MOST_MODULE_LINES = 300
MOST_FUNCTION_LINES = 28  # most have five; one that only declares may have more
MOST_ACTION_LINES = 5
JUNK_DRAWERS = {"core", "common", "utils", "util", "helpers", "services", "misc"}
SIGNAL_MODULES = ("django.db.models.signals", "django.core.signals", "django.dispatch")
LOOKUPS = {"filter", "exclude", "get", "update", "Q", "get_object_or_404", "get_list_or_404"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions(tree: ast.AST):
    return [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]


def length(function) -> int:
    """Lines of a function's body, its docstring not counted."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


# --- Python ---


def imports_in_functions(tree: ast.AST) -> Offences:
    for function in functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"line {node.lineno}: an import inside {function.name}()"


def signals(tree: ast.AST) -> Offences:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SIGNAL_MODULES):
            yield f"line {node.lineno}: imports {node.module}"
        if isinstance(node, ast.ImportFrom) and any(name.name == "signals" for name in node.names):
            yield f"line {node.lineno}: imports signals"


def overridden_saves(tree: ast.AST) -> Offences:
    """A form may say what its save() does; a model may not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and not any("Form" in ast.unparse(b) for b in node.bases):
            for item in node.body:
                if isinstance(item, FUNCTIONS) and item.name in (
                    "save",
                    "delete",
                    "__init_subclass__",
                ):
                    yield f"line {item.lineno}: {node.name} overrides {item.name}()"


def long_functions(tree: ast.AST) -> Offences:
    for function in functions(tree):
        if length(function) > MOST_FUNCTION_LINES:
            yield f"line {function.lineno}: {function.name}() has {length(function)} lines"


def long_module(source: str) -> Offences:
    lines = source.count("\n")
    if lines > MOST_MODULE_LINES:
        yield f"{lines} lines"


def junk_drawer(path: str) -> Offences:
    for part in re.split(r"[/.]", path):
        if part in JUNK_DRAWERS:
            yield f"{path}: nothing is called {part}"


def filters_on_status(tree: ast.AST) -> Offences:
    """A view asks a queryset's vocabulary; it never filters on, or compares, a status itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in LOOKUPS:
            for keyword in node.keywords:
                if re.match(r"(\w+__)?status(__\w+)?$", keyword.arg or ""):
                    yield f"line {node.lineno}: passes {keyword.arg}="
        if isinstance(node, ast.Compare) and any(is_status(side) for side in sides(node)):
            yield f"line {node.lineno}: compares a status"


def sides(comparison: ast.Compare):
    return [comparison.left, *comparison.comparators]


def is_status(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and (
        node.attr == "status" or ast.unparse(node).startswith("Status.")
    )


def html_in_strings(tree: ast.AST) -> Offences:
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else ""
        if isinstance(text, str) and re.search(r"<(/?[a-z]+[0-9]?)(\s[^>]*)?>", text):
            yield f"line {node.lineno}: markup in a string"
        if isinstance(node, ast.Name) and node.id in ("format_html", "format_html_join"):
            yield f"line {node.lineno}: {node.id}"


def long_actions(tree: ast.AST) -> Offences:
    for function in functions(tree):
        decorators = [ast.unparse(decorator) for decorator in function.decorator_list]
        is_action = any(d.startswith(("admin.action", "action")) for d in decorators)
        if is_action and length(function) > MOST_ACTION_LINES:
            yield f"line {function.lineno}: the action {function.name}() has {length(function)} lines"


def calls_to_mark_safe(tree: ast.AST) -> Offences:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in (
            "mark_safe",
            "SafeString",
            "SafeText",
        ):
            yield f"line {node.lineno}: {ast.unparse(node.func)}()"


def mocks(tree: ast.AST) -> Offences:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or "", *(name.name for name in node.names)]
            if any("mock" in name for name in names):
                yield f"line {node.lineno}: imports a mock"


def test_classes(tree: ast.AST) -> Offences:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield f"line {node.lineno}: class {node.name}"


# --- other files ---


def unsafe_output(template: str) -> Offences:
    for match in re.finditer(r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off", template):
        yield f"{match[0]!r}"


def inline_code(template: str) -> Offences:
    """Style, script or event handler written into a page, which its security policy would refuse."""
    tags = re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", "", template, flags=re.DOTALL)
    for match in re.finditer(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", tags):
        yield f"{match[0].strip()!r}"
    for match in re.finditer(r"<script\b[^>]*>", tags):
        if not re.search(r"\ssrc=|type=\"application/(ld\+)?json\"", match[0]):
            yield f"{match[0]!r}"


def foreign_resources(template: str) -> Offences:
    for match in re.finditer(
        r"(<(script|img|iframe|source|video)\b[^>]*\ssrc|<link\b[^>]*\shref)=\"(https?:)?//",
        template,
    ):
        yield f"{match[0]!r}"


def contrib_extensions(migration: str) -> Offences:
    for match in re.finditer(r"\w+Extension\b|CREATE\s+EXTENSION", migration, flags=re.IGNORECASE):
        yield f"{match[0]!r}"


def lines_without_reason(requirements: str) -> Offences:
    for line in requirements.splitlines():
        if (
            line
            and not line.startswith("#")
            and not re.match(r"[\w.\-\[\]]+==[\w.]+\s+# \w.{9,}", line)
        ):
            yield f"{line!r} has no exact version, or no reason"
