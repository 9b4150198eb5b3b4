"""Someone who only has a keyboard: no pointer, no field filled in by its selector."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

TABS_MAX = 80
# What the focused control says of itself. The ring may be drawn by the label around it; the
# control must not lie under something else, as a bar that stays at the bottom of the screen.
FOCUSED = """() => {
  const e = document.activeElement;
  const words = (x) => x ? x.innerText.replace(/\\s+/g, " ").trim() : "";
  const ring = (x) => {
    const style = getComputedStyle(x);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const around = [e, e.parentElement, e.parentElement && e.parentElement.parentElement];
  const box = e.getBoundingClientRect();
  const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    id: e.id, tag: e.localName, type: e.type || "",
    words: words(e) || (e.labels && words(e.labels[0])) || e.getAttribute("aria-label") || "",
    line: (e.closest("li[id]") || {}).id || "",
    ringed: around.some((x) => x && x !== document.body && ring(x)),
    uncovered: Boolean(seen) && (e.contains(seen) || seen.contains(e)
      || [...(e.labels || [])].some((label) => label.contains(seen))),
  };
}"""


class Keyboard:
    """Keys pressed on one page; each stop on the way must be visible."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def focus(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(FOCUSED)
        return found

    def tab_to(self, words: str = "", *, key: str = "Tab", **wanted: str) -> dict[str, Any]:
        """Press `key` until the control whose text begins so, and which is as `wanted`."""
        passed: list[str] = []
        for _ in range(TABS_MAX):
            self.press(key)
            at = self.focus
            if at["tag"] == "body":
                continue
            assert at["ringed"], f"the focus is not seen on {at}"
            assert at["uncovered"], f"something lies over {at}"
            if at["words"].startswith(words) and wanted.items() <= at.items():
                return at
            passed.append(at["words"] or at["tag"])
        raise AssertionError(f"no way by {key} to « {words} » {wanted}, only {passed}")
