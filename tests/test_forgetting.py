"""What was typed in a simulation is gone once it is passed, left, begun again or closed."""

from __future__ import annotations

import pytest

from tests.conftest import Cast
from tests.learning import Work

REF = "scams/josette-inbox"
SECRET = "Je viens avec Paul, au 12 rue des Lilas"


@pytest.fixture(name="work")
def writing(cast: Cast) -> Work:
    """Fatima is writing to Léa."""
    work = Work(cast, cast.fatima, REF)
    for number, do in enumerate(("open:m2", "reply:m2", "save_draft")):
        press(work, do, number, body=SECRET if do == "save_draft" else "")
    assert SECRET in records(work)
    return work


def press(work: Work, do: str, number: int, **typed: str) -> None:
    data = {"submission": f"press-{number}-{do.replace(':', '-')}", "do": do, **typed}
    reply = work.client.post(f"{work.url}/attempts", data=data)
    assert reply.status_code == 303, reply.text


def records(work: Work) -> str:
    found = work.cast.house.rows("select record from attempt order by id")
    return "\n".join(str(record) for (record,) in found)


@pytest.mark.parametrize("act", ["skip", "continue", "redo"])
def test_leaving_or_beginning_again_forgets_the_text(work: Work, act: str) -> None:
    work.act("hints")
    assert SECRET in records(work)
    work.act(act)
    assert SECRET not in records(work)
    assert records(work).count('"do"') == 3


def test_passing_forgets_the_text_and_keeps_the_success(work: Work) -> None:
    steps = ("compose", "send", "open:m1", "report:m1", "open:m4", "report:m4")
    for number, do in enumerate(steps, start=10):
        press(work, do, number, body=SECRET if do == "send" else "")
    assert work.attempts[-1] == (1.0, 1)
    assert SECRET not in records(work)
    assert "Refaire" in work.page()


def test_closing_the_session_forgets_the_text(work: Work) -> None:
    cast = work.cast
    answer = cast.mediator.post(f"/staff/sessions/{cast.session_id}/close")
    assert answer.status_code == 303
    assert SECRET not in records(work)


def test_the_same_post_again_is_still_recognised(work: Work) -> None:
    work.act("skip")
    press(work, "save_draft", 2, body=SECRET)
    assert SECRET not in records(work)
    assert records(work).count('"do"') == 3
