"""Series: several sessions with the same group, as the mediator and as a learner see them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.scenes import Room, scene

SERIES = "/staff/series/{id:int}"


def begun(room: Room) -> tuple[int, str]:
    """A series with a session that is over and one that runs; its id and the code of the latter."""
    room.mediator.post("/staff/series", data={"title": "Les mardis de Belleville"})
    series_id = room.house.rows("select max(id) from series")[0][0]
    client, first, code = room.house.open_session("passwords", series=str(series_id))
    room.named += 1
    fatima = room.house.learner(code, f"Fatima {room.named}")
    client.post(f"/staff/sessions/{first}/questions", data={"question": "Comment imprimer ?"})
    asked = room.house.rows("select max(id) from parked_question")[0][0]
    client.post(f"/staff/sessions/{first}/questions/{asked}", data={"fate": "next_time"})
    client.post(f"/staff/sessions/{first}/close")
    _, second, code = room.house.open_session("scams", series=str(series_id))
    room.last = fatima, second  # type: ignore[attr-defined]
    return series_id, code


@scene("staff", "/staff/series", "no series yet")
def none_yet(room: Room) -> Page:
    return room.lead("/staff/series", room.colleague())


@scene("staff", "/staff/series", "series, and one put away")
def several(room: Room) -> Page:
    series_id, _ = begun(room)
    room.mediator.post(f"/staff/series/{series_id}/archive")
    begun(room)
    page = room.lead("/staff/series")
    page.locator("main summary").click()
    return page


@scene("staff", SERIES, "one series")
def one(room: Room) -> Page:
    series_id, _ = begun(room)
    return room.lead(f"/staff/series/{series_id}")


@scene("staff", "/staff/sessions/{id:int}/questions", "a question of an earlier session")
def earlier(room: Room) -> Page:
    begun(room)
    page = room.lead(f"/staff/sessions/{room.last[1]}/questions")  # type: ignore[attr-defined]
    expect(page.locator("#earlier-title")).to_be_visible()
    return page


@scene("learner", "/s/{code}", "someone of an earlier session of the series")
def known(room: Room) -> Page:
    _, code = begun(room)
    page = room.visit(f"/s/{code}", room.last[0])  # type: ignore[attr-defined]
    expect(page.get_by_text("C'est vous")).to_be_visible()
    return page
