"""An exercise of every shape: before, after an error, with its solution, done."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Page, expect

from classroom import routes
from tests.learning import Work
from tests.scenes import Room, scene

SHAPES = {
    "lesson": "passwords/example",
    "one choice": "passwords/strongest",
    "several choices": "scams/three-clues",
    "questions": "passwords/sms-code",
    "a word": "search/call-town-hall",
    "gaps": "passwords/invent",
    "lines": "passwords/forgotten",
    "pairs": "scams/whom-to-tell",
    "boxes": "search/who-speaks",
    "cards": "scams/who-writes",
    "a place": "scams/sender-address",
    "places": "search/browser-window",
    "passages": "scams/clues-in-a-mail",
    "cards to turn": "scams/words",
    "survey": "scams/confidence",
    "mailbox": "scams/josette-inbox",
    "telephone": "scams/parcel-sms",
    "a password": "passwords/invent-password",
    "hover": "mouse/hidden-picture",
    "click": "mouse/balloons",
    "double click": "mouse/open-boxes",
    "drag": "mouse/shopping",
    "scroll": "mouse/to-the-end",
    "right click": "mouse/hidden-menu",
    "letters": "keyboard/one-letter",
    "words": "keyboard/accents",
    "repair": "keyboard/repair",
}
UNGRADED = ("lesson", "cards to turn", "survey")
FOR_REAL = "procedures/for-real"


def before(work: Work) -> None:
    """As it is opened."""


def missed(work: Work) -> None:
    """An error, and a hint that was asked for."""
    work.answered(right=False)
    work.act("hints")


def shown(work: Work) -> None:
    """Errors until the answer is shown."""
    work.until('id="solution"', right=False)


def done(work: Work) -> None:
    """Right to the end."""
    work.until("Refaire")


def play(room: Room, ref: str, state: str) -> Page:
    work = room.newcomer(ref)
    STATES[state](work)
    page = room.visit(work.url + ("" if state == "before" else "?answered=1"), work.client)
    expect(page.locator("#solution")).to_have_count(int(state == "solution"))
    expect(page.locator("#feedback")).to_have_count(int(state != "before"))
    expect(page.locator("#hints")).to_have_count(int(state in ("error", "solution")))
    return page


STATES = {"before": before, "error": missed, "solution": shown, "success": done}
for shape, ref in SHAPES.items():
    for state in STATES:
        if shape not in UNGRADED or state in ("before", "success"):
            scene("learner", routes.EXERCISE, f"{shape}, {state}")(
                partial(play, ref=ref, state=state)
            )


def for_real(room: Room, state: str) -> Page:
    """Done for real: the person says so, then the mediator ticks what she saw."""
    work = room.newcomer(FOR_REAL)
    if state != "before":
        assert work.answer().status_code == 303
    if state == "seen":
        seen = {"submission": "seen-0001", "exercise": work.ref, "criterion": ["0", "1"]}
        person = f"{work.cast.dashboard}/learners/{work.learner_id}"
        assert work.cast.mediator.post(f"{person}/seen", data=seen).status_code == 303
    page = room.visit(work.url, work.client)
    expect(page.locator("#ready")).to_have_count(int(state == "ready"))
    expect(page.locator("#feedback")).to_have_count(int(state == "seen"))
    return page


def to_look_at(room: Room) -> Page:
    """The mediator, in front of someone who has done it."""
    work = room.newcomer(FOR_REAL)
    assert work.answer().status_code == 303
    page = room.lead(f"{work.cast.dashboard}/learners/{work.learner_id}", work.cast.mediator)
    expect(page.locator("#seen")).to_be_visible()
    return page


for state in ("before", "ready", "seen"):
    scene("learner", routes.EXERCISE, f"done for real, {state}")(partial(for_real, state=state))
scene("staff", routes.PERSON, "what is done for real, to look at")(to_look_at)
