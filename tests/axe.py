"""What a page may do wrong to people who see, hear or move otherwise."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
# What may change with the width alone.
SIZES = ["target-size", "scrollable-region-focusable"]
RUN = """async (options) => {
  const found = await axe.run(document, {resultTypes: ["violations"], preload: false, ...options});
  return found.violations.flatMap((rule) => rule.nodes.map(
    (node) => `${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`));
}"""

TOO_WIDE = """(text) => {
  const root = document.scrollingElement;
  root.style.fontSize = text;
  const all = root.scrollWidth, seen = root.clientWidth;
  const outside = all <= seen ? [] : [...document.body.querySelectorAll("*")].filter(
    (e) => e.getBoundingClientRect().right > seen + 1);
  root.style.fontSize = "";
  if (all <= seen) return [];
  const places = outside.slice(0, 6).map((e) => e.outerHTML.slice(0, 120));
  return [`${all} px instead of ${seen}`, ...places];
}"""
COLOURS_SHOWN = """() => [...document.querySelectorAll("body, body *")].map((e) => {
  const {color, backgroundColor, borderColor, fill, stroke} = getComputedStyle(e);
  return [color, backgroundColor, borderColor, fill, stroke].join();
}).join()"""


def inject(page: Page) -> None:
    """Not as a script of the page: its policy rightly refuses any but ours."""
    page.evaluate(SOURCE)


def violations(page: Page, *more: str) -> list[str]:
    """One line for each broken rule and element; `more` are rules beside the usual ones."""
    wanted = {name: {"enabled": True} for name in ("target-size", *more)}
    only = {"type": "tag", "values": TAGS}
    return list(page.evaluate(RUN, {"runOnly": only, "rules": wanted}))


def broken(page: Page, rules: list[str]) -> list[str]:
    """The same for these rules alone."""
    return list(page.evaluate(RUN, {"runOnly": rules}))


def colours(page: Page) -> str:
    """Every colour on the page."""
    return str(page.evaluate(COLOURS_SHOWN))


def too_wide(page: Page, text: str = "100%") -> list[str]:
    """What makes the page scroll sideways when text has this size; empty when nothing does."""
    return list(page.evaluate(TOO_WIDE, text))
