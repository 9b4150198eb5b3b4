"""Who may do what: every route with every role, in one table.

Each cell is the status a role gets. A route that is not in the table fails the
test, so nobody adds a page without saying who may see it.
"""

from __future__ import annotations

import re

import httpx2
import pytest

from classroom import routes
from tests.conftest import Cast

ROLES = ("nobody", "learner", "foreign_learner", "mediator", "foreign_mediator")

# Learner routes are asked on the learners' listener, staff routes on the staff listener.
# A post is sent with a fresh submission and no answer.
LEARNER_ROUTES: dict[tuple[str, str], dict[str, int]] = {
    ("GET", "/"): {"nobody": 200, "learner": 200, "foreign_learner": 200},
    ("POST", "/join"): {"nobody": 422, "learner": 422, "foreign_learner": 422},
    ("GET", "/j/{link_token}"): {"nobody": 422, "learner": 422, "foreign_learner": 422},
    ("GET", "/s/{code}"): {"nobody": 200, "learner": 200, "foreign_learner": 200},
    ("POST", "/s/{code}/learners"): {"nobody": 422, "learner": 303, "foreign_learner": 422},
    ("GET", "/s/{code}/return"): {"nobody": 200, "learner": 200, "foreign_learner": 200},
    ("POST", "/s/{code}/return"): {"nobody": 422, "learner": 422, "foreign_learner": 422},
    ("POST", "/s/{code}/follow"): {"nobody": 401, "learner": 303, "foreign_learner": 401},
    ("POST", "/s/{code}/come-back"): {"nobody": 401, "learner": 303, "foreign_learner": 401},
    ("GET", "/s/{code}/sheet"): {"nobody": 303, "learner": 200, "foreign_learner": 303},
    ("GET", "/s/{code}/card"): {"nobody": 303, "learner": 200, "foreign_learner": 303},
    ("POST", "/s/{code}/help"): {"nobody": 401, "learner": 303, "foreign_learner": 401},
    ("POST", "/s/{code}/help/cancel"): {"nobody": 401, "learner": 303, "foreign_learner": 401},
    ("POST", "/s/{code}/device"): {"nobody": 401, "learner": 422, "foreign_learner": 401},
    ("POST", "/s/{code}/questions"): {"nobody": 401, "learner": 422, "foreign_learner": 401},
    ("POST", "/s/{code}/message/read"): {"nobody": 401, "learner": 303, "foreign_learner": 401},
    ("POST", "/s/{code}/presence"): {"nobody": 401, "learner": 204, "foreign_learner": 401},
    ("GET", "/s/{code}/events"): {"nobody": 401, "learner": 200, "foreign_learner": 401},
    ("GET", "/s/{code}/onward/{module}/{exercise}"): {
        "nobody": 303,
        "learner": 303,
        "foreign_learner": 303,
    },
    ("GET", routes.EXERCISE): {"nobody": 303, "learner": 200, "foreign_learner": 303},
    ("POST", routes.EXERCISE + "/attempts"): {
        "nobody": 401,
        "learner": 422,
        "foreign_learner": 401,
    },
    ("POST", routes.EXERCISE + "/hints"): {"nobody": 401, "learner": 303, "foreign_learner": 401},
    ("POST", routes.EXERCISE + "/redo"): {"nobody": 401, "learner": 303, "foreign_learner": 401},
    ("POST", routes.EXERCISE + "/continue"): {
        "nobody": 401,
        "learner": 303,
        "foreign_learner": 401,
    },
    ("POST", routes.EXERCISE + "/skip"): {"nobody": 401, "learner": 303, "foreign_learner": 401},
    ("GET", "/s/{code}/erase"): {"nobody": 303, "learner": 200, "foreign_learner": 303},
    ("GET", "/erased"): {"nobody": 200, "learner": 200, "foreign_learner": 200},
    ("POST", "/s/{code}/erase"): {"nobody": 401, "learner": 303, "foreign_learner": 401},
    ("POST", "/s/{code}/leave"): {"nobody": 303, "learner": 303, "foreign_learner": 303},
}

MINE = {"nobody": 401, "learner": 401, "foreign_learner": 401}
ANY_STAFF = {**MINE, "mediator": 200, "foreign_mediator": 200}
OWN = {**MINE, "mediator": 200, "foreign_mediator": 404}
OWN_CHANGE = {**MINE, "mediator": 303, "foreign_mediator": 404}
STAFF_ROUTES: dict[tuple[str, str], dict[str, int]] = {
    ("GET", "/"): dict.fromkeys(ROLES, 303),
    ("GET", "/staff"): ANY_STAFF,
    ("GET", "/staff/sessions/new"): ANY_STAFF,
    ("POST", "/staff/sessions"): {**MINE, "mediator": 422, "foreign_mediator": 422},
    ("GET", routes.SESSION): OWN,
    ("GET", routes.SESSION + "/wall"): OWN,
    ("POST", routes.SESSION + "/message"): OWN_CHANGE,
    ("POST", routes.SESSION + "/show"): OWN_CHANGE,
    ("POST", routes.SESSION + "/wifi"): OWN_CHANGE,
    ("POST", routes.SESSION + "/end"): {**OWN_CHANGE, "mediator": 422},
    ("GET", routes.SESSION + "/questions"): OWN,
    ("POST", routes.SESSION + "/questions"): {**OWN_CHANGE, "mediator": 422},
    ("POST", routes.SESSION + "/questions/{question_id:int}"): {**OWN_CHANGE, "mediator": 422},
    ("POST", routes.SESSION + "/questions/{question_id:int}/earlier"): {
        **OWN_CHANGE,
        "mediator": 422,
    },
    ("POST", routes.SESSION + "/questions/{question_id:int}/drop"): {**OWN_CHANGE, "mediator": 404},
    ("GET", routes.SESSION + "/events"): OWN,
    ("GET", routes.SESSION + "/progress.json"): OWN,
    ("POST", routes.SESSION + "/pause"): OWN_CHANGE,
    ("POST", routes.SESSION + "/resume"): OWN_CHANGE,
    ("POST", routes.SESSION + "/lock"): OWN_CHANGE,
    ("POST", routes.SESSION + "/unlock"): OWN_CHANGE,
    ("POST", routes.SESSION + "/explained"): OWN_CHANGE,
    ("POST", routes.SESSION + "/approve"): OWN_CHANGE,
    ("POST", routes.SESSION + "/unapprove"): {**OWN_CHANGE, "mediator": 422},
    ("POST", routes.SESSION + "/unhandle"): {**OWN_CHANGE, "mediator": 422},
    ("GET", routes.SESSION + "/changes"): OWN,
    ("POST", routes.SESSION + "/changes"): {**OWN_CHANGE, "mediator": 404},
    ("POST", routes.SESSION + "/changes/withdraw"): {**OWN_CHANGE, "mediator": 422},
    ("GET", routes.SESSION + "/arrivals"): OWN,
    ("POST", routes.SESSION + "/arrivals"): {**OWN_CHANGE, "mediator": 422},
    ("POST", routes.SESSION + "/arrivals/restore"): {**OWN_CHANGE, "mediator": 422},
    ("POST", routes.SESSION + "/note"): OWN_CHANGE,
    ("POST", routes.SESSION + "/room"): OWN_CHANGE,
    ("GET", routes.SESSION + "/pace"): OWN,
    ("POST", routes.SESSION + "/pace"): {**OWN_CHANGE, "mediator": 422},
    ("POST", routes.SESSION + "/pace/choose"): {**OWN_CHANGE, "mediator": 422},
    ("GET", routes.SESSION + "/colleagues"): OWN,
    ("POST", routes.SESSION + "/colleagues"): OWN_CHANGE,
    ("GET", routes.SESSION + "/colleagues/{pass_id:int}.svg"): OWN,
    ("POST", routes.SESSION + "/colleagues/{pass_id:int}/revoke"): OWN_CHANGE,
    ("GET", routes.SESSION + "/details"): OWN,
    ("POST", routes.SESSION + "/details"): OWN_CHANGE,
    ("POST", routes.SESSION + "/start"): OWN_CHANGE,
    ("POST", routes.SESSION + "/postpone"): {**OWN_CHANGE, "mediator": 422},
    ("POST", routes.SESSION + "/cancel"): OWN_CHANGE,
    ("POST", routes.SESSION + "/reinstate"): OWN_CHANGE,
    ("POST", routes.SESSION + "/report/plan"): {**OWN_CHANGE, "mediator": 404},
    ("GET", routes.SESSION + "/handouts"): OWN,
    ("GET", routes.SESSION + "/handouts/{kind}"): OWN,
    ("GET", routes.SESSION + "/report"): OWN,
    ("POST", routes.SESSION + "/report"): {**OWN_CHANGE, "mediator": 422},
    ("GET", routes.SESSION + "/report.json"): {**OWN, "mediator": 404},
    ("GET", routes.SESSION + "/report.csv"): {**OWN, "mediator": 404},
    ("POST", routes.SESSION + "/close"): OWN_CHANGE,
    ("POST", routes.SESSION + "/reopen"): OWN_CHANGE,
    ("GET", routes.PERSON): OWN,
    ("POST", routes.PERSON + "/rename"): {**OWN_CHANGE, "mediator": 422},
    ("POST", routes.PERSON + "/approve"): OWN_CHANGE,
    ("POST", routes.PERSON + "/remove"): OWN_CHANGE,
    ("POST", routes.PERSON + "/restore"): OWN_CHANGE,
    ("POST", routes.PERSON + "/changes"): {**OWN_CHANGE, "mediator": 404},
    ("POST", routes.PERSON + "/place"): {**OWN_CHANGE, "mediator": 422},
    ("POST", routes.PERSON + "/pair"): {**OWN_CHANGE, "mediator": 404},
    ("POST", routes.PERSON + "/part"): OWN_CHANGE,
    ("POST", routes.PERSON + "/release"): OWN_CHANGE,
    ("POST", routes.PERSON + "/take-again"): {**OWN_CHANGE, "mediator": 422},
    ("POST", routes.PERSON + "/note"): OWN_CHANGE,
    ("POST", routes.PERSON + "/visit"): OWN_CHANGE,
    ("POST", routes.PERSON + "/stay"): OWN_CHANGE,
    ("POST", routes.PERSON + "/handled"): OWN_CHANGE,
    ("POST", routes.PERSON + "/message"): OWN_CHANGE,
    ("POST", routes.PERSON + "/seen"): {**OWN_CHANGE, "mediator": 404},
    ("POST", routes.PERSON + "/unsee"): {**OWN_CHANGE, "mediator": 422},
    ("GET", "/staff/series"): ANY_STAFF,
    ("POST", "/staff/series"): {**MINE, "mediator": 422, "foreign_mediator": 422},
    ("GET", "/staff/series/{id:int}"): OWN,
    ("POST", "/staff/series/{id:int}"): {**OWN_CHANGE, "mediator": 422},
    ("POST", "/staff/series/{id:int}/archive"): OWN_CHANGE,
    ("POST", "/staff/series/{id:int}/restore"): OWN_CHANGE,
    ("GET", "/staff/orientations"): ANY_STAFF,
    ("POST", "/staff/orientations"): {**MINE, "mediator": 422, "foreign_mediator": 422},
    ("POST", "/staff/orientations/{id:int}/archive"): OWN_CHANGE,
    ("GET", "/staff/history"): ANY_STAFF,
    ("GET", "/staff/history/{id:int}"): OWN,
    ("GET", "/staff/history/synthesis"): ANY_STAFF,
    ("GET", "/staff/history.csv"): ANY_STAFF,
    ("GET", "/staff/history.xlsx"): ANY_STAFF,
    ("GET", "/staff/history/{id:int}/erase"): OWN,
    # It is still open.
    ("POST", "/staff/history/{id:int}/erase"): {**OWN_CHANGE, "mediator": 409},
    ("GET", "/staff/privacy"): ANY_STAFF,
    ("POST", "/staff/privacy"): {**MINE, "mediator": 303, "foreign_mediator": 303},
    ("POST", "/staff/privacy/purge"): {**MINE, "mediator": 303, "foreign_mediator": 303},
    ("GET", "/staff/plans"): ANY_STAFF,
    ("POST", "/staff/plans"): {**MINE, "mediator": 422, "foreign_mediator": 422},
    ("POST", "/staff/plans/import"): {**MINE, "mediator": 422, "foreign_mediator": 422},
    ("POST", routes.OWN_PLAN): {**OWN_CHANGE, "mediator": 422},
    ("GET", routes.OWN_PLAN + "/edit"): OWN,
    ("GET", routes.OWN_PLAN + "/steps/{number:int}/exercises"): OWN,
    ("POST", routes.OWN_PLAN + "/steps/{number:int}/exercises"): {**OWN_CHANGE, "mediator": 409},
    ("POST", routes.OWN_PLAN + "/archive"): OWN_CHANGE,
    ("POST", routes.OWN_PLAN + "/restore"): OWN_CHANGE,
    ("GET", "/staff/plans/{plan}"): OWN,
    ("POST", "/staff/plans/{plan}/copy"): OWN_CHANGE,
    ("GET", "/staff/plans/{plan}/file"): OWN,
    ("GET", "/staff/library"): ANY_STAFF,
    ("GET", "/staff/library/{module}"): ANY_STAFF,
    ("GET", "/staff/library/{module}/sheet"): ANY_STAFF,
    ("GET", "/staff/library/{module}/exercises/{exercise}"): ANY_STAFF,
    ("GET", routes.PERSON + "/erase"): OWN,
    # The last one: nobody is left to act on.
    ("POST", routes.PERSON + "/erase"): OWN_CHANGE,
}
# The wall's link is its own key: see `test_wall.py`.
WALL = {routes.WALL + rest for rest in ("", "/events", "/qr.svg", "/wifi.svg")}
OPEN_TO_ALL = {"/healthz", "/readyz", "/favicon.ico", "/media/{module}/{digest}/{file}", *WALL}
OPEN_TO_ALL |= {"/privacy", "/accessibility"}


def listed(table: list[routes.Route]) -> set[tuple[str, str]]:
    return {(m, r.path) for r in table for m in (r.methods or set()) - {"HEAD"}}


def test_every_route_is_in_the_table() -> None:
    assert listed(routes.LEARNERS) == set(LEARNER_ROUTES)
    assert listed(routes.STAFF) == set(STAFF_ROUTES)
    assert {route.path for route in routes.ANYONE} == OPEN_TO_ALL


def ask(client: httpx2.Client, method: str, url: str) -> int:
    """Only the status: a stream is left as soon as it answers."""
    data = {"submission": "0123456789abcdef"} if method == "POST" else None
    with client.stream(method, url, data=data) as answer:
        return answer.status_code


def filled(path: str, cast: Cast, learner_id: int) -> str:
    values = {
        "code": cast.code,
        "id": cast.session_id,
        "learner_id": learner_id,
        "question_id": 1,
        "pass_id": 1,
        "plan": 1,
        "number": 1,
        "module": "scams",
        "exercise": cast.house.app_state()["library"].module("scams").exercises[1].id,
        "link_token": "unknown",
        "kind": "sheets",
    }
    return re.sub(r"{(\w+)(?::int)?}", lambda m: str(values[m[1]]), path)


@pytest.fixture
def clients(cast: Cast) -> dict[str, dict[str, httpx2.Client]]:
    """Each role on each listener, with the cookies that the role really has."""
    house = cast.house
    elsewhere, foreign_session = house.other_organisation()
    # Plan 1, as session 1, is the mediator's own.
    cast.mediator.post("/staff/plans", data={"title": "À moi", "step": "Accueil"})
    cast.mediator.post("/staff/series", data={"title": "Le mardi"})
    cast.mediator.post("/staff/orientations", data={"label": "France services"})
    code = house.rows("select join_code from session where id = ?", foreign_session)[0][0]
    learners = {
        "nobody": house.visitor(),
        "learner": cast.fatima,
        "foreign_learner": house.learner(code, "Ailleurs"),
    }
    staff = {"mediator": cast.mediator, "foreign_mediator": elsewhere}
    for role, client in learners.items():
        staff[role] = house.visitor(house.staff_url)
        staff[role].cookies.update(client.cookies)
    return {"learners": learners, "staff": staff}


def test_the_other_mediator_exists_and_works_at_home(cast: Cast) -> None:
    elsewhere, session_id = cast.house.other_organisation()
    assert elsewhere.get(f"/staff/sessions/{session_id}").status_code == 200


def test_learner_routes(cast: Cast, clients: dict[str, dict[str, httpx2.Client]]) -> None:
    found = {
        (*route, role): ask(clients["learners"][role], route[0], filled(route[1], cast, 1))
        for route, expected in LEARNER_ROUTES.items()
        for role in expected
    }
    assert found == {
        (*route, role): status
        for route, expected in LEARNER_ROUTES.items()
        for role, status in expected.items()
    }


def test_staff_routes(cast: Cast, clients: dict[str, dict[str, httpx2.Client]]) -> None:
    found = {}
    for route, expected in STAFF_ROUTES.items():
        # The outsiders first: what the mediator does must not hide a leak.
        for role in sorted(expected, key=ROLES.index):
            found[(*route, role)] = ask(clients["staff"][role], route[0], filled(route[1], cast, 1))
    assert found == {
        (*route, role): status
        for route, expected in STAFF_ROUTES.items()
        for role, status in expected.items()
    }


def test_staff_pages_do_not_exist_on_the_learners_listener(cast: Cast) -> None:
    client = cast.house.visitor()
    client.cookies.update(cast.mediator.cookies)
    for method, path in STAFF_ROUTES:
        if path != "/":
            assert ask(client, method, filled(path, cast, 1)) == 404
    # Not even when the Host header pretends.
    forged = client.get("/staff", headers={"Host": f"localhost:{cast.house.staff_url[-5:]}"})
    assert forged.status_code == 404


def without_origin(cast: Cast, client: httpx2.Client) -> httpx2.Client:
    """The same visitor with a browser, or a tool, that does not say where it comes from."""
    bare = cast.house.visitor(str(client.base_url).rstrip("/"))
    bare.cookies.update(client.cookies)
    del bare.headers["Origin"]
    return bare


def test_nobody_changes_anything_from_another_site(cast: Cast) -> None:
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        answer = cast.mediator.post(f"{cast.dashboard}/close", headers={"Origin": origin})
        assert answer.status_code == 403
        answer = cast.fatima.post(f"{cast.home}/help", headers={"Origin": origin})
        assert answer.status_code == 403
    bare = without_origin(cast, cast.mediator)
    assert bare.post(f"{cast.dashboard}/close").status_code == 403
    assert cast.house.rows("select closed_at from session") == [(None,)]
    assert cast.house.rows("select count(*) from help_request") == [(0,)]


def test_a_page_of_ours_is_known_by_its_referer_when_there_is_no_origin(cast: Cast) -> None:
    client = without_origin(cast, cast.fatima)
    referer = f"{cast.house.learner_url}{cast.home}"
    assert client.post(f"{cast.home}/help", headers={"Referer": referer}).status_code == 303


def test_a_foreign_host_name_is_refused(cast: Cast) -> None:
    for client, path in ((cast.mediator, "/staff"), (cast.fatima, "/")):
        answer = client.get(path, headers={"Host": "rebound.example"})
        assert answer.status_code == 421
    # Staff pages answer to loopback names only.
    assert cast.mediator.get("/staff", headers={"Host": "192.168.1.20"}).status_code == 421
    assert cast.fatima.get("/", headers={"Host": "192.168.1.20:8080"}).status_code == 200


def test_a_forged_or_foreign_cookie_is_nobody(cast: Cast) -> None:
    for value in ("forged", "x" * 4000, "é".encode().decode("latin-1"), "' or 1=1 --"):
        for name, url, path, status in (
            ("learner", cast.house.learner_url, f"{cast.home}/card", 303),
            ("staff", cast.house.staff_url, "/staff", 401),
        ):
            cookie = f"{name}={value}".encode("latin-1")
            answer = cast.house.visitor(url).get(path, headers={"Cookie": cookie})
            assert answer.status_code == status


def test_a_forged_staff_link_opens_nothing(cast: Cast) -> None:
    client = cast.house.visitor(cast.house.staff_url)
    token = cast.house.signer.staff_token()
    for forged in ("x", token + "x", token[:-1], "é"):
        answer = client.get("/staff", params={"token": forged})
        assert answer.status_code == 401
        assert "staff" not in answer.cookies


def test_a_piece_of_a_page_is_neither_kept_nor_guessed_at(cast: Cast) -> None:
    answer = cast.fatima.post(f"{cast.home}/help", headers={"HX-Request": "true"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "no-store" in answer.headers["cache-control"]


def test_every_response_carries_the_headers(cast: Cast) -> None:
    answers = [
        cast.fatima.get("/"),
        cast.fatima.get("/nowhere"),
        cast.fatima.get("/s/000000"),
        cast.fatima.post("/join", headers={"Origin": "https://evil.example"}),
        cast.fatima.get("/healthz"),
        cast.mediator.get("/staff"),
        cast.mediator.get("/staff", headers={"Host": "rebound.example"}),
    ]
    with cast.mediator.stream("GET", f"{cast.dashboard}/events") as stream:
        answers.append(stream)
    for answer in answers:
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "no-store" in answer.headers["cache-control"]


def test_cookies_cannot_be_read_by_scripts(cast: Cast) -> None:
    visitor = cast.house.visitor()
    answer = visitor.post(f"{cast.home}/learners", data={"name": "Ana"})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie, "a plain-http address would lose it"


def test_another_learners_id_reaches_nothing(cast: Cast) -> None:
    elsewhere, foreign_session = cast.house.other_organisation()
    theirs = f"/staff/sessions/{foreign_session}/learners/1"
    assert elsewhere.get(theirs).status_code == 404, "learner 1 is of another session"
    for action in ("rename", "approve", "remove", "restore", "visit", "handled"):
        assert elsewhere.post(f"{theirs}/{action}", data={"name": "Vol"}).status_code == 404
    assert elsewhere.get(f"/staff/sessions/{foreign_session}/learners/{10**30}").status_code == 404
    assert cast.house.rows("select name, removed_at from learner where id = 1") == [
        ("Fatima", None)
    ]
