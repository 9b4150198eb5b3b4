"""Answering by plain forms: what is kept, what is said, and that each post counts once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from tests.conftest import Cast
from tests.house import House, hidden
from tests.learning import HTMX, Work


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"))
    yield served
    served.close()


@pytest.fixture
def work(cast: Cast) -> Work:
    return Work(cast, cast.fatima)


def path_state(work: Work) -> str:
    """What the path page says of the exercise."""
    page = work.client.get(work.cast.home).text
    line = page.partition(f'href="{work.url}"')[2].partition("</a>")[0]
    return line.partition('data-state="')[2].partition('"')[0]


def test_a_right_answer_is_kept_and_said(work: Work) -> None:
    assert path_state(work) == "idle"
    page = work.answered()
    assert work.attempts == [(1.0, 1)]
    assert "Oui, c'est ça" in page
    assert "Enregistré" in page
    assert "Vérifier" not in page
    assert f'id="onward" href="{work.cast.home}/exercises/scams/who-writes"' in page
    assert path_state(work) == "done"


def test_a_wrong_answer_stays_in_place_with_what_to_look_at(work: Work) -> None:
    page = work.answered(right=False)
    assert [passed for _, passed in work.attempts] == [0]
    assert "Presque" in page
    assert "Oui, c'est ça" not in page
    assert page.count(" checked") == 3
    assert "Enregistré" in page, "a try is kept too"
    assert "Vérifier" in page
    assert path_state(work) == "working"


def test_nothing_is_said_to_be_saved_before_it_is(work: Work) -> None:
    assert "Enregistré" not in work.page()
    assert "Enregistré" not in work.page("?answered=1")


def test_help_grows_with_the_errors(work: Work) -> None:
    first_hint, second_hint = "vous presse souvent", "finit presque toujours"
    page = work.answered(right=False)
    assert first_hint not in page
    assert "Voici la réponse" not in page
    page = work.answered(right=False)
    assert first_hint in page
    assert second_hint not in page
    assert "Un autre indice" in page
    assert "Voici la réponse" not in page
    page = work.answered(right=False)
    assert "Voici la réponse" in page
    assert "Refaire" in page
    assert "Continuer" in page
    assert "Vérifier" not in page
    assert "Voici la réponse" in work.page(), "after a reload too"


def test_redo_counts_from_zero(work: Work) -> None:
    for _ in range(3):
        work.answered(right=False)
    reply = work.act("redo")
    assert (reply.status_code, reply.headers["location"]) == (303, work.url)
    page = work.page()
    assert "Voici la réponse" not in page
    assert " checked" not in page
    assert "vous presse souvent" not in page
    work.answered(right=False)
    assert "Voici la réponse" not in work.answered(right=False)
    assert "Voici la réponse" in work.answered(right=False)
    work.act("redo")
    assert "Oui, c'est ça" in work.answered()
    assert len(work.attempts) == 7


def test_continue_leaves_it_to_be_seen_again(work: Work) -> None:
    for _ in range(3):
        work.answered(right=False)
    reply = work.act("continue")
    assert reply.headers["location"] == f"{work.cast.home}/exercises/scams/who-writes"
    assert path_state(work) == "watch"
    work.answered()
    assert path_state(work) == "done"


def test_skip_leads_to_what_is_not_done_and_at_last_to_the_path(work: Work) -> None:
    reply = work.act("skip")
    assert reply.headers["location"] == f"{work.cast.home}/exercises/scams/who-writes"
    assert path_state(work) == "watch"
    last = replace(work, ref="scams/confidence")
    assert last.act("skip").headers["location"] == f"{work.cast.home}/exercises/scams/example"
    for ref in plan_of(work.cast):
        if ref != "scams/confidence":
            finish(replace(work, ref=ref))
    assert last.act("skip").headers["location"] == work.cast.home


def plan_of(cast: Cast) -> list[str]:
    plans = cast.house.app_state()["library"].plans
    return next(list(plan.exercises) for plan in plans if plan.id == "scams")


def finish(work: Work) -> None:
    """Answer until it is done, card after card, page after page."""
    for _ in range(20):
        page = work.answered()
        if 'id="onward"' in page and "Suite" not in page:
            return
    raise AssertionError(work.ref)


def test_the_whole_plan_is_done_without_javascript(cast: Cast) -> None:
    for ref in plan_of(cast):
        finish(Work(cast, cast.fatima, ref))
    assert "Vous avez tout terminé" in cast.fatima.get(cast.home).text
    assert cast.board()["Fatima"]["state"] == "done"
    assert cast.board()["Fatima"]["done"] == len(plan_of(cast))
    assert cast.board()["Moussa"]["done"] == 0


def test_a_hint_can_be_asked_at_any_time_once_a_click(work: Work) -> None:
    reply = work.act("hints", "one-click")
    assert (reply.status_code, reply.headers["location"]) == (303, work.url)
    work.act("hints", "one-click")
    assert "vous presse souvent" in work.page()
    assert "finit presque toujours" not in work.page()
    for _ in range(4):
        work.act("hints")
    assert "le délai, le paiement, l'adresse du lien" in work.page()
    assert "Un autre indice" not in work.page(), "there are three"


def test_the_same_submission_five_times_counts_once(work: Work) -> None:
    data = work.fields()
    replies = [work.client.post(f"{work.url}/attempts", data=data) for _ in range(5)]
    assert {(r.status_code, r.headers["location"]) for r in replies} == {
        (303, f"{work.url}?answered=1#feedback")
    }
    assert len(work.attempts) == 1


def test_the_same_submission_gets_the_same_piece_of_page_for_ever(work: Work) -> None:
    data = work.fields(right=False)
    post = f"{work.url}/attempts"
    replies = [work.client.post(post, data=data, headers=HTMX) for _ in range(4)]
    work.answered(right=False)
    work.act("hints")
    work.answered()
    replies.append(work.client.post(post, data=data, headers=HTMX))
    assert {r.status_code for r in replies} == {200}
    assert len({r.text for r in replies}) == 1
    assert "Presque" in replies[0].text
    assert len(work.attempts) == 3


def test_two_at_once_count_once(work: Work) -> None:
    data, replies = work.fields(), list[httpx2.Response]()
    clients = [work.cast.house.visitor() for _ in range(6)]
    ready = threading.Barrier(len(clients))

    def send(client: httpx2.Client) -> None:
        client.cookies.update(work.client.cookies)
        ready.wait(5)
        replies.append(client.post(f"{work.url}/attempts", data=data, headers=HTMX))

    people = [threading.Thread(target=send, args=(client,)) for client in clients]
    for person in people:
        person.start()
    for person in people:
        person.join(10)
    assert [r.status_code for r in replies] == [200] * len(clients)
    assert len({r.text for r in replies}) == 1
    assert len(work.attempts) == 1


def test_another_answer_under_the_same_submission_is_refused(work: Work) -> None:
    data = work.fields(right=False)
    work.client.post(f"{work.url}/attempts", data=data)
    other = {**work.fields(), "submission": data["submission"]}
    reply = work.client.post(f"{work.url}/attempts", data=other)
    assert reply.status_code == 422
    assert 'data-code="submission_reused"' in reply.text
    elsewhere = replace(work, ref="scams/gave-my-card")
    moved = {**elsewhere.fields(), "submission": data["submission"]}
    assert elsewhere.client.post(f"{elsewhere.url}/attempts", data=moved).status_code == 422
    assert [passed for _, passed in work.attempts] == [0]
    assert elsewhere.attempts == []


def test_two_people_may_send_the_same_id(work: Work) -> None:
    neighbour = replace(work, client=work.cast.moussa)
    for one in (work, neighbour):
        data = {**one.fields(), "submission": "the-same-id"}
        assert one.client.post(f"{one.url}/attempts", data=data).status_code == 303
    assert len(work.attempts) == len(neighbour.attempts) == 1


def test_htmx_gets_the_piece_that_changed_and_a_browser_the_page(work: Work) -> None:
    piece = work.client.post(f"{work.url}/attempts", data=work.fields(), headers=HTMX)
    assert piece.status_code == 200
    assert piece.text.startswith('<article id="exercise"')
    assert "<html" not in piece.text
    assert "HX-Request" in piece.headers["vary"]
    boosted = work.client.post(
        f"{work.url}/attempts", data=work.fields(), headers={"HX-Request": "true"}
    )
    assert boosted.status_code == 303, "a whole page was asked for"
    empty = work.client.post(
        f"{work.url}/attempts", data={"submission": hidden(work.page())}, headers=HTMX
    )
    assert empty.status_code == 422
    assert empty.headers["hx-retarget"] == "#notice"
    assert "<html" not in empty.text
    moved = work.client.post(f"{work.url}/skip", data={"submission": "x" * 16}, headers=HTMX)
    assert moved.status_code == 204
    assert moved.headers["hx-redirect"] == f"{work.cast.home}/exercises/scams/who-writes"


@pytest.mark.parametrize("ref", ["scams/nope", "nope/example", "passwords/example"])
def test_an_exercise_outside_the_plan_does_not_exist(cast: Cast, ref: str) -> None:
    work = Work(cast, cast.fatima, ref)
    data: dict[str, Any] = {"submission": "0123456789abcdef", "choice": "0"}
    assert cast.fatima.get(work.url).status_code == 404
    for action in ("attempts", "hints", "redo", "continue", "skip"):
        assert cast.fatima.post(f"{work.url}/{action}", data=data).status_code == 404
    assert cast.board()["Fatima"]["tries"] == 0


def test_pages_are_in_french(work: Work) -> None:
    assert '<html lang="fr"' in work.page()
