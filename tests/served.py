"""A server with accounts: its first administrator, people she invites, what they are let do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx2

from classroom import membership
from classroom.signing import new_token, token_hash
from tests.house import House

PASSWORD = "quatre mots bien choisis"


class Server(House):
    """A `House` at one public address."""

    def __init__(self, data: Path, **options: Any) -> None:
        super().__init__(data, is_server=True, **options)

    def first_link(self) -> str:
        """The path that a first start prints."""
        token = new_token()
        assert self.run(membership.first_run, token_hash(token), self.clock())
        return f"/invitation/{token}"

    def organisation_link(self) -> str:
        """The path of an invitation to a new organisation."""
        from classroom.staffing import Role
        from classroom.store import invitations

        token = new_token()
        self.run(invitations.add, token_hash(token), None, Role.ADMINISTRATOR, self.clock())
        return f"/invitation/{token}"

    def administrator(self, name: str = "Inès", organisation: str = "Médiathèque") -> httpx2.Client:
        """Whoever follows the first link; or, after that, one to a new organisation."""
        first = not self.rows("select 1 from account where email <> ''")
        link = self.first_link() if first else self.organisation_link()
        return self.accept(link, name, organisation=organisation)

    def accept(self, link: str, name: str, **typed: str) -> httpx2.Client:
        client = self.visitor()
        answer = client.post(link, data={**filled(name), **typed})
        assert answer.status_code == 303, answer.text
        return client

    def invite(self, admin: httpx2.Client, name: str, role: str) -> httpx2.Client:
        """Someone invited, who accepted."""
        page = admin.post("/staff/team/invitations", data={"email": address(name), "role": role})
        assert page.status_code == 200, page.text
        return self.accept(link_in(page.text), name)

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx2.Client:
        client = self.visitor()
        answer = client.post("/sign-in", data={"email": address(name), "password": password})
        assert answer.status_code == 303, answer.text
        return client

    def session_of(self, client: httpx2.Client) -> tuple[int, str]:
        """The id and the code of a session this mediator opens."""
        answer = client.post("/staff/sessions", data={"plan": "scams"})
        assert answer.status_code == 303, answer.text
        session_id = int(answer.headers["location"].rsplit("/", 1)[1])
        code = self.rows("select join_code from session where id = ?", session_id)[0][0]
        return session_id, code


def address(name: str) -> str:
    return f"{name.lower().replace('è', 'e')}@exemple.fr"


def filled(name: str) -> dict[str, str]:
    return {"name": name, "email": address(name), "password": PASSWORD, "again": PASSWORD}


def link_in(page: str) -> str:
    """The path of the link that a page shows once."""
    found = re.search(r'class="pass-link">[^<]*?(/invitation/[\w-]+)', page)
    assert found, "no link"
    return found[1]
