"""What is printed: sheets, the list to sign, cards, and whom to turn to."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Page

from classroom import routes
from tests.learning import Work
from tests.scenes import Room, scene

HANDOUTS = routes.SESSION + "/handouts"


def shown(room: Room, kind: str) -> Page:
    cast = room.cast()
    Work(cast, cast.fatima).answer()
    room.mediator.post(
        "/staff/orientations", data={"label": "France services", "details": "Mairie, le mardi"}
    )
    to = room.house.rows("select max(id) from orientation")[0][0]
    return room.lead(f"{cast.dashboard}/handouts{kind}?to={to}", cast.mediator)


@scene("staff", HANDOUTS, "what there is to print")
def index(room: Room) -> Page:
    return shown(room, "")


for kind in ("sheets", "attendance", "cards"):
    scene("staff", HANDOUTS + "/{kind}", f"to print: {kind}")(partial(shown, kind=f"/{kind}"))


@scene("learner", "/s/{code}/sheet", "my own sheet")
def own(room: Room) -> Page:
    cast = room.cast()
    Work(cast, cast.fatima).answer()
    return room.visit(f"{cast.home}/sheet", cast.fatima)


@scene("staff", "/staff/orientations", "whom to turn to, with a mistake")
def orientations(room: Room) -> Page:
    shown(room, "")
    page = room.lead("/staff/orientations")
    page.locator("#label").fill("\u202e")
    page.get_by_role("button", name="Ajouter").click()
    return page
