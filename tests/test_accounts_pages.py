"""The pages of accounts: every one in every state, as `test_accessibility` looks at the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from classroom import routes
from tests import test_accessibility as everyone
from tests.people import People
from tests.scenes import Room, Scene, show
from tests.served import PASSWORD, Server, address

# What answers a GET without being a page.
NO_PAGE = {"/sign-in/oidc", "/sign-in/oidc/back"}


@pytest.fixture(name="room", scope="module")
def one_room(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Room]:
    server = Server(
        tmp_path_factory.mktemp("data"),
        smtp_url="smtp://127.0.0.1:9",
        oidc_issuer="http://127.0.0.1:9",
        oidc_name="ProConnect",
    )
    people = People(server, browser)
    yield Room(server, people.someone(), people.someone())
    people.leave()
    server.close()


def server_of(room: Room) -> Server:
    assert isinstance(room.house, Server)
    return room.house


def admin_of(room: Room) -> httpx2.Client:
    server = server_of(room)
    if server.rows("select 1 from account where email <> ''"):
        return server.sign_in("Inès")
    made = server.administrator()
    server.invite(made, "Karim", "mediator")
    made.post("/staff/team/invitations", data={"email": address("Odile"), "role": "coordinator"})
    return made


def at(room: Room, path: str, client: httpx2.Client | None = None) -> Page:
    return show(room.desk, room.house.staff_url, path, "staff", client)


def sent(room: Room, path: str, client: httpx2.Client | None = None, **typed: str) -> Page:
    """The page that answers a form, filled in by hand."""
    page = at(room, path, client)
    for name, value in typed.items():
        page.locator(f"#{name}").fill(value)
    page.locator("main form[method=post] button[type=submit]").last.click()
    return page


def refused(room: Room) -> Page:
    admin_of(room)
    page = sent(room, "/sign-in", email=address("Inès"), password="faux")
    expect(page.get_by_text("Adresse ou mot de passe inconnus")).to_be_visible()
    return page


def invited(room: Room, **typed: str) -> Page:
    path = server_of(room).organisation_link()
    return sent(room, path, **typed) if typed else at(room, path)


def new_password(room: Room) -> Page:
    admin = admin_of(room)
    karim = server_of(room).rows("select id from account where name = 'Karim'")[0][0]
    page = admin.post(f"/staff/team/{karim}/reset").text
    return at(room, "/invitation/" + page.split("/invitation/")[1].split("<")[0])


def seen(room: Room) -> Page:
    admin = admin_of(room)
    session_id, _ = server_of(room).session_of(admin)
    admin.get(f"/staff/sessions/{session_id}")
    return at(room, "/staff/team/journal", admin)


def not_theirs(room: Room) -> Page:
    admin_of(room)
    server = server_of(room)
    return at(room, "/staff/team", server.sign_in("Karim"))


PAGES: dict[str, tuple[str, Callable[[Room], Page]]] = {
    "the door": ("/sign-in", lambda room: at(room, "/sign-in")),
    "the door, refused": ("/sign-in", refused),
    "forgotten": ("/sign-in/forgotten", lambda room: at(room, "/sign-in/forgotten")),
    "forgotten, sent": (
        "/sign-in/forgotten",
        lambda room: sent(room, "/sign-in/forgotten", email="a@exemple.fr"),
    ),
    "an invitation": ("/invitation/{token}", invited),
    "an invitation, with mistakes": (
        "/invitation/{token}",
        lambda room: invited(room, name="Ana", email="ana@x", password="court", again="autre"),
    ),
    "an invitation that ended": ("/invitation/{token}", lambda room: at(room, "/invitation/x")),
    "a new password": ("/invitation/{token}", new_password),
    "the team": ("/staff/team", lambda room: at(room, "/staff/team", admin_of(room))),
    "the team, a link": (
        "/staff/team",
        lambda room: sent(room, "/staff/team", admin_of(room), email="b@exemple.fr"),
    ),
    "not for this role": ("/staff/team", not_theirs),
    "one's account": ("/staff/me", lambda room: at(room, "/staff/me", admin_of(room))),
    "one's account, a wrong password": (
        "/staff/me",
        lambda room: sent(room, "/staff/me", admin_of(room), old="faux", password=PASSWORD),
    ),
    "the journal": ("/staff/team/journal", seen),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_accounts_holds_for_everyone(name: str, room: Room) -> None:
    route, play = PAGES[name]
    everyone.test_a_page_holds_for_everyone(Scene("staff", route, name, play), room)


def test_every_page_of_accounts_is_looked_at() -> None:
    pages = {route.path for route in routes.ACCOUNTS if "GET" in (route.methods or ())}
    assert pages - NO_PAGE == {route for route, _ in PAGES.values()}


def test_a_person_comes_from_the_first_link_to_a_session(people: People, tmp_path: object) -> None:
    server = Server(tmp_path / "server")  # type: ignore[operator]
    try:
        page = people.someone()
        page.goto(server.staff_url + server.first_link())
        page.get_by_label("Nom de la structure").fill("Médiathèque")
        page.get_by_label("Votre prénom").fill("Inès")
        page.get_by_label("Adresse e-mail").fill(address("Inès"))
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_label("Le même").fill(PASSWORD)
        page.get_by_role("button", name="Créer mon compte").click()
        expect(page.get_by_role("link", name="Équipe")).to_be_visible()
        page.get_by_role("link", name="Mon compte").click()
        page.get_by_role("button", name="Se déconnecter").click()
        page.get_by_label("Adresse e-mail").fill(address("Inès"))
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Mon compte")).to_be_visible()
        page.goto(f"{server.staff_url}/staff/sessions/new")
        page.get_by_role("button", name="Ouvrir la séance").click()
        expect(page.locator("[data-freshness]")).to_have_text("En direct")
    finally:
        server.close()
