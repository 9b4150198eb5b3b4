"""When PostgreSQL refuses or goes away: an honest sentence, then recovery by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psycopg
import pytest

from classroom.answering import answer_form, fill, key_of
from classroom.modules import Library
from tests.cluster import Cluster, Databases, cluster
from tests.process import Process, command
from tests.test_durability import take_seat

REF = "scams/three-clues"


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


class Learner:
    """One learner who always has an answer to send."""

    def __init__(self, server: Process, data: Path, url: str) -> None:
        opened = command(
            "session", "open", "--plan", "scams", "--json", "--data", str(data),
            "--database-url", url,
        )  # fmt: skip
        code = opened.stdout.split('"code": "')[1].split('"')[0]
        base = server.learner_url
        self.client = httpx2.Client(base_url=base, headers={"Origin": base}, timeout=30)
        self.client.cookies.set("learner", take_seat(server, code, "Ana"))
        self.url = f"/s/{code}/exercises/{REF}"
        page = self.client.get(self.url).text
        exercise = Library.shipped().exercise(REF)
        self.fields: dict[str, list[str]] = {}
        for name, value in fill(answer_form(page), key_of(exercise), 0.0, random.Random(1)):
            self.fields.setdefault(name, []).append(value)

    def answer(self) -> httpx2.Response:
        return self.client.post(f"{self.url}/attempts", data=self.fields)


def kept(url: str) -> int:
    with psycopg.connect(url) as db:
        row = db.execute("select count(*) from attempt").fetchone()
        return int(row[0]) if row else 0


def expect_refusal(answer: httpx2.Response) -> None:
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "pas encore enregistrée" in answer.text


def test_a_restart_of_the_database_is_survived(own_cluster: Cluster, tmp_path: Path) -> None:
    url = own_cluster.url
    server = Process(tmp_path, "--database-url", url)
    learner = Learner(server, tmp_path, url)
    try:
        own_cluster.stop()
        expect_refusal(learner.answer())
        ready = f"{server.learner_url}/readyz"
        assert httpx2.get(ready, timeout=30).status_code == 503
        own_cluster.start()
        assert learner.answer().status_code == 303
        assert learner.answer().status_code == 303, "the same submission again"
        assert kept(url) == 1
        assert httpx2.get(ready, timeout=30).status_code == 200
    finally:
        learner.client.close()
        assert server.stop() == 0


def test_a_database_that_only_reads_is_said_to_keep_nothing(
    databases: Databases, tmp_path: Path
) -> None:
    """As a standby does until it is promoted."""
    url = databases.fresh()
    server = Process(tmp_path, "--database-url", url)
    learner = Learner(server, tmp_path, url)
    name = url.rpartition("/")[2]

    def only_reads(state: str) -> None:
        with psycopg.connect(databases.cluster.url, autocommit=True) as db:
            db.execute(
                f"alter database {name} set default_transaction_read_only = {state}".encode()
            )
            db.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
                       [name])  # fmt: skip

    try:
        only_reads("on")
        expect_refusal(learner.answer())
        assert learner.client.get(learner.url).status_code == 200, "reading goes on"
        assert kept(url) == 0
        only_reads("off")
        assert learner.answer().status_code == 303
        assert kept(url) == 1
    finally:
        learner.client.close()
        assert server.stop() == 0
