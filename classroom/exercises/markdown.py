"""The small Markdown of content: bold, lists, line breaks; everything else is shown as typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

INLINE = {"strong", "br"}
BLOCKS = INLINE | {"p", "ul", "ol", "li"}
HEADINGS = BLOCKS | {"h1", "h2", "h3"}


def as_typed(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
    """Single stars and underscores mean nothing here: they stay."""
    return tokens[place].markup


def bold(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
    token = tokens[place]
    if token.markup != "**":
        return token.markup
    return "<strong>" if token.nesting == 1 else "</strong>"


def parser(*rules: str) -> MarkdownIt:
    made = MarkdownIt("zero", {"breaks": True}).enable(["emphasis", "newline", *rules])
    for name, rule in (("em", as_typed), ("strong", bold)):
        made.add_render_rule(f"{name}_open", rule)
        made.add_render_rule(f"{name}_close", rule)
    return made


TEXT = parser("list")
SHEET = parser("list", "heading")


def clean(html: str, tags: set[str]) -> str:
    return nh3.clean(html, tags=tags, attributes={"ol": {"start"}}, link_rel=None).strip()


@lru_cache(maxsize=8192)
def render(text: str) -> Markup:
    """A text of content as HTML; a single paragraph comes without its `<p>`."""
    html = clean(TEXT.render(text), BLOCKS)
    if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        html = html[3:-4]
    return Markup(html)


@lru_cache(maxsize=8192)
def inline(text: str) -> Markup:
    """A text that stands inside a label or a button: bold and line breaks only."""
    return Markup(clean(TEXT.renderInline(text), INLINE))


@lru_cache(maxsize=256)
def render_sheet(text: str) -> Markup:
    """A `sheet.md` as HTML: headings, lists, bold, paragraphs."""
    return Markup(clean(SHEET.render(text), HEADINGS))
