"""Hands on the games: a mouse or a finger that plays whatever game is on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import CDPSession, Locator, Page, expect

from classroom.exercises import game, rounds
from classroom.exercises.rounds import Round

# No hand goes from one target to the next in less: faster is not counted.
PAUSE_MS = 90
KEPT_MS = 650
TOWARDS = {"left": (-90, 0), "right": (90, 0), "up": (0, -90), "down": (0, 90)}


def pause(page: Page) -> None:
    page.wait_for_timeout(PAUSE_MS)


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


class Mouse:
    """What the hand of one who has a mouse does."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, place: Locator) -> None:
        place.click()

    def uncover(self, tile: Locator) -> None:
        self.page.mouse.move(*middle(tile), steps=3)
        pause(self.page)
        x, y = middle(tile)
        self.page.mouse.move(x + 4, y + 4)

    def open(self, box: Locator) -> None:
        box.dblclick(delay=20)

    def menu_of(self, photo: Locator) -> None:
        photo.click(button="right")

    def carry(self, item: Locator, box: Locator) -> None:
        self.page.mouse.move(*middle(item))
        self.page.mouse.down()
        self.page.mouse.move(*middle(box), steps=5)
        self.page.mouse.up()

    def keep(self, photo: Locator, ms: int = KEPT_MS) -> None:
        photo.click(delay=ms)

    def push(self, place: Locator, dx: float, dy: float) -> None:
        x, y = middle(place)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx, y + dy, steps=4)
        self.page.mouse.up()

    def spread(self, area: Locator, plus: Locator) -> None:
        for _ in range(4):
            plus.click()

    def select(self, word: Locator) -> None:
        word.dblclick()

    def scroll(self, area: Locator) -> None:
        area.hover()
        self.page.mouse.wheel(0, 4000)


class Finger(Mouse):
    """Touches at the level of the browser, several at once if need be."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.network: CDPSession = page.context.new_cdp_session(page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        self.network.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    def press(self, place: Locator) -> None:
        place.tap()

    def uncover(self, tile: Locator) -> None:
        tile.tap()

    def open(self, box: Locator) -> None:
        box.tap()

    def menu_of(self, photo: Locator) -> None:
        self.keep(photo, 700)

    def carry(self, item: Locator, box: Locator) -> None:
        box.scroll_into_view_if_needed()
        (x, y), (to_x, to_y) = middle(item), middle(box)
        self.push(item, to_x - x, to_y - y)

    def keep(self, photo: Locator, ms: int = KEPT_MS) -> None:
        photo.scroll_into_view_if_needed()
        self.touch("touchStart", middle(photo))
        self.page.wait_for_timeout(ms)
        self.touch("touchEnd")

    def push(self, place: Locator, dx: float, dy: float) -> None:
        place.scroll_into_view_if_needed()
        x, y = middle(place)
        self.touch("touchStart", (x, y))
        for part in (0.3, 0.6, 1.0):
            self.touch("touchMove", (x + dx * part, y + dy * part))
        self.touch("touchEnd")

    def spread(self, area: Locator, plus: Locator) -> None:
        area.scroll_into_view_if_needed()
        x, y = middle(area)
        self.touch("touchStart", (x - 30, y), (x + 30, y))
        for apart in (45, 60, 70):
            self.touch("touchMove", (x - apart, y), (x + apart, y))
        self.touch("touchEnd")

    def scroll(self, area: Locator) -> None:
        area.locator("[data-goal]").scroll_into_view_if_needed()


def play(page: Page, exercise: game.Definition, hand: Mouse) -> None:
    """Every round of a game, each target hit. Words that are typed wait for « J'ai fini »."""
    played = game.played(exercise)
    for rank, round in enumerate(played):
        stage: Page | Locator = page
        if len(played) > 1:
            stage = page.locator("[data-round]:visible")
            expect(stage).to_contain_text(f"Jeu {rank + 1} sur {len(played)}")
        if round.game in rounds.TYPED:
            type_all(page, stage, round)
        else:
            reach_all(page, stage, round, hand)
    if any(round.game in ("type", "correct") for round in played):
        page.locator("[data-done]").click()


def type_all(page: Page, stage: Any, round: Round) -> None:
    """Each word in its field; letters come one at a time, in the field that has the focus."""
    for place, word in enumerate(rounds.expected(round)):
        field = stage.locator("[data-line] input").nth(place)
        if round.game == "keys":
            field.focus()
            page.keyboard.type(word)
        else:
            field.fill(word)


def reach_all(page: Page, stage: Any, round: Round, hand: Mouse) -> None:
    for rank in range(rounds.offered(round)):
        reach(page, stage, round, rank, hand)
        pause(page)


def reach(page: Page, stage: Any, round: Round, rank: int, hand: Mouse) -> None:
    """Hit the target of this rank."""
    area = stage.locator("[data-area]")
    match round.game:
        case "hover":
            hand.uncover(stage.locator("[data-tile]").nth(rank))
        case "click" | "tap":
            expect(stage.locator("[data-tally]")).to_contain_text(f"{rank} sur")
            hand.press(stage.locator("[data-target]"))
        case "double_click":
            hand.open(stage.locator("[data-box]").nth(rank))
        case "right_click":
            hand.menu_of(stage.locator("[data-photo]"))
            hand.press(page.get_by_role("menuitem", name=round.choose, exact=True))
        case "drag":
            item = stage.locator(f"[data-item='{rank}']")
            hand.carry(item, stage.locator("[data-box]").first)
        case "scroll":
            hand.scroll(area)
            hand.press(area.locator("[data-goal]"))
        case "select":
            hand.select(stage.locator("[data-word]").nth(rank))
        case "long_press":
            hand.keep(stage.locator("[data-picture]").nth(rank).locator("[data-photo]"))
        case "swipe":
            hand.push(area, *TOWARDS[direction(stage)])
        case "pinch":
            hand.spread(area, stage.locator("[data-zoom='1']"))
        case unknown:
            raise AssertionError(f"no hand for {unknown}")


def direction(stage: Any) -> str:
    """Where the sentence on the screen says to push."""
    said = stage.locator("[data-say]").inner_text()
    words: Sequence[tuple[str, str]] = (("gauche", "left"), ("droite", "right"), ("haut", "up"))
    return next((towards for word, towards in words if word in said), "down")
