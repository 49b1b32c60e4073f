"""What holds for every template and style sheet: the content policy, no outside asset, a modest size."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = settings.BASE_DIR / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
SHEETS = sorted((settings.BASE_DIR / "static/css").glob("*.css"))
OWN_FOLDERS = ("components", "account", "allauth")
OWN_PAGES = [page for page in PAGES if page.parent == TEMPLATES or page.relative_to(TEMPLATES).parts[0] in OWN_FOLDERS]
FORBIDDEN = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:src|href)=[\"'](?:https?:)?//|url\([\"']?(?:https?:)?//|@import", re.IGNORECASE)


def name_of(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_nothing_in_a_page_breaks_the_content_policy(page: Path) -> None:
    html = re.sub(r"{%.*?%}", "", page.read_text(), flags=re.DOTALL)
    assert FORBIDDEN.findall(html) == []


@pytest.mark.parametrize("file", [*PAGES, *SHEETS], ids=name_of)
def test_nothing_comes_from_outside(file: Path) -> None:
    assert OUTSIDE.findall(file.read_text()) == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_template_compiles_and_is_short(page: Path) -> None:
    get_template(str(page.relative_to(TEMPLATES)))
    assert len(page.read_text().splitlines()) <= 80


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_every_sheet_is_short_and_linked(sheet: Path) -> None:
    assert len(sheet.read_text().splitlines()) <= 300
    assert f"'css/{sheet.name}'" in (TEMPLATES / "components/stylesheets.html").read_text()


@pytest.mark.parametrize("page", OWN_PAGES, ids=name_of)
def test_every_class_of_a_component_has_a_style(page: Path) -> None:
    styled = {name for sheet in SHEETS for name in re.findall(r"\.([a-z][\w-]*)", sheet.read_text())}
    used = re.sub(r"[\w-]*{{.*?}}|{%.*?%}", " ", page.read_text())
    names = {name for group in re.findall(r'class="([^"]*)"', used) for name in group.split()}
    assert names - styled == set()


@pytest.mark.parametrize("page", sorted((TEMPLATES / "components").glob("*.html")), ids=name_of)
def test_every_component_lists_its_parameters_on_top(page: Path) -> None:
    assert page.read_text().startswith("{% comment %}")


def test_colours_are_named_in_the_tokens_only() -> None:
    for sheet in SHEETS:
        if sheet.name not in ("tokens.css", "print.css"):
            assert set(re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text())) <= {"#ffffff"}, sheet.name
