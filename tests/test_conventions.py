"""Promises that hold for the whole tree (docs/decisions.md, "Twelve rules")."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from registers.roles import Permission

ROOT = Path(__file__).resolve().parent.parent
APPS = ["registers", "absence", "penalties", "reporting", "attendance_site"]
CODE_FILES = sorted(
    path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)

OPEN_BY_LIBRARY = ("accounts/", "static/")
"""The way in is allauth's and guards itself; static files hold nothing about anyone."""

OPEN_VIEWS = {
    "health": "says only whether the parts answer",
    "csrf_failure": "shown to somebody whose form was refused",
    "choose_post": "asks for a sign-in itself, and shows only one's own posts",
    "use_cover": "the way in for a one-day pass",
    "lock": "signs out",
    "service_worker": "a script without data",
    "CodeList": "the code table is open to anyone (formats.md)",
    "accessibility": "a statement",
    "privacy": "a statement",
    "help": "how to use the product",
    "notify_texts": "GOV.UK Notify brings received texts; asks for the school's own token",
    "family_sign_in": "the way in for families, the same for addresses that nobody knows",
    "family_code": "the second half of it",
    "family_sign_out": "signs out",
    "family_language": "keeps which language somebody reads",
    "demo_mail": "of the demo only: what would have been mailed to families that nobody is",
    "SpectacularAPIView": "the shape of the API, without data",
    "api_docs": "the API's documentation, without data",
}
"""Views that need no permission, each with its reason."""


def views_of_the_site(
    patterns: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views_of_the_site(pattern.url_patterns, address)
        else:
            yield (
                address,
                getattr(pattern.callback, "view_class", None)
                or getattr(pattern.callback, "cls", pattern.callback),
            )


def test_every_address_declares_who_may_open_it() -> None:
    undeclared = []
    for address, view in views_of_the_site(get_resolver().url_patterns):
        if address.startswith(OPEN_BY_LIBRARY):
            continue
        permission = getattr(view, "permission", "undeclared")
        is_open = permission is None and view.__name__ in OPEN_VIEWS  # type: ignore[attr-defined]
        if not (isinstance(permission, Permission) or is_open):
            undeclared.append((address, view.__name__))  # type: ignore[attr-defined]
    assert undeclared == []


def test_the_list_of_open_views_names_no_view_that_is_gone() -> None:
    names = {view.__name__ for _, view in views_of_the_site(get_resolver().url_patterns)}  # type: ignore[attr-defined]
    assert set(OPEN_VIEWS) - {"csrf_failure"} <= names


@pytest.mark.parametrize("path", CODE_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_edge_reads_the_clock(path: Path) -> None:
    if path.name in {"clock.py"}:
        return
    text = path.read_text()
    reads = re.findall(r"\b(?:date\.today|datetime\.now|datetime\.utcnow|timezone\.localdate)\(", text)
    assert reads == [], "read attendance_site.parts.clock instead"
    if "actions" in path.parts or path.stem == "models" or "models" in path.parts:
        assert re.findall(r"clock\.(?:now|today)\(", text) == [], "actions and models are told the time"


@pytest.mark.parametrize("path", CODE_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_names_keep_their_promise(path: Path) -> None:
    empty_words = {"utils", "helpers", "common", "core", "services", "managers", "constants", "base"}
    assert path.stem not in empty_words


def test_no_model_orders_itself_behind_our_back() -> None:
    from django.apps import apps

    ours: list[type[models.Model]] = [model for model in apps.get_models() if model._meta.app_label in APPS]
    assert [model.__name__ for model in ours if model._meta.ordering] == []


def test_nothing_listens_to_signals() -> None:
    assert [
        str(path)
        for path in CODE_FILES
        if "django.dispatch" in path.read_text() or "signals" in path.read_text().split()
    ] == []


@pytest.mark.parametrize("path", CODE_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_public_functions_say_what_they_do(path: Path) -> None:
    tree = ast.parse(path.read_text())
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
        and not (isinstance(node, ast.ClassDef) and node.name.endswith(("QuerySet", "Config", "Manager")))
    ]
    assert silent == [], "a public function or class has a docstring"


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(
            r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|<style|\sstyle=|\son[a-z]+=",
            path.read_text(),
        )
    ]
    assert inline == []


def test_every_page_template_is_named_after_its_view() -> None:
    names = {view.__name__ for _, view in views_of_the_site(get_resolver().url_patterns)}  # type: ignore[attr-defined]
    shared = {"_", "parts"}
    for app in ["registers", "absence", "penalties", "reporting"]:
        for path in (ROOT / "templates" / app).glob("*.html"):
            assert path.stem in names or path.stem.startswith(tuple(shared)), (
                f"{path.name} belongs to no view"
            )
