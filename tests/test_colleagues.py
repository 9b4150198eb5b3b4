"""The link of a colleague: one session, to act or only to read, until it is taken back."""

from __future__ import annotations

import re

import httpx2
import pytest
from playwright.sync_api import expect

from classroom import routes
from classroom.signing import Signer
from tests.conftest import Cast
from tests.people import LIVE_MS, People
from tests.test_access import ask, filled


def give(cast: Cast, right: str = "act", label: str = "Inès") -> str:
    """The path of a new link."""
    url = f"{cast.dashboard}/colleagues"
    assert cast.mediator.post(url, data={"label": label, "right": right}).status_code == 303
    links = re.findall(r'pass-link">http[^<]*(/pilot/[^<]+)<', cast.mediator.get(url).text)
    return str(links[-1])


def come(cast: Cast, path: str) -> httpx2.Client:
    """A visitor who followed the link."""
    visitor = cast.house.visitor()
    answer = visitor.get(path)
    assert answer.headers["location"] == cast.dashboard
    return visitor


def opened() -> list[tuple[str, str]]:
    """Every method and address that a link opens."""
    own = [route for route in routes.COLLEAGUES if route.path.startswith(routes.SESSION)]
    return [(m, route.path) for route in own for m in (route.methods or set()) - {"HEAD"}]


def test_a_colleague_sees_the_room_and_acts(cast: Cast) -> None:
    cast.fatima.post(f"{cast.home}/help")
    colleague = come(cast, give(cast))
    page = colleague.get(cast.dashboard).text
    assert "Fatima" in page
    assert "Inès" in page
    assert 'href="/staff/history"' not in page
    assert colleague.post(f"{cast.dashboard}/learners/1/visit").status_code == 303
    assert "arrive" in cast.fatima.get(cast.home).text


def test_a_link_to_read_changes_nothing(cast: Cast) -> None:
    reader = come(cast, give(cast, "read"))
    before = cast.house.rows("select * from session, learner")
    for method, path in opened():
        status = ask(reader, method, filled(path, cast, 1))
        assert status == (403 if method == "POST" else 200), (method, path)
    assert cast.house.rows("select * from session, learner") == before
    assert cast.house.rows("select count(*) from visit") == [(0,)]


def test_a_link_opens_its_own_session_alone(cast: Cast) -> None:
    colleague = come(cast, give(cast))
    _, other_id, _ = cast.house.open_session()
    for method, path in opened():
        url = filled(path, cast, 1).replace(cast.dashboard, f"/staff/sessions/{other_id}")
        assert ask(colleague, method, url) == 404


@pytest.mark.parametrize("cookie", ["", "forged", "staff"])
def test_without_a_link_nothing_exists(cast: Cast, cookie: str) -> None:
    visitor = cast.house.visitor()
    if cookie:
        visitor.cookies.set(
            "pass", cast.house.signer.staff_token() if cookie == "staff" else cookie
        )
    visitor.cookies.update(cast.mediator.cookies)
    for method, path in opened():
        assert ask(visitor, method, filled(path, cast, 1)) == 404


def test_the_end_and_the_links_are_the_mediators(cast: Cast) -> None:
    colleague = come(cast, give(cast))
    for rest in ("/colleagues", "/colleagues/1.svg"):
        assert colleague.get(cast.dashboard + rest).status_code == 404
    for rest in ("/colleagues", "/colleagues/1/revoke", "/close", "/reopen"):
        assert colleague.post(cast.dashboard + rest).status_code == 404
    assert cast.house.rows("select closed_at from session") == [(None,)]


def test_a_link_that_was_taken_back_says_so(cast: Cast) -> None:
    link = give(cast)
    colleague = come(cast, link)
    assert cast.mediator.post(f"{cast.dashboard}/colleagues/1/revoke").status_code == 303
    for answer in (colleague.get(cast.dashboard), cast.house.visitor().get(link)):
        assert answer.status_code == 403
        assert "Ce lien ne fonctionne plus" in answer.text
    assert "/pilot/" not in cast.mediator.get(f"{cast.dashboard}/colleagues").text


def test_a_link_ends_with_its_session(cast: Cast) -> None:
    colleague = come(cast, give(cast))
    cast.mediator.post(f"{cast.dashboard}/close")
    assert colleague.get(cast.dashboard).status_code == 403
    cast.mediator.post(f"{cast.dashboard}/reopen")
    assert colleague.get(cast.dashboard).status_code == 200


def test_a_forged_link_opens_nothing(cast: Cast) -> None:
    token = give(cast).removeprefix("/pilot/")
    visitor = cast.house.visitor()
    for forged in (
        Signer(["another"]).pass_token(1),
        token + "x",
        "1",
        cast.house.signer.wall_token(1),
    ):
        answer = visitor.get(f"/pilot/{forged}")
        assert answer.status_code == 404
        assert "pass" not in answer.cookies


def test_a_link_of_another_session_is_not_taken_back(cast: Cast) -> None:
    link = give(cast)
    mediator, session_id, _ = cast.house.open_session()
    url = f"/staff/sessions/{session_id}/colleagues"
    assert mediator.post(f"{url}/1/revoke").status_code == 404
    assert mediator.get(f"{url}/1.svg").status_code == 404
    come(cast, link)


def test_a_phone_on_the_network_follows_the_room(people: People) -> None:
    people.elsewhere()
    _, session_id, code = people.house.open_session()
    desk = people.mediator()
    desk.goto(f"{people.house.staff_url}/staff/sessions/{session_id}/colleagues")
    desk.get_by_role("button", name="Créer le lien").click()
    link = desk.locator(".pass-link").inner_text()
    phone = people.someone(viewport={"width": 360, "height": 740}, has_touch=True)
    phone.goto(people.learner_url + link[link.index("/pilot/") :])
    learner = people.join(code, "Fatima")
    learner.get_by_role("button", name="J'ai besoin d'aide").click()
    expect(phone.locator(".need")).to_contain_text("Fatima", timeout=LIVE_MS)
    phone.get_by_role("button", name="J'y vais").click()
    expect(learner.locator("#help")).to_contain_text("arrive", timeout=LIVE_MS)
    phone.get_by_text("Plus", exact=True).click()
    expect(phone.get_by_role("link", name="Le mur", exact=True)).to_be_visible()
    expect(phone.get_by_role("link", name="Partager")).to_be_hidden()
