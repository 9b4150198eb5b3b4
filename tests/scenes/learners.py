"""The pages of learners, and what the mediator changes on them."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Page, expect

from classroom import routes
from tests.learning import Work
from tests.people import cut
from tests.scenes import Room, scene

EXERCISE, HOME = routes.EXERCISE, "/s/{code}"
CLUES = "scams/three-clues"
PICTURES = [f"picture{place}" for place in (1, 2, 3)]


@scene("learner", "/", "the first page")
def first(room: Room) -> Page:
    return room.visit("/")


@scene("learner", "/", "a wrong code")
def wrong_code(room: Room) -> Page:
    page = room.visit("/")
    page.get_by_label("Code de la séance").fill("000000")
    page.get_by_role("button", name="Entrer").click()
    expect(page.locator("#code-error")).to_be_visible()
    return page


@scene("learner", "/", "someone was here already")
def resumed(room: Room) -> Page:
    page = room.visit("/", room.newcomer(CLUES).client)
    expect(page.get_by_role("link", name="Reprendre ma place")).to_be_visible()
    return page


@scene("learner", "/j/{link_token}", "a link that is no more")
def old_link(room: Room) -> Page:
    page = room.visit("/j/unknown")
    expect(page.locator("#code-error")).to_be_visible()
    return page


@scene("learner", HOME, "the name")
def name(room: Room) -> Page:
    return room.visit(f"/s/{room.workshop.code}")


@scene("learner", HOME, "a name that cannot be")
def wrong_name(room: Room) -> Page:
    page = name(room)
    page.get_by_label("Votre prénom").fill("   ")
    page.get_by_role("button", name="Commencer").click()
    expect(page.locator("#name-error")).to_be_visible()
    return page


@scene("learner", HOME, "no seat is left")
def full(room: Room) -> Page:
    page = room.visit(f"/s/{room.cast(capacity='2').code}")
    page.get_by_label("Votre prénom").fill("Ana")
    page.get_by_role("button", name="Commencer").click()
    expect(page.locator("#name-error")).to_contain_text("places")
    return page


@scene("learner", HOME, "the session is over for newcomers")
def too_late(room: Room) -> Page:
    cast = room.cast()
    cast.mediator.post(f"{cast.dashboard}/close")
    return room.visit(cast.home)


@scene("learner", "/s/{code}/return", "the card to show")
def card_form(room: Room) -> Page:
    return room.visit(f"/s/{room.workshop.code}/return")


@scene("learner", "/s/{code}/return", "a card that is not found")
def wrong_card(room: Room) -> Page:
    page = card_form(room)
    page.get_by_label("Votre prénom").fill("Personne")
    for picture in PICTURES:
        page.locator(f'[name="{picture}"]').first.check()
    page.get_by_role("button", name="Retrouver ma place").click()
    expect(page.locator("#card-error")).to_be_visible()
    return page


@scene("learner", "/s/{code}/card", "one's own card")
def own_card(room: Room) -> Page:
    work = room.newcomer(CLUES)
    return room.visit(f"{work.cast.home}/card", work.client)


@scene("learner", HOME, "the path at first")
def path(room: Room) -> Page:
    work = room.newcomer(CLUES)
    return room.visit(work.cast.home, work.client)


@scene("learner", HOME, "the path with every state, and the menus open")
def path_under_way(room: Room) -> Page:
    work = room.newcomer(CLUES)
    for ref, act in (("scams/who-writes", "skip"), ("scams/fake-adviser", "hints")):
        Work(work.cast, work.client, ref).act(act)
    work.answered()
    work.client.post(f"{work.cast.home}/help", data={"exercise": "scams/gave-my-card"})
    page = room.visit(work.cast.home, work.client)
    states = ("Réussi", "À revoir", "En cours", "Aide demandée", "À faire")
    for state in states:
        expect(page.locator(".path-state").filter(has_text=state).first).to_be_visible()
    page.locator("#person summary").click()
    page.locator("#display summary").click()
    return page


@scene("learner", HOME, "all is done")
def finished(room: Room) -> Page:
    work = room.finisher()
    page = room.visit(work.cast.home, work.client)
    expect(page.get_by_text("Vous avez tout terminé")).to_be_visible()
    return page


def with_help(room: Room, on: str) -> Page:
    """A call from the path or from an exercise; then the mediator comes."""
    cast = room.cast(mediator_name="Karim")
    work = Work(cast, cast.fatima)
    cast.fatima.post(f"{cast.home}/help", data={"exercise": work.ref})
    if on == "coming":
        cast.mediator.post(f"{cast.dashboard}/learners/{work.learner_id}/visit")
    return room.visit(work.url, cast.fatima)


for on in ("asked", "coming"):
    scene("learner", EXERCISE, f"help, {on}")(partial(with_help, on=on))


def with_room(room: Room, action: str, path: str) -> Page:
    """What the mediator does to the room, or to this person."""
    cast = room.cast()
    work = Work(cast, cast.fatima)
    person = f"/learners/{work.learner_id}" if action == "remove" else ""
    if action == "lock":
        cast.mediator.post(f"{cast.dashboard}/lock")
        work = Work(cast, room.house.learner(cast.code, "Ana"))
    else:
        assert cast.mediator.post(f"{cast.dashboard}{person}/{action}").status_code == 303
    return room.visit(work.url if path == EXERCISE else cast.home, work.client)


for action in ("pause", "lock", "close"):
    for route in (HOME, EXERCISE):
        where = "on the path" if route == HOME else "on an exercise"
        play = partial(with_room, action=action, path=route)
        scene("learner", route, f"after « {action} », {where}")(play)
scene("learner", HOME, "removed")(partial(with_room, action="remove", path=HOME))


@scene("learner", EXERCISE, "an answer that is not complete")
def incomplete(room: Room) -> Page:
    work = room.newcomer(CLUES)
    page = room.visit(work.url, work.client)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#notice .refused")).to_be_visible()
    return page


@scene("learner", EXERCISE, "an answer kept on the device")
def kept(room: Room) -> Page:
    work = room.newcomer("passwords/strongest")
    page = room.visit(work.url, work.client)
    cut(page)
    page.locator("#answer input[type=radio]").first.check()
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#answer [data-kept]")).to_be_visible()
    return page


@scene("learner", "/unknown", "a page that is not")
def nowhere(room: Room) -> Page:
    return room.visit("/unknown")


@scene("learner", "/join", "a page that only takes forms")
def only_forms(room: Room) -> Page:
    return room.visit("/join")
