"""The servers that are measured: started here on a new folder, or running already."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from classroom.measure import Cost, cost_of
from classroom.store.engine import Store, open_store

START_S = 20.0
STREAMS = 100_000
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotMeasurable(Exception):
    """The measure cannot begin; `code` and `facts` make the sentence (`cli/messages.txt`)."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Server:
    """One process. `staff_url` is its sign-in link; `pid` is 0 for one that is not ours."""

    staff_url: str
    learner_url: str
    pid: int = 0


@dataclass(frozen=True, slots=True)
class Servers:
    """Processes on one database, which answer for each other."""

    each: Sequence[Server]
    database: Path | str
    ours: bool = True

    @property
    def engine(self) -> str:
        return "SQLite" if isinstance(self.database, Path) else "PostgreSQL"

    def cost(self) -> Cost:
        """Processor time and memory of all of them."""
        costs = [cost_of(server.pid) for server in self.each if server.pid]
        return Cost(sum(c.cpu_s for c in costs), sum(c.memory_kb for c in costs))


@contextlib.contextmanager
def process(data: Path, database_url: str) -> Iterator[Server]:
    """One server process of ours. Raises `NotMeasurable`."""
    command = [sys.executable, "-m", "classroom", "serve", "--data", str(data), "--json"]
    command += ["--host", "127.0.0.1", "--port", "0", "--learner-port", "0"]
    command += ["--streams-max", str(STREAMS)]
    if database_url:
        command += ["--database-url", database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        try:
            links = json.loads(running.stdout.readline() or "{}")
            if not links:
                raise NotMeasurable("bench_no_server")
            yield Server(links["staff_url"], links["learner_url"], running.pid)
        finally:
            running.terminate()
            running.wait(START_S)


@contextlib.contextmanager
def started(data: Path, database_url: str = "", count: int = 1) -> Iterator[Servers]:
    """`count` processes on a folder, or on a PostgreSQL database. Raises `NotMeasurable`."""
    with contextlib.ExitStack() as running:
        each = [running.enter_context(process(data, database_url)) for _ in range(count)]
        yield Servers(each, database_url or data / "classroom.db")


def running(staff_link: str, database: Path | str) -> Servers:
    """A server that runs already, by the link it printed; on this machine only.

    The learners' address is asked from the server later. Raises `NotMeasurable`.
    """
    link = urlsplit(staff_link)
    if link.hostname not in LOOPBACK or "token=" not in link.query:
        raise NotMeasurable("bench_bad_link", link=f"{link.scheme}://{link.netloc}{link.path}")
    return Servers([Server(staff_link, "")], database, ours=False)


def nothing_in(database_url: str) -> Store:
    """The store of a database that holds no session. Raises `NotMeasurable`."""
    store = open_store(database_url)
    held: int = store.write_now(lambda db: db.execute("select count(*) from session").fetchone()[0])
    if held:
        store.close()
        raise NotMeasurable("bench_not_empty", count=held)
    return store
