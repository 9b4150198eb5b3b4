"""Whoever sends too slowly, or without end, is shown out; the others are served meanwhile."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House

WAIT_S = 10


@pytest.fixture(name="house", scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data: Path = tmp_path_factory.mktemp("data")
    served = House(data, receive_s=0.3)
    yield served
    served.close()


@pytest.fixture
def line(house: House) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", house.learner_port), timeout=WAIT_S) as opened:
        yield opened


def heard(line: socket.socket) -> bytes:
    """Everything until the server closes; a server that waits for ever fails the test."""
    said = b""
    try:
        while data := line.recv(65536):
            said += data
    except ConnectionResetError:
        pass
    return said


def head(house: House, length: int) -> bytes:
    return (
        f"POST /join HTTP/1.1\r\nHost: 127.0.0.1:{house.learner_port}\r\n"
        f"Origin: http://127.0.0.1:{house.learner_port}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("begun", [b"", b"G", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "])
def test_a_head_that_never_ends_is_cut(line: socket.socket, begun: bytes) -> None:
    line.sendall(begun)
    assert heard(line) == b""


def test_a_second_head_on_the_same_line_has_its_time_too(house: House, line: socket.socket) -> None:
    line.sendall(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{house.learner_port}\r\n\r\n".encode())
    first = line.recv(65536)
    assert b" 200 " in first
    line.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
    assert b" 200 " not in heard(line)


def test_a_head_without_measure_is_cut(line: socket.socket) -> None:
    endless = b"GET / HTTP/1.1\r\n" + b"X-Long: x\r\n" * 10_000_000
    with pytest.raises(OSError, match=r"reset|[Bb]roken pipe"):
        line.sendall(endless)


def test_a_long_body_is_not_taken_for_a_head(house: House, line: socket.socket) -> None:
    body = b"code=" + b"9" * 60_000
    for piece in (head(house, len(body)), body[:100], body[100:]):
        line.sendall(piece)
    assert heard(line).startswith(b"HTTP/1.1 422 ")


def test_a_body_that_never_ends_is_told_so(house: House, line: socket.socket) -> None:
    line.sendall(head(house, 100) + b"code=")
    said = heard(line).decode()
    assert said.startswith("HTTP/1.1 408 ")
    assert "a pris trop de temps" in said


def test_a_stream_outlives_the_time_of_a_request(house: House) -> None:
    _, _, code = house.open_session()
    learner = house.learner(code)
    with learner.stream("GET", f"/s/{code}/events") as stream:
        lines = stream.iter_lines()
        assert any("live" in line for line in lines)
        with socket.create_connection(("127.0.0.1", house.learner_port), timeout=WAIT_S) as slow:
            assert heard(slow) == b"", "by now a request would have been cut"
        learner.post(f"/s/{code}/help")
        assert any("Votre demande est envoyée" in line for line in lines)
