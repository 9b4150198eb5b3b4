"""Every template compiles, says what it needs, and holds no script or style of its own."""

from __future__ import annotations

import re

import pytest
from jinja2 import StrictUndefined, meta

from classroom import resources, views

ENVIRONMENT = views.environment()
NAMES = sorted(ENVIRONMENT.list_templates())
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "an inline style": re.compile(r"<style\b|<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-on\b", re.IGNORECASE),
    "a javascript: link": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated hx-vals": re.compile(r"""\bhx-(?:vals|headers)\s*=\s*["']?\s*js:""", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|{%-?\s*autoescape\s+false"),
}


def source(name: str) -> str:
    return (resources.TEMPLATES / name).read_text("utf-8")


def inline(text: str) -> list[str]:
    return [what for what, found in INLINE.items() if found.search(COMMENT.sub("", text))]


def test_everything_is_escaped_and_unknown_names_are_errors() -> None:
    assert ENVIRONMENT.autoescape is True
    assert ENVIRONMENT.undefined is StrictUndefined
    assert ENVIRONMENT.policies["ext.i18n.trimmed"] is True


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str) -> None:
    ENVIRONMENT.get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_includes_only_what_exists(name: str) -> None:
    # A computed name (`exercises/<kind>.html`) is None here.
    used = set(meta.find_referenced_templates(ENVIRONMENT.parse(source(name)))) - {None}
    assert used <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_holds_no_script_or_style(name: str) -> None:
    assert not inline(source(name))


@pytest.mark.parametrize("name", [n for n in NAMES if n.rpartition("/")[2].startswith("_")])
def test_a_partial_begins_with_what_it_needs(name: str) -> None:
    assert source(name).startswith("{#")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<p style='color: red'>",
        "<button\n  onclick='go()'>",
        "<a href='javascript:go()'>",
        "<form hx-vals='js:{a: 1}'>",
        "<p hx-on:click='go()'>",
        "{{ name|safe }}",
    ],
)
def test_the_rules_see_a_fault(text: str) -> None:
    assert inline(text)
