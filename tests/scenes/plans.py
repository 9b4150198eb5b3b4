"""Plans: the list, one page, the editor, exercises to choose."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from classroom import routes
from tests.scenes import Room, scene

PLANS = "/staff/plans"


def plan(room: Room) -> str:
    """A plan of one's own, copied from a ready-made one."""
    made = room.mediator.post(f"{PLANS}/scams/copy", data={"title": "Les arnaques du mardi"})
    return made.headers["location"].removesuffix("/edit")


@scene("staff", PLANS, "nothing but ready-made plans")
def ready_plans(room: Room) -> Page:
    return room.lead(PLANS, room.colleague())


@scene("staff", PLANS, "own plans, and one put away")
def own_plans(room: Room) -> Page:
    for _ in range(2):
        url = plan(room)
    room.mediator.post(f"{url}/archive")
    page = room.lead(PLANS)
    page.locator("details.disclosure").first.locator("summary").click()
    return page


@scene("staff", PLANS, "a file with an exercise that is unknown here")
def unknown_exercises(room: Room) -> Page:
    page = room.lead(PLANS)
    step = {"title": "E", "minutes": 5, "exercises": ["other/gone"]}
    content = json.dumps({"classroom_plan": 1, "title": "Reçue", "steps": [step]}).encode()
    chosen = {"name": "trame.json", "mimeType": "application/json", "buffer": content}
    page.locator("#file").set_input_files(chosen)  # type: ignore[arg-type]
    page.get_by_role("button", name="Importer", exact=True).click()
    expect(page.get_by_text("Rien n'a encore été importé")).to_be_visible()
    return page


@scene("staff", PLANS + "/{plan}", "a ready-made plan, shortened")
def short_plan(room: Room) -> Page:
    return room.lead(f"{PLANS}/scams?minutes=60")


@scene("staff", PLANS + "/{plan}", "a plan of one's own")
def own_plan(room: Room) -> Page:
    return room.lead(plan(room))


@scene("staff", routes.OWN_PLAN + "/edit", "the editor, with a mistake")
def edited(room: Room) -> Page:
    page = room.lead(plan(room) + "/edit")
    page.locator("#minutes-1").fill("0")
    page.get_by_role("button", name="Enregistrer").last.click()
    expect(page.locator("#minutes-1-error")).to_be_visible()
    return page


@scene("staff", routes.OWN_PLAN + "/edit", "the editor, after someone else's change")
def overtaken(room: Room) -> Page:
    page = room.lead(plan(room) + "/edit")
    page.locator('[name="version"]').evaluate("(field) => { field.value = '2026-11-26' }")
    page.get_by_role("button", name="Enregistrer").last.click()
    expect(page.get_by_text("modifiée ailleurs")).to_be_visible()
    return page


@scene("staff", routes.OWN_PLAN + "/steps/{number:int}/exercises", "exercises to choose")
def choosing(room: Room) -> Page:
    return room.lead(plan(room) + "/steps/2/exercises?module=scams")
