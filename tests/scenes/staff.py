"""The pages of the mediator: an empty house, a full room, the day after."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, partial

from playwright.sync_api import Page, expect

from classroom import routes
from tests.conftest import Cast
from tests.learning import Work
from tests.people import LIVE_MS, cut
from tests.scenes import Room, scene

SESSION, PERSON = routes.SESSION, routes.PERSON
HOME, NEW = "/staff", "/staff/sessions/new"
HISTORY, LIBRARY = "/staff/history", "/staff/library"
LONG = "Wilhelmine Anne-Sophie D"


@scene("staff", "/", "the address without a path")
def root(room: Room) -> Page:
    page = room.lead("/")
    assert page.url.endswith(HOME)
    return page


@scene("staff", HOME, "nothing was done yet")
def empty_home(room: Room) -> Page:
    page = room.lead(HOME, room.colleague())
    expect(page.get_by_text("Votre première séance")).to_be_visible()
    return page


@scene("staff", HOME, "sessions live and past")
def full_home(room: Room) -> Page:
    busy(room)
    ended(room)
    page = room.lead(HOME)
    expect(page.locator("#live-title, #past-title")).to_have_count(2)
    return page


@scene("staff", HOME, "who is not signed in")
def stranger(room: Room) -> Page:
    page = room.lead(HOME)
    page.context.clear_cookies()
    page.reload()
    expect(page.get_by_text("réservée à la personne qui anime")).to_be_visible()
    return page


@scene("staff", "/staff/unknown", "a page that is not")
def nowhere(room: Room) -> Page:
    return room.lead("/staff/unknown")


@scene("staff", NEW, "a new session")
def new(room: Room) -> Page:
    page = room.lead(NEW)
    page.locator("main summary").first.click()
    return page


def refused(room: Room, error: str) -> Page:
    """The form again, with what is wrong."""
    page = new(room)
    if error == "nothing_chosen":
        page.get_by_label("Je choisis les modules").check()
    elif error == "bad_capacity":
        page.get_by_label("Nombre de places").fill("0")
    else:
        page.get_by_label("Votre prénom").fill("\u202e")
    page.get_by_role("button", name="Ouvrir la séance").click()
    expect(page.locator(".error")).to_be_visible()
    return page


for error in ("nothing_chosen", "bad_capacity", "invalid_name"):
    scene("staff", NEW, f"a new session, {error}")(partial(refused, error=error))


@cache
def busy(room: Room) -> Cast:
    """A room with people in every state, some who wait and one who was removed."""
    cast = room.cast(mediator_name="Karim", title="Reconnaître un message louche, mardi matin")
    house, people = room.house, {"Moussa": Work(cast, cast.moussa)}
    for name in ("Late", "Stuck", LONG, "Visited", "Watch", "Lost", "Working", "Gone"):
        people[name] = Work(cast, house.learner(cast.code, name, "12"))
    act(cast, "remove", people["Gone"])
    for ref in room.refs():
        Work(cast, cast.fatima, ref).until("Refaire")
    house.clock.advance(seconds=200)
    house.learner(cast.code, "Idle")
    act(cast, "lock")
    for name in ("Ana", "Bo"):
        house.learner(cast.code, name)
    for name, errors in (("Stuck", 3), ("Watch", 2), ("Moussa", 3), ("Visited", 1)):
        for _ in range(errors):
            people[name].answer(right=False)
    people["Working"].answer()
    people["Lost"].answer()
    with people["Lost"].client.stream("GET", f"{cast.home}/events") as stream:
        assert stream.status_code == 200
    for name in (LONG, "Visited"):
        people[name].client.post(f"{cast.home}/help", data={"exercise": people[name].ref})
    act(cast, "visit", people["Visited"])
    house.clock.advance(seconds=60)
    return cast


def act(cast: Cast, action: str, work: Work | None = None) -> None:
    person = f"/learners/{work.learner_id}" if work else ""
    assert cast.mediator.post(f"{cast.dashboard}{person}/{action}").status_code == 303


@cache
def ended(room: Room) -> Cast:
    cast = room.cast()
    Work(cast, cast.fatima).answer()
    Work(cast, cast.moussa).answer(right=False)
    act(cast, "close")
    return cast


def follow(room: Room, cast: Cast, view: str = "tiles") -> Page:
    """The dashboard, live."""
    page = room.lead(f"{cast.dashboard}?view={view}", cast.mediator)
    expect(page.locator("[data-freshness]")).to_have_text("En direct", timeout=LIVE_MS)
    return page


def dashboard(room: Room, view: str) -> Page:
    """Everyone in every state, all that opens open."""
    page = follow(room, busy(room), view)
    for state in ("call", "stuck", "watch", "working", "done", "offline", "idle"):
        line = ".tile" if view == "tiles" else "tr"
        expect(page.locator(f"#{view} {line}[data-state='{state}']").first).to_be_visible()
    expect(page.locator("#waiting li")).to_have_count(2)
    page.locator("#removed-list summary").click()
    return page


for view in ("tiles", "matrix"):
    scene("staff", SESSION, f"the dashboard, {view}")(partial(dashboard, view=view))


@scene("staff", SESSION, "the dashboard, several stuck on one exercise")
def crowd(room: Room) -> Page:
    cast = room.cast()
    for client in (cast.fatima, cast.moussa, room.house.learner(cast.code, "Yvette")):
        for _ in range(3):
            Work(cast, client).answered(right=False)
    room.house.clock.advance(seconds=30)
    page = follow(room, cast)
    expect(page.locator("#attention")).to_contain_text("3 personnes butent")
    return page


@scene("staff", SESSION, "the dashboard of an empty room")
def nobody(room: Room) -> Page:
    mediator, session_id, _ = room.house.open_session()
    page = room.lead(f"/staff/sessions/{session_id}", mediator)
    expect(page.locator(".nobody .joining-code")).to_be_visible()
    return page


@scene("staff", SESSION, "the dashboard, paused and locked, about to end")
def paused(room: Room) -> Page:
    cast = room.cast()
    act(cast, "pause")
    act(cast, "lock")
    page = follow(room, cast)
    expect(page.locator(".strip-note")).to_have_count(2)
    page.locator("#more > summary").click()
    page.locator("#ending summary").click()
    return page


@scene("staff", SESSION, "the dashboard once closed")
def closed(room: Room) -> Page:
    return room.lead(ended(room).dashboard)


@scene("staff", SESSION, "the dashboard without its server")
def lost(room: Room) -> Page:
    page = follow(room, room.cast())
    cut(page)
    return page


def person(room: Room, name: str) -> Page:
    """One of the busy room."""
    cast = busy(room)
    found = room.house.rows(
        "select id from learner where session_id = ? and name = ?", cast.session_id, name
    )
    return room.lead(f"{cast.dashboard}/learners/{found[0][0]}")


for name in ("Fatima", "Stuck", "Visited", "Lost", "Gone", "Ana"):
    scene("staff", PERSON, f"one person, {name}")(partial(person, name=name))


@scene("staff", PERSON, "one person, a name that cannot be")
def wrong_rename(room: Room) -> Page:
    page = person(room, "Stuck")
    page.locator("#rename #name").fill("\u202e")
    page.locator("#rename button").click()
    expect(page.locator("#rename-error")).to_be_visible()
    return page


def last_answer(room: Room, ref: str) -> Page:
    """What a person has under the eyes, of another kind."""
    work = room.newcomer(ref)
    work.answer(right=False)
    page = room.lead(f"{work.cast.dashboard}/learners/{work.learner_id}")
    expect(page.locator("#last-title")).to_be_visible()
    return page


@scene("staff", PERSON, "someone in a fake application")
def in_a_mailbox(room: Room) -> Page:
    work = room.newcomer("scams/josette-inbox")
    for _ in range(3):
        work.answered()
    page = room.lead(f"{work.cast.dashboard}/learners/{work.learner_id}")
    expect(page.locator(".replay li")).to_have_count(3)
    return page


for ref in (
    *("passwords/invent", "passwords/forgotten", "scams/whom-to-tell", "search/who-speaks"),
    *("scams/sender-address", "scams/clues-in-a-mail"),
):
    scene("staff", PERSON, f"one person, last answer to {ref}")(partial(last_answer, ref=ref))


@scene("staff", HISTORY, "no past yet")
def no_past(room: Room) -> Page:
    return room.lead(HISTORY, room.colleague())


@scene("staff", HISTORY, "past sessions")
def past(room: Room) -> Page:
    ended(room)
    page = room.lead(HISTORY)
    expect(page.locator("tbody tr").first).to_be_visible()
    return page


@scene("staff", HISTORY + "/{id:int}", "one past session")
def past_session(room: Room) -> Page:
    return room.lead(f"{HISTORY}/{ended(room).session_id}")


@scene("staff", HISTORY + "/{id:int}", "the account of a session still open")
def open_session(room: Room) -> Page:
    return room.lead(f"{HISTORY}/{busy(room).session_id}")


def report(room: Room, cast: Cast) -> Page:
    return room.lead(f"{cast.dashboard}/report", cast.mediator)


@scene("staff", SESSION + "/report", "a report before it is kept, all that opens open")
def new_report(room: Room) -> Page:
    page = report(room, busy(room))
    for summary in page.locator(".report summary").all():
        summary.click()
    return page


@scene("staff", SESSION + "/report", "a report of a room where nobody came")
def empty_report(room: Room) -> Page:
    mediator, session_id, _ = room.house.open_session()
    page = room.lead(f"/staff/sessions/{session_id}/report", mediator)
    expect(page.locator("#total")).to_have_value("")
    return page


@scene("staff", SESSION + "/report", "a report with everything wrong")
def wrong_report(room: Room) -> Page:
    page = report(room, ended(room))
    for summary in page.locator(".report summary").all():
        summary.click()
    for field, typed in (
        *(("total", "2"), ("dejaAccompagne", "3"), ("genreFeminin", "3"), ("genreMasculin", "x")),
        *(("trancheAgeSoixanteDixPlus", "9"), ("title", "\u202e"), ("date", ""), ("minutes", "")),
    ):
        page.locator(f"#{field}").fill(typed)
    for box in page.locator("#themes input:checked").all():
        box.uncheck()
    page.get_by_role("button", name="Enregistrer le compte rendu").click()
    expect(page.locator(".report .error")).to_have_count(8)
    return page


@scene("staff", SESSION + "/report", "a report, kept")
def ready_report(room: Room) -> Page:
    page = report(room, ended(room))
    if not page.locator("#ready").count():
        page.get_by_role("button", name="Enregistrer le compte rendu").click()
    expect(page.get_by_role("link", name="Ouvrir dans La Coop")).to_be_visible()
    expect(page.get_by_role("button", name="Copier").first).to_be_visible()
    return page


@scene("staff", LIBRARY, "the library")
def library(room: Room) -> Page:
    return room.lead(LIBRARY)


@scene("staff", LIBRARY + "/{module}", "a module")
def module(room: Room) -> Page:
    return room.lead(f"{LIBRARY}/scams")


def preview(room: Room, ref: str) -> Page:
    module, _, exercise = ref.partition("/")
    page = room.lead(f"{LIBRARY}/{module}/exercises/{exercise}")
    expect(page.locator("#seen-title")).to_be_visible()
    return page


for shape, ref in (
    ("a lesson", "scams/example"),
    ("a series", "scams/fake-adviser"),
    ("gaps", "passwords/invent"),
    ("pairs", "scams/whom-to-tell"),
):
    scene("staff", LIBRARY + "/{module}/exercises/{exercise}", f"{shape}, before a session")(
        partial(preview, ref=ref)
    )


@scene("staff", LIBRARY + "/{module}/sheet", "the sheet of a module")
def sheet(room: Room) -> Page:
    return room.lead(f"{LIBRARY}/scams/sheet")


@scene("staff", routes.STYLEGUIDE.path, "the style guide")
def styleguide(room: Room) -> Page:
    return room.lead("/styleguide")


@scene("staff", SESSION + "/changes", "an activity for the room, and what was changed")
def changed(room: Room) -> Page:
    cast = busy(room)
    for act_, ref in (("now", "mail/well-written"), ("leave_out", room.refs()[0])):
        person = room.house.rows(
            "select id from learner where session_id = ? order by id", cast.session_id
        )[0][0]
        cast.mediator.post(
            f"{cast.dashboard}/learners/{person}/changes", data={"exercise": ref, "act": act_}
        )
    return room.lead(f"{cast.dashboard}/changes", cast.mediator)


@scene("staff", SESSION + "/arrivals", "those who came, to take some out")
def arrivals(room: Room) -> Page:
    cast = busy(room)
    return room.lead(f"{cast.dashboard}/arrivals", cast.mediator)


@scene("staff", SESSION + "/pace", "when to signal, with what cannot be")
def pace(room: Room) -> Page:
    cast = busy(room)
    page = room.lead(f"{cast.dashboard}/pace", cast.mediator)
    page.locator("#wrong_run_stuck").fill("1")
    page.locator("#idle_watch_s").fill("mille")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".error")).to_have_count(3)
    return page


@scene("staff", SESSION, "the plan of the room, someone being placed")
def room_plan(room: Room) -> Page:
    cast = busy(room)
    found = room.house.rows(
        "select id from learner where session_id = ? order by id limit 3", cast.session_id
    )
    for place, (learner_id,) in enumerate(found):
        spot = {"x": str(place), "y": "1"}
        cast.mediator.post(f"{cast.dashboard}/learners/{learner_id}/place", data=spot)
    return room.lead(f"{cast.dashboard}?view=plan&place={found[0][0]}", cast.mediator)


def prepared(room: Room, day: int = 3, **fields: str) -> int:
    """A session for a day to come."""
    when = (room.house.clock() + timedelta(days=day)).astimezone()
    said = {"day": when.date().isoformat(), "hour": "14:00", "place": "Médiathèque de Belleville"}
    said |= {"partner": "CCAS", "public": "Débutants", "expected": "12"}
    return room.house.open_session(**{**said, **fields})[1]


@scene("staff", SESSION + "/details", "a session to come")
def to_come(room: Room) -> Page:
    return room.lead(f"/staff/sessions/{prepared(room)}/details")


@scene("staff", SESSION + "/details", "a session to come, with everything wrong")
def to_come_wrong(room: Room) -> Page:
    page = room.lead(f"/staff/sessions/{prepared(room)}/details")
    page.locator("#day").fill("2020-01-01")
    page.locator("#expected").fill("trop")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Ce moment est déjà passé")).to_be_visible()
    return page


@scene("staff", SESSION + "/details", "a session that was given up")
def given_up(room: Room) -> Page:
    session_id = prepared(room)
    room.mediator.post(f"/staff/sessions/{session_id}/cancel")
    return room.lead(f"/staff/sessions/{session_id}/details")


@scene("staff", HOME, "sessions to come")
def agenda(room: Room) -> Page:
    prepared(room)
    page = room.lead(HOME)
    expect(page.locator("#planned-title")).to_be_visible()
    return page


@scene("staff", SESSION + "/report", "what the session changed of its plan")
def changed_plan(room: Room) -> Page:
    cast = room.cast()
    put = {"exercise": "mail/well-written", "act": "now", "whom": "all"}
    cast.mediator.post(f"{cast.dashboard}/changes", data=put)
    cast.mediator.post(f"{cast.dashboard}/close")
    page = room.lead(f"{cast.dashboard}/report", cast.mediator)
    expect(page.locator("#amended")).to_be_visible()
    return page


@scene("staff", SESSION, "a large room, zone by zone")
def zones(room: Room) -> Page:
    mediator, session_id, code = room.house.open_session()
    for n in range(31):
        room.house.learner(code, f"Élève {n + 1}", f"{'AB'[n % 2]}{n + 1}")
    return room.lead(f"/staff/sessions/{session_id}?view=tiles", mediator)


@scene("staff", SESSION, "where a large room is")
def funnel(room: Room) -> Page:
    return follow(room, busy(room), "funnel")


@scene("staff", HISTORY + "/synthesis", "too little to add up")
def little(room: Room) -> Page:
    return room.lead(f"{HISTORY}/synthesis", room.colleague())


def of_a_month(room: Room) -> None:
    """Two sessions of six people, counted."""
    for place in ("Mairie", "Médiathèque"):
        said = {"place": place, "partner": "CCAS", "public": "Débutants"}
        mediator, session_id, code = room.house.open_session(**said)
        for n in range(6):
            room.house.learner(code, f"Élève {n}").post(f"/s/{code}/help")
        mediator.post(f"/staff/sessions/{session_id}/close")


@scene("staff", HISTORY + "/synthesis", "sessions added up")
def added_up(room: Room) -> Page:
    of_a_month(room)
    page = room.lead(f"{HISTORY}/synthesis?partner=CCAS")
    expect(page.locator(".bars").first).to_be_visible()
    return page


@scene("staff", HISTORY, "filtered, with a filter that makes no sense")
def filtered(room: Room) -> Page:
    of_a_month(room)
    page = room.lead(f"{HISTORY}?place=Mairie&since=demain&status=all")
    expect(page.get_by_text("n'a pas été utilisé")).to_be_visible()
    return page


@scene("staff", HISTORY, "filters that leave nothing")
def nothing_left(room: Room) -> Page:
    return room.lead(f"{HISTORY}?word=introuvable")
