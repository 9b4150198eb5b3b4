"""What nobody should send: refused in words, without effect, and never a crash."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from classroom.settings import BODY_MAX, STREAMS_PER_OWNER_MAX
from tests.conftest import Cast
from tests.house import House
from tests.learning import HTMX, Work

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TABLES = ("session", "learner", "attempt", "activity", "help_request", "visit", "pause")


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"))
    yield served
    served.close()


@pytest.fixture
def work(cast: Cast) -> Work:
    return Work(cast, cast.fatima)


def kept(house: House) -> list[Any]:
    """How much is stored."""
    return [house.rows(f"select count(*) from {table}") for table in TABLES]


def learner_posts(work: Work) -> list[str]:
    actions = ("attempts", "hints", "redo", "continue", "skip")
    seat = ("learners", "return", "come-back", "help/cancel", "presence")
    return [
        "/join",
        *(f"{work.url}/{action}" for action in actions),
        *(f"{work.cast.home}/{action}" for action in seat),
    ]


def chunks(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    yield b"choice="
    for _ in range(size // 1000):
        yield b"x" * 1000


def test_a_body_too_large_is_refused_before_it_is_read(work: Work) -> None:
    before = kept(work.cast.house)
    for url in learner_posts(work):
        answer = work.client.post(url, content=b"x" * (BODY_MAX + 1), headers=FORM)
        assert answer.status_code == 413
        assert 'data-code="too_large"' in answer.text
    answer = work.client.post(f"{work.url}/attempts", content=chunks(BODY_MAX * 2), headers=FORM)
    assert answer.status_code == 413
    answer = work.cast.mediator.post("/staff/sessions", content=chunks(BODY_MAX * 2), headers=FORM)
    assert answer.status_code == 413
    assert kept(work.cast.house) == before
    assert work.answer().status_code == 303


MULTIPART = "multipart/form-data; boundary=frontier"
BODIES: dict[str, tuple[str, bytes]] = {
    "nothing": (FORM["Content-Type"], b""),
    "no type": ("", b"submission=0123456789"),
    "json": ("application/json", b'{"submission": "0123456789"}'),
    "not utf-8": (FORM["Content-Type"], b"submission=%ff%fe&choice=%ff&exercise=%ff&code=\xff"),
    "surrogates": (FORM["Content-Type"], b"submission=%ed%a0%80&choice=%ed%a0%80&code=%ed%a0%80"),
    "nul": (FORM["Content-Type"], b"submission=%00%00%00%00%00%00%00%00&name=%00&exercise=%00"),
    "many fields": (FORM["Content-Type"], b"&".join(b"choice=%d" % n for n in range(5000))),
    "only signs": (FORM["Content-Type"], b"&&&===;;;%%%"),
    "no boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "cut": (MULTIPART, b'--frontier\r\nContent-Disposition: form-data; name="submis'),
    "no name": (
        MULTIPART,
        b"--frontier\r\nContent-Disposition: form-data\r\n\r\nx\r\n--frontier--",
    ),
    "files": (
        MULTIPART,
        b"".join(
            b'--frontier\r\nContent-Disposition: form-data; name="%b"; filename="a"\r\n\r\nx\r\n'
            % name
            for name in (b"submission", b"choice", b"name", b"code", b"exercise", b"idle_s")
        )
        + b"--frontier--\r\n",
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_malformed_body_is_refused_in_words(work: Work, name: str) -> None:
    kind, body = BODIES[name]
    headers = {"Content-Type": kind} if kind else {}
    before = kept(work.cast.house)
    for url in learner_posts(work):
        answer = work.client.post(url, content=body, headers=headers)
        if url.endswith(("/learners", "/come-back", "/help/cancel", "/presence")):
            assert answer.status_code in (204, 303, 400), url
        else:
            assert answer.status_code in (400, 422), url
            assert 'role="alert"' in answer.text or "data-code=" in answer.text, url
    stranger = work.cast.house.visitor()
    answer = stranger.post(f"{work.cast.home}/learners", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert kept(work.cast.house) == before


@pytest.mark.parametrize(
    "submission",
    ["", "short", "x" * 65, "x" * 50_000, "é" * 12, "with a space", "../../etc/passwd", "a\0b" * 5],
)
def test_a_submission_id_is_one_of_ours(work: Work, submission: str) -> None:
    before = kept(work.cast.house)
    data = {**work.fields(), "submission": submission}
    for action in ("attempts", "hints", "redo", "continue", "skip"):
        assert work.client.post(f"{work.url}/{action}", data=data).status_code == 422
    assert kept(work.cast.house) == before


CHOICES: list[Any] = ["99", "-1", "²", "1e3", "", "x" * 9999, ["0"] * 500, ["0", "-1"], "\0", "٣"]


@pytest.mark.parametrize("choice", CHOICES)
def test_an_answer_that_is_none_is_refused_or_graded(work: Work, choice: Any) -> None:
    data = {**work.fields(), "choice": choice}
    answer = work.client.post(f"{work.url}/attempts", data=data)
    assert answer.status_code in (303, 422)
    assert len(work.attempts) == (answer.status_code == 303)
    assert all(0 <= score < 1 for score, _ in work.attempts)
    assert work.page()


FIELDS = {
    "scams/sender-address": "pick",
    "scams/clues-in-a-mail": "passage",
    "scams/words": "say",
}


@pytest.mark.parametrize("ref", FIELDS)
def test_a_place_a_passage_or_a_card_that_is_none_is_refused(house: House, ref: str) -> None:
    mediator, session_id, code = house.open_session("", module=["scams"])
    fatima, moussa = house.learner(code), house.learner(code, "Moussa")
    work = Work(Cast(house, mediator, session_id, code, fatima, moussa), fatima, ref)
    for choice in [*CHOICES, "known\0", ["known", "again"]]:
        for card in ("0", "-1", "99", "x" * 9999, ["0", "0"]):
            data = {**work.fields(), "card": card, FIELDS[ref]: choice}
            reply = work.client.post(f"{work.url}/attempts", data=data)
            assert reply.status_code in (303, 422), (card, choice)
            assert work.page("?answered=1")
    assert all(score is None or 0 <= score < 1 for score, _ in work.attempts)


def test_an_unanswered_form_leads_back_to_its_exercise(work: Work) -> None:
    fields = {"submission": work.fields()["submission"]}
    answer = work.client.post(f"{work.url}/attempts", data=fields)
    assert answer.status_code == 422
    assert f'href="{work.url}"' in answer.text
    assert "Revenir à l'exercice" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        *("/s/0", "/s/99999999999999999999", "/s/१२३४५६", "/s/%00", "/s/12345a", "/s/-12345"),
        *("/j/x", "/j/%00", "/j/" + "x" * 5000, "/nowhere", "/s//", "/media/scams/x/nope.svg"),
        *("/media/scams/x/..%2fmodule.toml", "/media/..%2f/x/plans.toml", "/static/../app.py"),
        *("/static/dev/%2e%2e/%2e%2e/etc/passwd", "//evil.example/s/1", "/s/1/exercises/a"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(cast: Cast, path: str) -> None:
    answer = cast.fatima.get(path)
    if answer.status_code == 307:
        answer = cast.fatima.get(answer.headers["location"])
    assert answer.status_code in (404, 422)
    assert "[[module]]" not in answer.text
    assert "root:" not in answer.text
    assert answer.headers["content-security-policy"]


@pytest.mark.parametrize("number", [0, 2**31, 2**62, 2**63, 10**30])
def test_a_number_nobody_has_is_not_found(cast: Cast, number: int) -> None:
    for path in (
        f"/staff/sessions/{number}",
        f"/staff/sessions/{number}/progress.json",
        f"/staff/sessions/{number}/events",
        f"/staff/sessions/{number}/learners/1",
        f"/staff/history/{number}",
        f"{cast.dashboard}/learners/{number}",
    ):
        assert cast.mediator.get(path).status_code == 404, path
    assert cast.mediator.post(f"/staff/sessions/{number}/close").status_code == 404
    assert cast.mediator.post(f"{cast.dashboard}/learners/{number}/visit").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_do_nothing(work: Work, method: str) -> None:
    before = kept(work.cast.house)
    for url in ("/", "/join", f"{work.url}/attempts", f"{work.cast.home}/help"):
        assert work.client.request(method, url).status_code == 405
    assert work.cast.mediator.request(method, work.cast.dashboard).status_code == 405
    assert kept(work.cast.house) == before


BAD_SESSIONS: list[dict[str, Any]] = [
    {},
    {"plan": "nope"},
    {"plan": "\0"},
    {"module": ["nope", "../scams"]},
    *({"plan": "scams", "capacity": n} for n in ("0", "-1", "301", "²", "9" * 400, "1e2", "x")),
    {"plan": "scams", "title": "x" * 81},
    {"plan": "scams", "title": "\u202e"},
    {"plan": "scams", "mediator_name": "x" * 25},
]


@pytest.mark.parametrize("fields", BAD_SESSIONS)
def test_a_session_that_makes_no_sense_is_asked_again(house: House, fields: Any) -> None:
    mediator, before = house.mediator(), kept(house)
    answer = mediator.post("/staff/sessions", data=fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert kept(house) == before


def test_a_learner_of_another_session_of_mine_is_not_found_here(cast: Cast) -> None:
    _, other_id, _ = cast.house.open_session()
    theirs = Work(cast, cast.fatima).learner_id
    here = f"/staff/sessions/{other_id}/learners/{theirs}"
    assert cast.mediator.get(here).status_code == 404
    for action in ("rename", "approve", "remove", "restore", "visit", "handled"):
        assert cast.mediator.post(f"{here}/{action}", data={"name": "Vol"}).status_code == 404
    assert "Fatima" in cast.board()
    assert cast.house.rows("select 1 from visit where learner_id = ?", theirs) == []


def test_streams_are_counted(cast: Cast) -> None:
    with contextlib.ExitStack() as open_streams:
        heard = []
        for _ in range(STREAMS_PER_OWNER_MAX):
            stream = open_streams.enter_context(cast.fatima.stream("GET", f"{cast.home}/events"))
            heard.append(stream.iter_text())
            assert next(heard[-1])
        refused = cast.fatima.get(f"{cast.home}/events")
        assert refused.status_code == 429
        assert refused.headers["retry-after"]
        with cast.moussa.stream("GET", f"{cast.home}/events") as neighbour:
            assert neighbour.status_code == 200


def limit(db: Any, pages: int) -> None:
    """Below its size, SQLite holds a database at the pages it has: a disk that is full."""
    db.execute(f"pragma max_page_count = {pages}").fetchone()


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    try:
        mediator, session_id, code = house.open_session()
        fatima, moussa = house.learner(code), house.learner(code, "Moussa")
        cast = Cast(house, mediator, session_id, code, fatima, moussa)
        work = Work(cast, cast.fatima)
        post = f"{work.url}/attempts"
        house.run(limit, 1)
        acknowledged = 0
        for _ in range(200):
            data = work.fields(right=False)
            refused = work.client.post(post, data=data)
            if refused.status_code != 303:
                break
            acknowledged += 1
            work.act("redo")
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "5"
        assert "pas encore enregistrée" in refused.text
        assert "Enregistré" not in refused.text
        assert len(work.attempts) == acknowledged
        piece = work.client.post(post, data=data, headers=HTMX)
        assert (piece.status_code, piece.headers["hx-retarget"]) == (503, "#notice")
        assert len(work.attempts) == acknowledged
        assert work.page(), "reading goes on"
        assert cast.board()["Fatima"]["tries"] == acknowledged
        house.run(limit, 1_000_000)
        assert work.client.post(post, data=data).status_code == 303, "it recovers alone"
        assert work.client.post(post, data=data).status_code == 303
        assert len(work.attempts) == acknowledged + 1
    finally:
        house.close()
