"""A PostgreSQL server of the tests' own: a new cluster on a free port, gone at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.debian import install

# Durability is PostgreSQL's own affair: these settings only make a throw-away cluster light.
SETTINGS = "-c fsync=off -c shared_buffers=32MB -c max_connections=60"
# PostgreSQL refuses to run as root.
SERVANT = "nobody"


class NoPostgres(Exception):
    """No way led to PostgreSQL's programs."""


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`; Debian keeps it out of PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


def from_debian() -> Path | None:
    install("postgresql")
    return programs()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """`url` names its one database; it can be stopped at once and started again."""

    def __init__(self, folder: Path) -> None:
        found = programs() or from_debian()
        if found is None:
            raise NoPostgres("No PostgreSQL. Install it, or put initdb and pg_ctl on the PATH.")
        self.bin, self.folder, self.port = found, folder / "cluster", free_port()
        self.url = f"postgresql://tests@127.0.0.1:{self.port}/postgres"
        if os.geteuid() == 0:
            shutil.chown(folder, SERVANT)
        self.run("initdb", "-D", str(self.folder), "-U", "tests", "-A", "trust", "-N", "-E", "UTF8")
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        user = SERVANT if os.geteuid() == 0 else None
        command = [str(self.bin / program), *arguments]
        done = subprocess.run(command, user=user, cwd="/", capture_output=True, text=True)
        assert done.returncode == 0, done.stderr + done.stdout

    def start(self) -> None:
        options = f"{SETTINGS} -p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        log = str(self.folder / "log")
        self.run("pg_ctl", "start", "-w", "-D", str(self.folder), "-l", log, "-o", options)

    def stop(self, how: str = "immediate") -> None:
        """`immediate` is a crash; `fast` closes every connection in order."""
        self.run("pg_ctl", "stop", "-w", "-D", str(self.folder), "-m", how)


@contextmanager
def cluster() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        opened = Cluster(Path(folder))
        try:
            yield opened
        finally:
            opened.stop()


class Databases:
    """Empty databases of one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.count = cluster, 0

    def fresh(self) -> str:
        """The address of a new one."""
        self.count += 1
        name = f"t{self.count}"
        with psycopg.connect(self.cluster.url, autocommit=True) as conn:
            conn.execute(f"create database {name}".encode())
        return self.cluster.url.rpartition("/")[0] + f"/{name}"
