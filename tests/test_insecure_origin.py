"""On a local network pages come by plain http from a name that browsers do not trust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.people import ELSEWHERE, LIVE_MS, People, cut, open_exercise

CLUES, TYPED = "scams/three-clues", "search/call-town-hall"
KEPT = "() => Object.keys(localStorage).some(key => key.includes(':{}'))"


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"), allowed_hosts=(ELSEWHERE,))
    yield served
    served.close()


@pytest.fixture
def people(people: People) -> People:
    return people.elsewhere()


def at_work(people: People, ref: str) -> tuple[Page, str]:
    """Someone on an exercise of a new session, and the page from which the mediator leads it."""
    _, session_id, code = people.house.open_session(plan="", module=["scams", "search"])
    page = people.join(code, "Linh")
    assert page.url.startswith(f"http://{ELSEWHERE}:")
    assert page.evaluate("[isSecureContext, typeof crypto.randomUUID, typeof navigator.locks]") == [
        False,
        "undefined",
        "undefined",
    ]
    open_exercise(page, people.house.library.exercise(ref).title)
    page.wait_for_function("() => 'htmx' in window")
    return page, f"{people.house.staff_url}/staff/sessions/{session_id}"


def answers(house: House) -> list[tuple[Any, ...]]:
    """What the learner who came last has sent, by submission."""
    return house.rows(
        "select passed, submission from attempt"
        " where learner_id = (select max(id) from learner) order by id"
    )


def wait_for_kept(page: Page, what: str) -> None:
    """Until this device holds it."""
    page.wait_for_function(KEPT.format(what))


def test_an_answer_is_redrawn_in_place(people: People) -> None:
    page, _ = at_work(people, CLUES)
    page.evaluate("window.untouched = true")
    people.answer(page, CLUES)
    expect(page.locator("#feedback")).to_contain_text("Enregistré")
    assert page.evaluate("window.untouched"), "the page was loaded again"
    assert [passed for passed, _ in answers(people.house)] == [1]


def test_a_pause_arrives_by_itself(people: People) -> None:
    page, session = at_work(people, CLUES)
    desk = people.mediator()
    desk.goto(session)
    desk.get_by_role("button", name="Pause").click()
    expect(page.locator("#pause")).to_contain_text("Regardez le tableau")
    desk.get_by_role("button", name="Reprendre").click()
    expect(page.locator("#pause")).to_have_count(0)


def test_answers_given_during_a_cut_are_each_kept_once_on_return(people: People) -> None:
    page, _ = at_work(people, CLUES)
    cut(page)
    people.answer(page, CLUES, right=False)
    expect(page.locator("#answer [data-kept]")).to_be_visible()
    people.answer(page, CLUES)
    wait_for_kept(page, "queue")
    assert answers(people.house) == []
    page.context.set_offline(False)
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça", timeout=LIVE_MS)
    expect(page.locator("#feedback")).to_contain_text("Enregistré")
    kept = answers(people.house)
    assert [passed for passed, _ in kept] == [0, 1], "in the order they were given"
    assert len({submission for _, submission in kept}) == 2
    page.reload()
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")
    assert answers(people.house) == kept


def test_what_is_typed_is_found_again_after_a_reload(people: People) -> None:
    page, _ = at_work(people, TYPED)
    page.get_by_label("Votre réponse").fill("02 61 91")
    page.reload()
    expect(page.get_by_label("Votre réponse")).to_have_value("02 61 91")
    people.answer(page, TYPED)
    expect(page.locator("#feedback")).to_contain_text("Enregistré")
    assert not page.evaluate(KEPT.format("draft")), "an answer that was sent leaves no draft"


def test_a_tab_that_dies_gives_back_the_seat_and_what_was_typed(people: People) -> None:
    page, _ = at_work(people, TYPED)
    page.get_by_label("Votre réponse").fill("02 61 91")
    wait_for_kept(page, "draft")
    context, exercise = page.context, page.url
    page.close()
    page = context.new_page()
    page.goto(people.learner_url)
    page.get_by_role("link", name="Reprendre ma place").click()
    expect(page.get_by_role("heading", name="Bonjour Linh")).to_be_visible()
    page.goto(exercise)
    expect(page.get_by_label("Votre réponse")).to_have_value("02 61 91")


def test_an_answer_kept_by_a_tab_that_was_closed_is_sent_by_the_next(people: People) -> None:
    page, _ = at_work(people, CLUES)
    cut(page)
    people.answer(page, CLUES)
    wait_for_kept(page, "queue")
    context, exercise = page.context, page.url
    page.close()
    context.set_offline(False)
    assert answers(people.house) == []
    page = context.new_page()
    page.goto(exercise)
    expect(page.locator("#feedback")).to_contain_text("Enregistré", timeout=LIVE_MS)
    assert [passed for passed, _ in answers(people.house)] == [1]
