"""Signing in elsewhere, through the pages: an account or an invitation with the same address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.served import Server, address


@pytest.fixture(name="provider")
def one_provider() -> Iterator[Provider]:
    served = Provider(email=address("Karim"), name="Karim")
    yield served
    served.close()


@pytest.fixture(name="server")
def one_server(tmp_path: Path, provider: Provider) -> Iterator[Server]:
    served = Server(
        tmp_path / "data",
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_name="ProConnect",
    )
    yield served
    served.close()


def come(server: Server, then: str = "/staff/library") -> tuple[httpx2.Client, httpx2.Response]:
    """A browser that goes to the provider and comes back."""
    client = server.visitor()
    away = client.get("/sign-in/oidc", params={"then": then})
    assert away.status_code == 303, away.text
    with httpx2.Client(verify=False) as elsewhere:
        back = elsewhere.get(away.headers["location"]).headers["location"]
    return client, client.get(back.removeprefix(server.staff_url))


def test_the_door_offers_it_and_someone_invited_gets_an_account(server: Server) -> None:
    admin = server.administrator()
    assert "Se connecter avec ProConnect" in server.visitor().get("/sign-in").text
    asked = {"email": address("Karim"), "role": "coordinator"}
    admin.post("/staff/team/invitations", data=asked)
    client, answer = come(server)
    assert answer.headers["location"] == "/staff/library"
    assert client.get("/staff/history").status_code == 200
    assert client.get("/staff/sessions/new").status_code == 403
    # The second time there is an account, and no invitation any more.
    client, answer = come(server)
    assert answer.status_code == 303
    assert server.rows("select count(*) from account where email <> ''") == [(2,)]


def test_whoever_is_not_invited_stays_outside(server: Server, provider: Provider) -> None:
    server.administrator()
    client, answer = come(server)
    assert answer.status_code == 403
    assert "Demandez une invitation" in answer.text
    assert client.get("/staff").status_code == 303
    provider.claims["email"] = address("Inès")
    provider.claims["email_verified"] = False
    assert come(server)[1].status_code == 403, "an address that anyone can claim"


def test_who_is_kept_out_here_is_kept_out_there(server: Server) -> None:
    admin = server.administrator()
    server.invite(admin, "Karim", "mediator")
    karim = server.rows("select id from account where name = 'Karim'")[0][0]
    assert come(server)[1].status_code == 303
    admin.post(f"/staff/team/{karim}/disable")
    assert come(server)[1].status_code == 403


def test_a_provider_that_lies_or_is_down_is_one_sentence(
    server: Server, provider: Provider
) -> None:
    admin = server.administrator()
    server.invite(admin, "Karim", "mediator")
    provider.lie = "nonce"
    client, answer = come(server)
    assert answer.status_code == 502
    assert "La connexion n'a pas abouti" in answer.text
    assert "staff" not in client.cookies


def test_the_way_back_needs_the_cookie_of_the_way_there(server: Server) -> None:
    admin = server.administrator()
    server.invite(admin, "Karim", "mediator")
    thief, client = server.visitor(), server.visitor()
    away = client.get("/sign-in/oidc")
    with httpx2.Client(verify=False) as elsewhere:
        back = elsewhere.get(away.headers["location"]).headers["location"]
    path = back.removeprefix(server.staff_url)
    assert thief.get(path).status_code == 502
    server.clock.advance(minutes=11)
    assert client.get(path).status_code == 502, "too late"


def test_without_a_provider_there_is_no_such_page(tmp_path: Path) -> None:
    plain = Server(tmp_path / "plain")
    try:
        assert plain.visitor().get("/sign-in/oidc").status_code == 404
        assert plain.visitor().get("/sign-in/oidc/back").status_code == 404
        assert plain.visitor().get("/sign-in/forgotten").status_code == 404
    finally:
        plain.close()
