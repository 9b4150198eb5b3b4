"""What was acknowledged is there after the worst."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import httpx2
import pytest

from tests.forms import filled
from tests.process import Process, open_session

LEARNERS = 8
KILLS = 3


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def answer_until_killed(
    url: str, code: str, exercise: str, token: str, journal: list[str], enough: threading.Event
) -> None:
    """Answer over and over; note each submission once the server acknowledged it."""
    with httpx2.Client(base_url=url, headers={"Origin": url}, timeout=5) as client:
        client.cookies.set("learner", token)
        try:
            while True:
                page = client.get(f"/s/{code}/exercises/{exercise}").text
                if 'id="answer"' not in page:
                    client.post(
                        f"/s/{code}/exercises/{exercise}/redo", data={"submission": "x" * 16}
                    )
                action, fields = filled(page, pick=len(journal))
                if client.post(action, data=fields).status_code == 303:
                    journal.append(fields["submission"])
                if len(journal) % 5 == 0:
                    enough.set()
        except httpx2.HTTPError:
            return


def test_every_acknowledged_answer_survives_kill_9_once(data: Path) -> None:
    journals: dict[str, list[str]] = {}
    tokens: list[str] = []
    code = exercise = ""
    for _ in range(KILLS):
        server = Process(data)
        if not tokens:
            opened = open_session(data)
            code, exercise = opened["code"], first_question(server, opened["code"])
            tokens = [take_seat(server, code, f"Personne {n}") for n in range(LEARNERS)]
            journals = {token: [] for token in tokens}
        enough = threading.Event()
        people = [
            threading.Thread(
                target=answer_until_killed,
                args=(server.learner_url, code, exercise, token, journals[token], enough),
            )
            for token in tokens
        ]
        for person in people:
            person.start()
        assert enough.wait(20)
        server.kill()
        for person in people:
            person.join(20)
    db = sqlite3.connect(data / "classroom.db")
    stored = [row[0] for row in db.execute("select submission from attempt")]
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    db.close()
    acknowledged = [submission for journal in journals.values() for submission in journal]
    assert len(acknowledged) > KILLS
    assert not set(acknowledged) - set(stored), "an acknowledged answer was lost"
    assert len(stored) == len(set(stored)), "an answer was kept twice"


def take_seat(server: Process, code: str, name: str) -> str:
    url = server.learner_url
    with httpx2.Client(base_url=url, headers={"Origin": url}) as client:
        client.post(f"/s/{code}/learners", data={"name": name})
        return str(client.cookies["learner"])


def first_question(server: Process, code: str) -> str:
    """The first exercise with a plain form of choices."""
    from classroom.modules import Library

    library = Library.shipped()
    plan = next(plan for plan in library.plans if plan.id == "scams")
    return next(
        ref
        for ref in plan.exercises
        if library.exercise(ref).kind == "choice"
        and not getattr(library.exercise(ref), "questions", ())
    )


def test_sigterm_ends_in_time_with_streams_open(data: Path) -> None:
    server = Process(data)
    opened = open_session(data)
    token = take_seat(server, opened["code"], "Ana")
    with (
        httpx2.Client(base_url=server.learner_url, cookies={"learner": token}) as client,
        client.stream("GET", f"/s/{opened['code']}/events") as stream,
    ):
        assert stream.status_code == 200
        assert server.stop(timeout_s=3) == 0


def test_a_second_start_on_the_same_folder_is_refused(data: Path) -> None:
    server = Process(data)
    try:
        with pytest.raises(AssertionError, match="déjà ouvert"):
            Process(data)
    finally:
        server.stop()
