"""A whole instance for a test: real sockets, real database, a clock that can be moved."""

from __future__ import annotations

import asyncio
import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from classroom import app, server
from classroom.modules import Library
from classroom.settings import Settings
from classroom.signing import Signer, load_keys
from classroom.store import accounts, sessions
from classroom.store.engine import open_store


class Clock:
    """The time of day plus what a test adds to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, **duration: float) -> None:
        self.ahead += timedelta(**duration)


class House:
    """A served instance. `staff_url` and `learner_url` end without a slash."""

    def __init__(
        self,
        data: Path,
        library: Library | None = None,
        clock: Clock | None = None,
        *,
        is_server: bool = False,
        **options: Any,
    ) -> None:
        """On a laptop, or with accounts at one address (`is_server`)."""
        self.clock = clock or Clock()
        self.settings = Settings(data=data, host="127.0.0.1", **options)
        data.mkdir(parents=True, exist_ok=True)
        self.signer = Signer(load_keys(self.settings.keys))
        self.store = open_store(self.settings.database_url or self.settings.database)
        self.visitors: list[httpx2.Client] = []
        self.sockets = [server.listen("127.0.0.1", 0), server.listen("127.0.0.1", 0)]
        staff_port, learner_port = (s.getsockname()[1] for s in self.sockets)
        self.staff_url = f"http://localhost:{staff_port}"
        self.learner_url = f"http://127.0.0.1:{learner_port}"
        self.learner_port = learner_port
        if is_server:
            self.staff_url = self.learner_url = f"http://localhost:{learner_port}"
            self.settings = replace(self.settings, public_url=f"{self.learner_url}/")
        self.app = app.build(
            self.settings,
            self.store,
            staff_port=staff_port,
            learner_url=self.learner_url + "/",
            clock=self.clock,
            modules=library,
        )
        config = server.configure(self.app, self.settings)
        ready = threading.Event()
        self.server = server.Instance(config, ready.set, self.app.hub.close)
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()
        assert ready.wait(10)

    def _serve(self) -> None:
        with asyncio.Runner(loop_factory=self.server.config.get_loop_factory()) as runner:
            runner.run(self.server.serve(self.sockets))

    def close(self) -> None:
        for visitor in self.visitors:
            visitor.close()
        self.server.should_exit = True
        self.thread.join(10)
        self.store.close()
        for sock in self.sockets:
            sock.close()

    def run(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Run a store function durably, as a command would."""
        return self.store.write_now(fn, *args, **kwargs)

    def visitor(self, base_url: str = "") -> httpx2.Client:
        """A browser without JavaScript: keeps cookies, follows nothing by itself."""
        base_url = base_url or self.learner_url
        # Plain http: reading the system's certificates for each visitor would take the time.
        client = httpx2.Client(
            base_url=base_url, headers={"Origin": base_url}, timeout=10, verify=False
        )
        self.visitors.append(client)
        return client

    def mediator(self) -> httpx2.Client:
        """A visitor who followed the printed link."""
        client = self.visitor(self.staff_url)
        answer = client.get("/staff", params={"token": self.signer.staff_token()})
        assert answer.status_code == 303
        return client

    def open_session(self, plan: str = "scams", **fields: Any) -> tuple[httpx2.Client, int, str]:
        """The mediator, the id and the code of a session she just opened."""
        client = self.mediator()
        answer = client.post("/staff/sessions", data={"plan": plan, **fields})
        assert answer.status_code == 303, answer.text
        session_id = int(answer.headers["location"].rsplit("/", 1)[1])
        code = self.rows("select join_code from session where id = ?", session_id)[0][0]
        return client, session_id, code

    def learner(self, code: str, name: str = "Fatima", seat: str = "") -> httpx2.Client:
        """A visitor who took a seat."""
        client = self.visitor()
        answer = client.post(f"/s/{code}/learners", data={"name": name, "seat": seat})
        assert answer.status_code == 303, answer.text
        return client

    def rows(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.run(lambda db: db.execute(sql, params).fetchall())
        return found

    def other_organisation(self) -> tuple[httpx2.Client, int]:
        """Another organisation's mediator, signed in here, and a session of hers."""
        now = self.clock()
        account = self.run(accounts.add, "Autre structure", "Inès", now)
        plan = self.app_state()["library"].plans[0]
        opened = self.run(
            sessions.add, account, sessions.Opening("Ailleurs", plan), f"elsewhere-{now}", now
        )
        client = self.visitor(self.staff_url)
        self.run(sign_in, account.id, "other-token", now)
        client.cookies.set("staff", "other-token")
        return client, opened.id

    def app_state(self) -> dict[str, Any]:
        return self.server.lifespan.state

    @property
    def library(self) -> Library:
        found: Library = self.app_state()["library"]
        return found

    @property
    def sign_in_url(self) -> str:
        """The printed link."""
        return f"{self.staff_url}/staff?token={self.signer.staff_token()}"


def sign_in(db: Any, account_id: int, token: str, now: datetime) -> None:
    from classroom.signing import token_hash
    from classroom.store.rows import stamp

    params = {"token_hash": token_hash(token), "account_id": account_id, "at": stamp(now)}
    db.execute(accounts.SIGN_IN, params)


def hidden(html: str, name: str = "submission") -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found[1]
