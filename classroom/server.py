"""Running one instance: the data folder, its lock, the two listeners, the links to print."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import logging
import os
import re
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

import structlog
import uvicorn
from starlette.types import ASGIApp

from classroom import app, membership
from classroom.oidc import MissingExtra
from classroom.protocol import BoundedHead
from classroom.runtime import all_handles, calm_collector
from classroom.settings import Settings
from classroom.signing import Signer, load_keys, new_token, token_hash
from classroom.store import engine, schema
from classroom.store.engine import Store

if sys.platform == "win32":
    import msvcrt

    def lock_file(file: IO[str]) -> None:
        """The lock lies past the text, which others must be able to read."""
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
else:
    import fcntl

    def lock_file(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


GRACEFUL_S = 2
NEAR = {"0.0.0.0": "127.0.0.1", "::": "::1"}
EXPECTED_LEARNERS = 2048


class CannotStart(Exception):
    """The instance cannot run; `code` and `facts` make the sentence (`cli/messages.txt`)."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@contextlib.contextmanager
def held(settings: Settings) -> Iterator[IO[str]]:
    """Hold the data folder alone; with PostgreSQL, several processes may share it.

    Raises `CannotStart`.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = open(settings.lock, "a+", encoding="utf-8")  # noqa: SIM115
    except OSError as error:
        raise CannotStart("data_not_writable", data=settings.data, reason=error.strerror) from error
    with file:
        try:
            if not settings.database_url:
                lock_file(file)
        except OSError as error:
            raise CannotStart("data_in_use", data=settings.data) from error
        yield file
        file.truncate(0)


def running(settings: Settings) -> str | None:
    """The staff address of the server that holds the data folder, if one does."""
    with contextlib.suppress(OSError), open(settings.lock, "r+", encoding="utf-8") as file:
        try:
            lock_file(file)
        except OSError:
            file.seek(0)
            with contextlib.suppress(ValueError):
                return str(json.load(file)["staff"])
    return None


def open_store(settings: Settings, file: Path | None = None) -> Store:
    """The instance's own store, or that of a file beside it. Raises `CannotStart`."""
    url = settings.database_url
    try:
        return engine.open_store(file or url or settings.database)
    except schema.NewerSchema as error:
        raise CannotStart("newer_schema", data=public(url) or settings.data) from error
    except engine.MissingExtra as error:
        raise CannotStart("missing_extra") from error
    except engine.Unreachable as error:
        raise CannotStart("unreachable", url=public(url), reason=str(error)) from error
    except sqlite3.OperationalError as error:
        raise CannotStart("data_not_writable", data=settings.data, reason=str(error)) from error
    except sqlite3.DatabaseError as error:
        raise CannotStart("data_damaged", data=settings.data, reason=str(error)) from error


def public(url: str) -> str:
    """A database address without its password, for messages."""
    return re.sub(r":[^:/@]*@", "@", url)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises `CannotStart` when the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(EXPECTED_LEARNERS)
    except OSError as error:
        sock.close()
        code = "port_taken" if error.errno in (98, 48, 10048, 13) else "bad_address"
        raise CannotStart(code, host=host, port=port, reason=error.strerror) from error
    sock.set_inheritable(True)
    return sock


def own_address() -> str:
    """The address of this machine on its local network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def learner_url(settings: Settings, port: int) -> str:
    """What learners type: the allowed name if one was given, else this machine's address."""
    host = settings.host
    if settings.allowed_hosts:
        host = settings.allowed_hosts[0]
    elif host in ("0.0.0.0", "::"):
        host = own_address()
    return address_url(host, port)


def address_url(host: str, port: int) -> str:
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).version == 6:
            host = f"[{host}]"
    return f"http://{host}/" if port == 80 else f"http://{host}:{port}/"


@dataclass(frozen=True, slots=True)
class Links:
    """What the server prints once it is ready. `near_url` is `learner_url` as this machine
    itself reaches it, without going through a network."""

    staff_url: str
    learner_url: str
    near_url: str
    data: str
    staff_token: str
    first_url: str = ""

    @property
    def sign_in_url(self) -> str:
        """Of a server: the way in of its first administrator, then its door."""
        if not self.staff_token:
            return self.first_url or f"{self.staff_url}sign-in"
        return f"{self.staff_url}staff?token={self.staff_token}"


def listeners(settings: Settings) -> list[socket.socket]:
    """One for the staff and one for learners; a server has one for all. Raises `CannotStart`."""
    if settings.public_url:
        return [listen(settings.host, settings.port)]
    return [listen("127.0.0.1", settings.port), listen(settings.host, settings.learner_port)]


def links_of(
    settings: Settings, staff_port: int, learner_port: int, signer: Signer, store: Store
) -> Links:
    near_url = address_url(NEAR.get(settings.host, settings.host), learner_port)
    if not settings.public_url:
        return Links(
            staff_url=f"http://localhost:{staff_port}/",
            learner_url=learner_url(settings, learner_port),
            near_url=near_url,
            data=str(settings.data),
            staff_token=signer.staff_token(),
        )
    token, url = new_token(), settings.public_url
    is_first = store.write_now(membership.first_run, token_hash(token), datetime.now(UTC))
    first_url = f"{url}invitation/{token}" if is_first else ""
    return Links(url, url, near_url, str(settings.data), "", first_url)


class Instance(uvicorn.Server):
    """A server that says when it is ready, and ends its streams when it stops."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], leave: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready, self._leave = ready, leave

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._leave()
        await super().shutdown(sockets)


def configure(application: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves it: bounded heads, no log of its own, streams that end in time."""
    return uvicorn.Config(
        application,
        http=partial(BoundedHead, seconds=settings.receive_s),  # type: ignore[arg-type]
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.public_url),
        forwarded_allow_ips=settings.trusted_proxy,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=GRACEFUL_S,
        backlog=EXPECTED_LEARNERS,
    )


def quiet_logging() -> None:
    """Our own log alone: no addresses, codes, names or query strings."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)


def run(
    settings: Settings,
    ready: Callable[[Links], None],
    *,
    clock: Callable[[], datetime] | None = None,
    beside: Callable[[Links], Any] | None = None,
) -> None:
    """Serve until a signal. `ready` prints the links; `beside` is awaited along (the demo).

    Raises `CannotStart` before anything is served.
    """
    quiet_logging()
    all_handles()
    with held(settings) as lock, contextlib.ExitStack() as closing:
        try:
            signer = Signer(load_keys(settings.keys))
        except OSError as error:
            raise CannotStart(
                "data_not_writable", data=settings.data, reason=error.strerror
            ) from error
        sockets = [closing.enter_context(one) for one in listeners(settings)]
        staff_port, learner_port = sockets[0].getsockname()[1], sockets[-1].getsockname()[1]
        store = open_store(settings)
        closing.callback(store.close)
        links = links_of(settings, staff_port, learner_port, signer, store)
        json.dump({"staff": f"http://localhost:{staff_port}/"}, lock)
        lock.flush()
        try:
            application = app.build(
                settings, store, staff_port=staff_port, learner_url=links.learner_url, clock=clock
            )
        except MissingExtra as error:
            raise CannotStart("missing_oidc") from error
        config = configure(application, settings)
        instance = Instance(config, lambda: ready(links), application.hub.close)
        leave_in_order()
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            calm_collector()
            runner.run(serve(instance, sockets, beside, links))


def leave_in_order() -> None:
    """uvicorn raises the signal again once it has stopped; the store is still to be closed."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)


async def serve(
    instance: uvicorn.Server,
    sockets: list[socket.socket],
    beside: Callable[[Links], Any] | None,
    links: Links,
) -> None:
    task = asyncio.create_task(beside(links)) if beside else None
    if task:
        task.add_done_callback(report_failure)
    try:
        await instance.serve(sockets)
    finally:
        if task:
            task.cancel()


def report_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()):
        structlog.get_logger().error("stopped_beside", exc_info=error)
