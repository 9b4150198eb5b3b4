"""How the controls of a form are worked: with a pointer, with a finger, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Locator, Page

TABS_MAX = 120
AT = "(e) => e === document.activeElement"


class Pointer:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, control: Locator) -> None:
        control.click()

    def write(self, control: Locator, text: str) -> None:
        control.fill(text)

    def choose(self, control: Locator, index: int) -> None:
        """One line of a list, by its place: two may have the same words."""
        control.select_option(index=index)

    def tick(self, controls: Sequence[Locator], kind: str, values: Sequence[str]) -> None:
        """Exactly these of a group."""
        for control in controls:
            wanted = control.get_attribute("value") in values
            if wanted != control.is_checked() and (wanted or kind == "checkbox"):
                self.press(control)


class Touch(Pointer):
    def press(self, control: Locator) -> None:
        control.tap()


class Keys(Pointer):
    """Tab, Enter, Space and the arrows; nothing is reached but by them."""

    def go_to(self, control: Locator) -> None:
        for _ in range(TABS_MAX):
            if control.evaluate(AT):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by Tab to {control}")

    def press(self, control: Locator) -> None:
        self.go_to(control)
        self.page.keyboard.press("Enter")

    def write(self, control: Locator, text: str) -> None:
        self.go_to(control)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def choose(self, control: Locator, index: int) -> None:
        self.go_to(control)
        self.page.keyboard.press("Home")
        for _ in range(index):
            self.page.keyboard.press("ArrowDown")

    def tick(self, controls: Sequence[Locator], kind: str, values: Sequence[str]) -> None:
        if kind == "checkbox":
            for control in controls:
                if (control.get_attribute("value") in values) != control.is_checked():
                    self.go_to(control)
                    self.page.keyboard.press("Space")
            return
        wanted = [control.get_attribute("value") for control in controls].index(values[0])
        # Tab comes to the one that is chosen, else to the first; the arrows go on from there.
        chosen = [rank for rank, control in enumerate(controls) if control.is_checked()]
        at = chosen[0] if chosen else 0
        self.go_to(controls[at])
        if not chosen:
            self.page.keyboard.press("Space")
        way = "ArrowDown" if wanted > at else "ArrowUp"
        for _ in range(abs(wanted - at)):
            self.page.keyboard.press(way)
