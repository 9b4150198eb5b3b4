"""The wall, and the desk from which it is filled; messages and questions."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Page, expect

from classroom import routes
from tests.conftest import Cast
from tests.learning import Work
from tests.scenes import Room, scene
from tests.scenes.staff import SESSION, ended


@scene("staff", SESSION + "/wall", "what the wall can show")
def wall_desk(room: Room) -> Page:
    return room.lead(f"{shown(room, 'three-clues', message='Encore 5 minutes.').dashboard}/wall")


@scene("staff", SESSION + "/wall", "the wall of a closed session, from the desk")
def old_wall_desk(room: Room) -> Page:
    return room.lead(f"{ended(room).dashboard}/wall")


def shown(room: Room, exercise: str = "", message: str = "", answer: str = "") -> Cast:
    """A session with all that a wall can show."""
    cast = room.cast()
    put = {
        "message": {"message": message},
        "wifi": {"wifi_name": "Mediatheque", "wifi_password": "livres-2026"},
        "show": {"exercise": exercise and f"scams/{exercise}", "answer": answer},
    }
    for action, data in put.items():
        assert cast.mediator.post(f"{cast.dashboard}/{action}", data=data).status_code == 303
    return cast


def wall(room: Room, exercise: str, message: str, answer: str) -> Page:
    return room.lead(wall_url(room, shown(room, exercise, message, answer)))


def wall_url(room: Room, cast: Cast) -> str:
    return f"/wall/{room.house.signer.wall_token(cast.session_id)}"


for state, given in {
    "the code": ("", "", ""),
    "a message": ("", "Finissez l'exercice en cours, puis regardez le tableau.", ""),
    "an exercise": ("three-clues", "", ""),
    "an answer": ("three-clues", "Encore 5 minutes.", "yes"),
}.items():
    scene("staff", routes.WALL, f"the wall, {state}")(
        partial(wall, exercise=given[0], message=given[1], answer=given[2])
    )


@scene("staff", routes.WALL, "the wall of a paused session")
def paused_wall(room: Room) -> Page:
    cast = shown(room)
    cast.mediator.post(f"{cast.dashboard}/pause")
    return room.lead(wall_url(room, cast))


@scene("staff", routes.WALL, "the wall of a closed session")
def old_wall(room: Room) -> Page:
    return room.lead(wall_url(room, ended(room)))


def written_to(room: Room, ref: str) -> Page:
    """Someone who has a message for all and one of their own."""
    cast = shown(room, message="Encore 5 minutes.")
    work = Work(cast, cast.fatima, ref)
    person = f"{cast.dashboard}/learners/{work.learner_id}"
    sent = cast.mediator.post(f"{person}/message", data={"message": "Bravo, continuez."})
    assert sent.status_code == 303
    page = room.visit(work.url if ref else cast.home, cast.fatima)
    expect(page.locator("#live-message, #live-own-message")).to_have_count(2)
    return page


scene("learner", "/s/{code}", "messages, on the path")(partial(written_to, ref=""))
scene("learner", routes.EXERCISE, "messages, on an exercise")(
    partial(written_to, ref="scams/three-clues")
)


def asked(room: Room) -> Cast:
    """Questions of a learner and of the mediator, one of them answered."""
    cast = room.cast()
    for text in ("Comment imprimer une photo ?", "Et si je perds mon téléphone ?"):
        asking = cast.fatima.post(f"{cast.home}/questions", data={"question": text})
        assert asking.status_code == 303
    url = f"{cast.dashboard}/questions"
    cast.mediator.post(url, data={"question": "Faut-il payer un antivirus ?"})
    first = room.house.rows("select min(id) from parked_question where session_id = ?",
                            cast.session_id)[0][0]  # fmt: skip
    assert cast.mediator.post(f"{url}/{first}", data={"fate": "answered"}).status_code == 303
    return cast


@scene("staff", SESSION + "/questions", "questions to come back to")
def questions(room: Room) -> Page:
    return room.lead(f"{asked(room).dashboard}/questions")


@scene("staff", SESSION + "/questions", "no question yet")
def no_question(room: Room) -> Page:
    return room.lead(f"{room.cast().dashboard}/questions")


@scene("learner", "/s/{code}", "questions kept for later")
def own_questions(room: Room) -> Page:
    cast = asked(room)
    page = room.visit(cast.home, cast.fatima)
    expect(page.locator(".own-questions li")).to_have_count(2)
    return page


@scene("staff", SESSION + "/colleagues", "links to share a session")
def links(room: Room) -> Page:
    cast = room.cast()
    for label, right in (("Mon téléphone", "act"), ("Inès", "read")):
        cast.mediator.post(f"{cast.dashboard}/colleagues", data={"label": label, "right": right})
    return room.lead(f"{cast.dashboard}/colleagues")


@scene("staff", SESSION + "/colleagues", "no link yet")
def no_link(room: Room) -> Page:
    return room.lead(f"{room.cast().dashboard}/colleagues")
