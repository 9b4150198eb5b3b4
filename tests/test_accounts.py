"""A server with accounts: who comes in, how, for how long, and what each role is let do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from classroom import routes
from tests.house import House
from tests.served import PASSWORD, Server, address, filled, link_in


@pytest.fixture(name="server")
def one_server(tmp_path: Path) -> Iterator[Server]:
    served = Server(tmp_path / "data")
    yield served
    served.close()


def ask(
    client: httpx2.Client, method: str, path: str, session_id: int, learner_id: int
) -> tuple[int, str]:
    """The status and the page; a stream is left as soon as it answers."""
    values = {"id": session_id, "learner_id": learner_id, "module": "scams", "plan": 1}
    values |= {
        "kind": "sheets",
        "exercise": "sender-address",
        "question_id": 1,
        "pass_id": 1,
        "number": 1,
    }
    url = re.sub(r"{(\w+)(?::int)?}", lambda found: str(values.get(found[1], "x")), path)
    with client.stream(method, url, data={} if method == "POST" else None) as answer:
        is_stream = answer.headers.get("content-type", "").startswith("text/event-stream")
        return answer.status_code, "" if is_stream else answer.read().decode("utf-8", "replace")


def status(client: httpx2.Client, path: str = "/staff") -> int:
    return client.get(path).status_code


def test_the_first_link_makes_the_administrator_once(server: Server) -> None:
    link = server.first_link()
    stale = link
    link = server.first_link()
    assert server.visitor().get(stale).status_code == 410, "only the latest one opens"
    assert "Nom de la structure" in server.visitor().get(link).text
    admin = server.accept(link, "Inès", organisation="Médiathèque")
    assert status(admin, "/staff/team") == 200
    assert server.visitor().get(link).status_code == 410
    assert server.visitor().post(link, data=filled("Vol")).status_code == 410
    assert server.rows("select name, role, email from account") == [
        ("Inès", "administrator", "ines@exemple.fr")
    ]
    assert PASSWORD not in str(server.rows("select * from account"))


def test_what_a_laptop_did_is_its_first_administrators(tmp_path: Path) -> None:
    laptop = House(tmp_path / "data")
    _, session_id, _ = laptop.open_session()
    laptop.close()
    server = Server(tmp_path / "data")
    try:
        admin = server.administrator()
        assert status(admin, f"/staff/sessions/{session_id}") == 200
        assert server.rows("select name from organisation") == [("Médiathèque",)]
    finally:
        server.close()


def test_a_laptop_has_no_door_and_a_server_no_link_of_a_laptop(
    house: House, server: Server
) -> None:
    assert house.mediator().get("/sign-in").status_code == 404
    assert house.mediator().get("/staff/team").status_code == 404
    stranger = server.visitor()
    answer = stranger.get("/staff", params={"token": server.signer.staff_token()})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?then=%2Fstaff"
    assert "staff" not in stranger.cookies


def test_a_good_password_opens_the_page_that_was_asked_for(server: Server) -> None:
    server.administrator()
    stranger = server.visitor()
    door = stranger.get("/staff/library").headers["location"]
    assert "/staff/library" in stranger.get(door).text
    typed = {"email": " INES@exemple.fr ", "password": PASSWORD, "then": "/staff/library"}
    assert stranger.post("/sign-in", data=typed).headers["location"] == "/staff/library"
    assert status(stranger, "/staff/library") == 200
    first = stranger.cookies["staff"]
    assert stranger.post("/sign-in", data=typed).status_code == 303
    assert stranger.cookies["staff"] != first
    stale = server.visitor()
    stale.cookies.set("staff", first)
    assert status(stale) == 303, "one browser, one token"


@pytest.mark.parametrize(
    "then",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/s/1", "/staff//evil", ""],
)
def test_the_door_leads_to_staff_pages_only(server: Server, then: str) -> None:
    server.administrator()
    typed = {"email": address("Inès"), "password": PASSWORD, "then": then}
    assert server.visitor().post("/sign-in", data=typed).headers["location"] == "/staff"


def test_an_unknown_address_and_a_wrong_password_are_the_same(server: Server) -> None:
    server.administrator()
    answers = [
        server.visitor().post("/sign-in", data={"email": email, "password": password})
        for email, password in (
            (address("Inès"), "x"),
            ("personne@exemple.fr", PASSWORD),
            ("", ""),
            ("é" * 5000, "x" * 5000),
        )
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all("Adresse ou mot de passe inconnus" in answer.text for answer in answers)
    assert address("Inès") in answers[0].text, "what was typed stays"


def test_guessing_one_account_is_slowed_down_and_nobody_else(server: Server) -> None:
    admin = server.administrator()
    server.invite(admin, "Karim", "mediator")
    guess = {"email": address("Inès"), "password": "faux"}
    thief = server.visitor()
    assert [thief.post("/sign-in", data=guess).status_code for _ in range(11)] == [422] * 10 + [429]
    good = {**guess, "password": PASSWORD}
    assert thief.post("/sign-in", data=good).status_code == 429, "a guess is not told apart"
    server.sign_in("Karim")
    server.clock.advance(minutes=3)
    server.sign_in("Inès")


def test_a_sign_in_ends_when_idle_and_after_a_day_of_work(server: Server) -> None:
    admin = server.administrator()
    server.clock.advance(minutes=50)
    assert status(admin) == 200
    server.clock.advance(minutes=50)
    assert status(admin) == 200, "it was in use"
    server.clock.advance(minutes=61)
    assert status(admin) == 303
    again = server.sign_in("Inès")
    for _ in range(14):
        server.clock.advance(minutes=52)
        alive = status(again)
    assert alive == 303


def test_signing_out_here_there_and_everywhere(server: Server) -> None:
    admin, there = server.administrator(), server.sign_in("Inès")
    keys = [key for (key,) in server.rows("select substr(token_hash, 1, 16) from sign_in")]
    page = admin.get("/staff/me").text
    assert page.count("/staff/me/sign-ins/") == 1
    other = next(key for key in keys if f"/staff/me/sign-ins/{key}" in page)
    assert admin.post(f"/staff/me/sign-ins/{other}").status_code == 303
    assert status(there) == 303
    assert status(admin) == 200
    assert admin.post("/sign-out").status_code == 303
    assert status(admin) == 303


def test_a_new_password_signs_the_other_browsers_out(server: Server) -> None:
    admin, there = server.administrator(), server.sign_in("Inès")
    change = {"old": "faux", "password": "encore quatre mots choisis"}
    assert "pas le bon" in admin.post("/staff/me/password", data=change).text
    short = {"old": PASSWORD, "password": "court"}
    assert admin.post("/staff/me/password", data=short).status_code == 422
    assert status(there) == 200, "nothing changed yet"
    good = {**change, "old": PASSWORD}
    assert admin.post("/staff/me/password", data=good).status_code == 303
    assert status(admin) == 200
    assert status(there) == 303
    server.sign_in("Inès", good["password"])


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("password", "court"),
        ("password", "aaaaaaaaaaaaaa"),
        ("password", "karim est mon nom"),
        ("password", "x" * 201),
        ("again", "pas le même du tout"),
        ("email", "karim"),
        ("email", "ka rim@exemple.fr"),
        ("name", "\u202e"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    server: Server, field: str, typed: str
) -> None:
    admin = server.administrator()
    page = admin.post(
        "/staff/team/invitations", data={"email": address("Karim"), "role": "mediator"}
    )
    link = link_in(page.text)
    sent = {**filled("Karim"), field: typed}
    answer = server.visitor().post(link, data=sent)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    if field != "name":
        assert 'value="Karim"' in answer.text
    assert PASSWORD not in answer.text
    server.accept(link, "Karim")


def test_an_invitation_ends(server: Server) -> None:
    admin = server.administrator()
    made = [
        link_in(admin.post("/staff/team/invitations", data={"role": "coordinator"}).text)
        for _ in range(2)
    ]
    open_id = server.rows("select max(id) from invitation")[0][0]
    assert admin.post(f"/staff/team/invitations/{open_id}/revoke").status_code == 303
    assert server.visitor().get(made[1]).status_code == 410
    server.clock.advance(days=8)
    late = server.visitor().get(made[0])
    assert late.status_code == 410
    assert "Ce lien ne sert plus" in late.text
    assert server.visitor().get("/invitation/forged").status_code == 410


def test_one_address_is_one_account(server: Server) -> None:
    admin = server.administrator()
    link = link_in(admin.post("/staff/team/invitations", data={"role": "mediator"}).text)
    answer = server.visitor().post(link, data=filled("Inès"))
    assert answer.status_code == 422
    assert "Un compte existe déjà" in answer.text
    server.accept(link, "Karim")


def test_a_link_of_the_administrator_gives_a_new_password(server: Server) -> None:
    admin = server.administrator()
    karim = server.invite(admin, "Karim", "mediator")
    karim_id = server.rows("select id from account where name = 'Karim'")[0][0]
    first = link_in(admin.post(f"/staff/team/{karim_id}/reset").text)
    link = link_in(admin.post(f"/staff/team/{karim_id}/reset").text)
    assert server.visitor().get(first).status_code == 410
    new = "tout autre chose cette fois"
    client = server.visitor()
    assert client.post(link, data={"password": new, "again": new}).status_code == 303
    assert status(client) == 200
    assert status(karim) == 303, "every browser of before is out"
    server.sign_in("Karim", new)
    assert server.visitor().post(link, data={"password": new, "again": new}).status_code == 410


def test_a_role_holds_from_the_next_request_on(server: Server) -> None:
    admin = server.administrator()
    karim = server.invite(admin, "Karim", "mediator")
    session_id, _ = server.session_of(karim)
    karim_id = server.rows("select id from account where name = 'Karim'")[0][0]
    assert admin.post(f"/staff/team/{karim_id}/role", data={"role": "coordinator"}).is_redirect
    refused = karim.get(f"/staff/sessions/{session_id}")
    assert refused.status_code == 403
    assert "Votre rôle ne donne pas accès" in refused.text
    assert karim.post(f"/staff/sessions/{session_id}/pause").status_code == 403
    assert karim.get("/staff").headers["location"] == "/staff/history"
    assert admin.post(f"/staff/team/{karim_id}/disable").is_redirect
    assert status(karim, "/staff/history") == 303
    typed = {"email": address("Karim"), "password": PASSWORD}
    assert server.visitor().post("/sign-in", data=typed).status_code == 422
    assert admin.post(f"/staff/team/{karim_id}/enable").is_redirect
    server.sign_in("Karim")


def test_a_stream_ends_with_the_right_to_see_it(server: Server) -> None:
    admin = server.administrator()
    karim = server.invite(admin, "Karim", "mediator")
    session_id, _ = server.session_of(karim)
    karim_id = server.rows("select id from account where name = 'Karim'")[0][0]
    with karim.stream("GET", f"/staff/sessions/{session_id}/events?view=tiles") as stream:
        lines = stream.iter_lines()
        next(lines)
        admin.post(f"/staff/team/{karim_id}/disable")
        server.clock.advance(seconds=16)
        admin.post(f"/staff/sessions/{session_id}/pause")
        left = list(lines)
    assert not any('data-paused="yes"' in line for line in left[-3:])


def test_somebody_is_left_to_look_after_accounts(server: Server) -> None:
    admin = server.administrator()
    own = server.rows("select id from account where name = 'Inès'")[0][0]
    for action, data in (("role", {"role": "mediator"}), ("disable", {})):
        answer = admin.post(f"/staff/team/{own}/{action}", data=data)
        assert answer.status_code == 422
        assert "Il faut quelqu'un pour gérer les comptes" in answer.text
    server.invite(admin, "Karim", "administrator")
    assert admin.post(f"/staff/team/{own}/role", data={"role": "mediator"}).is_redirect
    assert status(admin, "/staff/team") == 403


# What each role gets beside what the owner of a session gets.
COORDINATOR = {
    ("GET", "/staff"): 303,
    ("GET", "/staff/history"): 200,
    ("GET", "/staff/history/{id:int}"): 200,
    ("GET", "/staff/history/synthesis"): 200,
    ("GET", "/staff/history.csv"): 200,
    ("GET", "/staff/history.xlsx"): 200,
    ("GET", "/staff/library"): 200,
    ("GET", "/staff/library/{module}"): 200,
    ("GET", "/staff/library/{module}/sheet"): 200,
    ("GET", "/staff/library/{module}/exercises/{exercise}"): 200,
    ("GET", "/staff/me"): 200,
    ("POST", "/staff/me"): 422,
    ("POST", "/staff/me/password"): 422,
    ("POST", "/staff/me/sign-ins/{key}"): 303,
}


def test_a_coordinator_reaches_no_page_with_a_name(server: Server) -> None:
    admin = server.administrator()
    coordinator = server.invite(admin, "Odile", "coordinator")
    session_id, code = server.session_of(admin)
    server.learner(code, "Zénobie")
    learner_id = server.rows("select id from learner")[0][0]
    for route in (*routes.STAFF, *routes.ACCOUNTS):
        for method in sorted(set(route.methods or ()) - {"HEAD"}):
            if not route.path.startswith("/staff"):
                continue
            found, page = ask(coordinator, method, route.path, session_id, learner_id)
            wanted = COORDINATOR.get((method, route.path), 403)
            assert found == wanted, (method, route.path)
            assert "Zénobie" not in page


def test_an_organisation_sees_nothing_of_another(server: Server) -> None:
    admin = server.administrator()
    session_id, code = server.session_of(admin)
    server.learner(code, "Zénobie")
    learner_id = server.rows("select id from learner")[0][0]
    stranger = server.administrator("Basile", "Ailleurs")
    for route in (*routes.STAFF, *routes.ACCOUNTS):
        for method in sorted(set(route.methods or ()) - {"HEAD"}):
            if "{id:int}" not in route.path:
                continue
            found, page = ask(stranger, method, route.path, session_id, learner_id)
            assert found in (404, 303), (method, route.path)
            assert "Zénobie" not in page
            assert "Inès" not in page
    for path in ("/staff", "/staff/history", "/staff/team", "/staff/team/journal"):
        assert "Inès" not in stranger.get(path).text
    assert server.rows("select role, disabled_at from account where name = 'Inès'") == [
        ("administrator", None)
    ]


def test_who_saw_what_is_written_down(server: Server) -> None:
    admin = server.administrator()
    karim = server.invite(admin, "Karim", "mediator")
    session_id, code = server.session_of(karim)
    server.learner(code, "Zénobie")
    learner_id = server.rows("select id from learner")[0][0]
    for _ in range(3):
        karim.get(f"/staff/sessions/{session_id}")
    karim.get(f"/staff/sessions/{session_id}/learners/{learner_id}")
    journal = admin.get("/staff/team/journal").text
    assert journal.count("a ouvert le tableau de bord") == 1
    assert "a lu la page d'une personne" in journal
    assert "a invité" in journal
    assert "Zénobie" not in journal
    assert status(karim, "/staff/team/journal") == 403
    server.clock.advance(days=366)
    later = server.sign_in("Inès").get("/staff/team/journal").text
    assert "a ouvert le tableau de bord" not in later


def test_a_colleagues_link_opens_its_session_to_who_is_not_signed_in(server: Server) -> None:
    admin = server.administrator()
    session_id, _ = server.session_of(admin)
    admin.post(f"/staff/sessions/{session_id}/colleagues", data={"label": "Ana", "right": "read"})
    page = admin.get(f"/staff/sessions/{session_id}/colleagues").text
    link = page.split('class="pass-link">')[1].split("<")[0].split(server.learner_url)[1]
    phone = server.visitor()
    assert phone.get(link).status_code == 303
    assert status(phone, f"/staff/sessions/{session_id}") == 200
    assert phone.post(f"/staff/sessions/{session_id}/pause").status_code == 403
    assert status(phone, f"/staff/sessions/{session_id}/report") == 303
    assert status(phone, "/staff/team") == 303


def test_cookies_are_secure_behind_tls(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    try:
        server.app.scheme = "https"
        typed = {**filled("Inès"), "organisation": "Médiathèque"}
        answer = server.visitor().post(server.first_link(), data=typed)
        assert "secure" in answer.headers["set-cookie"].lower()
        assert "httponly" in answer.headers["set-cookie"].lower()
    finally:
        server.close()


def test_only_its_own_name_is_answered_to(server: Server) -> None:
    assert server.visitor().get("/sign-in", headers={"Host": "evil.example"}).status_code == 421
    assert server.visitor().get("/sign-in", headers={"Host": "192.168.1.20"}).status_code == 421
    foreign = {"Origin": "https://evil.example"}
    assert server.visitor().post("/sign-in", headers=foreign).status_code == 403


def test_the_stream_of_someone_who_stays_goes_on(server: Server) -> None:
    admin = server.administrator()
    session_id, _ = server.session_of(admin)
    with admin.stream("GET", f"/staff/sessions/{session_id}/events?view=tiles") as stream:
        lines = stream.iter_lines()
        next(lines)
        server.clock.advance(seconds=16)
        server.sign_in("Inès").post(f"/staff/sessions/{session_id}/pause")
        assert any('data-paused="yes"' in line for line in lines)


def test_a_console_opens_an_organisation_and_nobody_else(server: Server) -> None:
    key = {"Authorization": f"Bearer {server.signer.console_key}"}
    visitor = server.visitor()
    assert visitor.post("/console/organisations", data={"name": "Vol"}).status_code == 404
    made = visitor.post("/console/organisations", data={"name": "CSC Belleville"}, headers=key)
    assert made.status_code == 201
    path = made.json()["url"].removeprefix(server.staff_url)
    assert "CSC Belleville" in server.visitor().get(path).text
    admin = server.accept(path, "Odile")
    assert "CSC Belleville" in admin.get("/staff/team").text
