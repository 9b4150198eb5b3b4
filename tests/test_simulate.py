"""Simulated people use the real pages; the measure counts what they know to be kept."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

from classroom import simulate
from classroom.answering import answer_form, fill, key_of
from classroom.exercises import is_seen
from classroom.modules import Library
from tests.house import House

# A page or a card a post, once each: more is going round in circles.
POSTS_MAX = 20


async def until(seen: Callable[[], object], work: Coroutine[Any, Any, None]) -> None:
    """Run the work until something is seen; a minute without it is a failure."""
    task = asyncio.create_task(work)
    try:
        async with asyncio.timeout(60):
            while not seen():
                await asyncio.sleep(0.2)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_a_simulated_room_answers_and_shows_several_states(house: House) -> None:
    mediator, session_id, code = house.open_session()

    def believable() -> bool:
        board = mediator.get(f"/staff/sessions/{session_id}/progress.json").json()["learners"]
        kept = house.rows(
            "select count(*), sum(passed), sum(score < 1), (select count(*) from help_request)"
            " from attempt"
        )[0]
        return len(board) == 5 and len({x["state"] for x in board}) >= 2 and all(kept)

    room = simulate.workshop(house.learner_url, code, 5, seed=3, speed=60)
    asyncio.run(until(believable, room))


def test_a_person_who_knows_is_right_at_every_exercise(house: House) -> None:
    """The key made from the library agrees with the grading of every kind."""
    library = Library.shipped()
    rng = random.Random(1)
    everything = [f"{m.id}/{exercise.id}" for m in library.modules for exercise in m.exercises]
    for module in library.modules:
        _, _, code = house.open_session("", module=[module.id])
        client = house.learner(code)
        for ref in (one for one in everything if one.startswith(f"{module.id}/")):
            url = f"/s/{code}/exercises/{ref}"
            client.post(f"/s/{code}/device", data={"device": library.devices(ref)[0]})
            posts = 0
            while 'id="onward"' not in (page := client.get(url).text):
                posts += 1
                assert posts <= POSTS_MAX, f"{ref} is not solved by its own key"
                data: dict[str, list[str]] = {}
                for name, value in fill(answer_form(page), key_of(library.exercise(ref)), 0.0, rng):
                    data.setdefault(name, []).append(value)
                answer = client.post(f"{url}/attempts", data=data)
                assert answer.status_code == 303, (ref, answer.text)
            said = ("Oui, c'est ça", "C'est fait", "C'est noté")
            assert any(words in page for words in said), ref
    assert house.rows("select exercise from attempt where score < 1 and not passed") == []
    passed = {ref for (ref,) in house.rows("select exercise from attempt where passed")}
    assert passed == {ref for ref in everything if not is_seen(library.exercise(ref))}
