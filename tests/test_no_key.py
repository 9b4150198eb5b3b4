"""The right answer is nowhere before it is given: what is sent does not depend on it.

One database, one learner, served by two instances whose libraries differ only in the
right answers: every page, stream and table is the same, byte for byte.
"""

from __future__ import annotations

import re
from contextlib import closing

import httpx2
import pytest
from msgspec import structs

from classroom.exercises import KINDS, definition_hash
from classroom.modules import Library
from tests.exercises.forms import make
from tests.exercises.twins import TWINS
from tests.house import House
from tests.learning import HTMX

SCORED = sorted(name for name, kind in KINDS.items() if kind.SCORED)
PEOPLE = ("Fatima", "Moussa")
# What is new at each request (submission), at each start (ports), at each moment.
FRESH = (
    re.compile(r'name="submission" value="[^"]*"'),
    re.compile(r'name="served" value="[^"]*"'),
    re.compile(r"(?:127\.0\.0\.1|localhost):\d+"),
    re.compile(r'"at":"[^"]*"'),
)
Sent = dict[str, str]


def exercise_id(case: str) -> str:
    return case.replace(" ", "-")


def twin_library(side: int) -> Library:
    """A module with every case, seen from one side."""
    shipped = Library.shipped()
    twins = tuple(
        make(
            case.split()[0],
            **{**pair[side], "id": exercise_id(case), "estimate_min": 2, "hints": ["Un indice."]},
        )
        for case, pair in TWINS.items()
    )
    module = structs.replace(shipped.modules[0], id="twins", exercises=twins)
    return Library((module,), (), ())


def without_what_is_fresh(text: str) -> str:
    for pattern in FRESH:
        text = pattern.sub("", text)
    return text


def get(client: httpx2.Client, url: str, headers: dict[str, str] | None = None) -> str:
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200, url
    return without_what_is_fresh(answer.text)


def first_message(client: httpx2.Client, url: str) -> str:
    """What a stream says as it opens."""
    said: list[str] = []
    with client.stream("GET", url) as stream:
        assert stream.status_code == 200, url
        for line in stream.iter_lines():
            said.append(line)
            if not line and any(part.startswith("data:") for part in said):
                break
    return without_what_is_fresh("\n".join(said))


def sent(house: House, code: str, session_id: int, seats: list[str]) -> Sent:
    """All that learners and the mediator are sent, by address."""
    found: Sent = {}
    for name, seat in zip(PEOPLE, seats, strict=True):
        client = house.visitor()
        client.cookies.set("learner", seat)
        for url in (f"/s/{code}", f"/s/{code}/card"):
            found[name + url] = get(client, url)
        for case in TWINS:
            url = f"/s/{code}/exercises/twins/{exercise_id(case)}"
            found[name + url] = get(client, url)
            found[f"{name}{url} (htmx)"] = get(client, url, HTMX)
            found[f"{name}{url} (stream)"] = first_message(
                client, f"/s/{code}/events?exercise=twins/{exercise_id(case)}"
            )
    mediator, session = house.mediator(), f"/staff/sessions/{session_id}"
    for view in ("tiles", "matrix"):
        found[f"{session} {view}"] = get(mediator, f"{session}?view={view}")
        found[f"{session}/events {view}"] = first_message(mediator, f"{session}/events?view={view}")
    people = (f"{session}/learners/{row[0]}" for row in house.rows("select id from learner"))
    history = f"/staff/history/{session_id}"
    for url in (f"{session}/progress.json", *people, history, "/staff/library/twins"):
        found[url] = get(mediator, url)
    return found


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sent, Sent]:
    """The same room seen from both sides; Moussa was shown the hints."""
    data = tmp_path_factory.mktemp("data")
    libraries = [twin_library(side) for side in (0, 1)]
    with closing(House(data, libraries[0])) as house:
        _, session_id, code = house.open_session(plan="", module="twins")
        clients = [house.learner(code, name) for name in PEOPLE]
        for case in TWINS:
            url = f"/s/{code}/exercises/twins/{exercise_id(case)}/hints"
            asked = clients[1].post(url, data={"submission": f"hint-for-{exercise_id(case)}"})
            assert asked.status_code == 303
        seats = [client.cookies["learner"] for client in clients]
    seen = []
    for library in libraries:
        with closing(House(data, library)) as house:
            seen.append(sent(house, code, session_id, seats))
    return seen[0], seen[1]


def test_the_two_libraries_differ_in_every_exercise() -> None:
    one, other = (twin_library(side).module("twins").exercises for side in (0, 1))
    assert not {definition_hash(x) for x in one} & {definition_hash(x) for x in other}


@pytest.mark.parametrize("kind", SCORED)
def test_no_exercise_page_of_a_kind_holds_the_key(kind: str, sides: tuple[Sent, Sent]) -> None:
    one, other = sides
    cases = [exercise_id(case) for case in TWINS if case.split()[0] == kind]
    assert cases, f"the kind {kind} has no pair of twins in tests/exercises/twins.py"
    for case in cases:
        urls = [url for url in one if url.split(" ")[0].endswith(f"/twins/{case}")]
        assert len(urls) == 3 * len(PEOPLE)
        for url in urls:
            assert one[url] == other[url], url
            with_hint = url.startswith("Moussa") and "stream" not in url
            assert ("Un indice." in one[url]) is with_hint


def test_no_page_stream_or_table_around_them_does(sides: tuple[Sent, Sent]) -> None:
    one, other = sides
    assert one.keys() == other.keys()
    assert [url for url in one if one[url] != other[url]] == []
    assert '"name":"Fatima"' in next(text for url, text in one.items() if "progress" in url)
