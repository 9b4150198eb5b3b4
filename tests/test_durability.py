"""An instance stops in order, and alone on its folder. What it lives through is in `torture`."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from tests.process import Process, open_session


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def take_seat(server: Process, code: str, name: str) -> str:
    url = server.learner_url
    with httpx2.Client(base_url=url, headers={"Origin": url}) as client:
        client.post(f"/s/{code}/learners", data={"name": name})
        return str(client.cookies["learner"])


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
