"""What is kept and what goes: the pages of those who erase, and those that everybody can read."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Page, expect

from classroom import routes
from tests.learning import Work
from tests.scenes import Room, scene
from tests.scenes.staff import HISTORY, busy, ended

PRIVACY = "/staff/privacy"
FILLED = {
    "controller": "Médiathèque de Saint-Denis",
    "contact": "donnees@mediatheque.example",
    "officer": "Le délégué de la commune",
    "place": "sur l'ordinateur de la personne qui anime",
    "accessibility": "Un audit est prévu au printemps.\nDeux pages ont été relues.",
}


def page_of(room: Room, path: str, *, filled: bool) -> Page:
    kept = FILLED if filled else {}
    assert room.mediator.post(PRIVACY, data=kept).status_code == 303
    return room.visit(path)


for path in ("/privacy", "/accessibility"):
    for filled in (False, True):
        name = f"{path}, {'filled in' if filled else 'as it comes'}"
        scene("learner", path, name)(partial(page_of, path=path, filled=filled))


@scene("learner", "/s/{code}/erase", "one's own traces, before they go")
def mine(room: Room) -> Page:
    work = room.newcomer("scams/three-clues")
    return room.visit(f"/s/{work.cast.code}/erase", work.client)


@scene("learner", "/erased", "one's own traces are gone")
def gone(room: Room) -> Page:
    page = mine(room)
    page.get_by_role("button", name="Effacer mes traces").click()
    expect(page.get_by_role("heading", name="Vos traces sont effacées")).to_be_visible()
    return page


@scene("learner", "/s/{code}", "the name, for a device whose seat was erased")
def new_name(room: Room) -> Page:
    work = room.newcomer("scams/three-clues")
    url = f"{work.cast.dashboard}/learners/{work.learner_id}/erase"
    assert room.mediator.post(url).status_code == 303
    page = room.visit(work.url, work.client)
    expect(page.get_by_text("Votre place a été effacée")).to_be_visible()
    return page


@scene("staff", routes.PERSON + "/erase", "one person, before they go")
def person(room: Room) -> Page:
    cast = busy(room)
    found = room.house.rows("select min(id) from learner where session_id = ?", cast.session_id)
    return room.lead(f"{cast.dashboard}/learners/{found[0][0]}/erase")


@scene("staff", HISTORY + "/{id:int}/erase", "a session, before its people go")
def session(room: Room) -> Page:
    return room.lead(f"{HISTORY}/{ended(room).session_id}/erase")


@scene("staff", HISTORY + "/{id:int}/erase", "a session that is still open")
def open_session(room: Room) -> Page:
    return room.lead(f"{HISTORY}/{busy(room).session_id}/erase")


def erased(room: Room) -> str:
    cast = room.cast()
    Work(cast, cast.fatima).answer()
    for path in (f"{cast.dashboard}/close", f"{HISTORY}/{cast.session_id}/erase"):
        assert cast.mediator.post(path).status_code == 303
    return f"{HISTORY}/{cast.session_id}"


@scene("staff", HISTORY + "/{id:int}", "a session whose people are erased")
def old_session(room: Room) -> Page:
    page = room.lead(erased(room))
    expect(page.get_by_text("ont été effacées le")).to_be_visible()
    return page


@scene("staff", HISTORY + "/{id:int}/erase", "a session that is erased already")
def erased_session(room: Room) -> Page:
    return room.lead(erased(room) + "/erase")


@scene("staff", PRIVACY, "nothing to erase yet")
def empty(room: Room) -> Page:
    return room.lead(PRIVACY, room.colleague())


@scene("staff", PRIVACY, "what is due, receipts, and a statement that cannot be")
def full(room: Room) -> Page:
    erased(room)
    busy(room)
    ended(room)
    page = room.lead(PRIVACY)
    expect(page.locator("#receipts tbody tr").first).to_be_visible()
    page.locator("#controller").fill("\u202e")
    page.locator("#accessibility").fill("x" * 2001)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".error")).to_have_count(2)
    return page
