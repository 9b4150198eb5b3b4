"""Questions kept for later, and what becomes of them."""

from __future__ import annotations

import pytest

from classroom.store.questions import MOST
from tests.conftest import Cast


def ask(cast: Cast, text: str) -> int:
    return cast.fatima.post(f"{cast.home}/questions", data={"question": text}).status_code


def kept(cast: Cast) -> list[tuple[str, str]]:
    rows = cast.house.rows("select text, fate from parked_question order by id")
    return [(str(text), str(fate)) for text, fate in rows]


def test_a_question_is_read_by_the_mediator_and_by_whoever_asked(cast: Cast) -> None:
    assert ask(cast, "Comment imprimer une photo ?") == 303
    page = cast.mediator.get(f"{cast.dashboard}/questions").text
    assert "Comment imprimer une photo ?" in page
    assert "Fatima" in page
    assert "Comment imprimer une photo ?" in cast.fatima.get(cast.home).text
    assert "Comment imprimer une photo ?" not in cast.moussa.get(cast.home).text


def test_what_becomes_of_a_question_is_told(cast: Cast) -> None:
    ask(cast, "Pourquoi ?")
    cast.mediator.post(f"{cast.dashboard}/questions", data={"question": "À quoi bon ?"})
    strip = cast.mediator.get(cast.dashboard).text
    assert "<strong>2</strong> questions" in strip
    settled = cast.mediator.post(f"{cast.dashboard}/questions/1", data={"fate": "answered"})
    assert settled.status_code == 303
    assert kept(cast) == [("Pourquoi ?", "answered"), ("À quoi bon ?", "open")]
    assert "Répondu" in cast.fatima.get(cast.home).text
    assert "<strong>1</strong> question" in cast.mediator.get(cast.dashboard).text


def test_questions_stay_after_the_session(cast: Cast) -> None:
    ask(cast, "Pourquoi ?")
    cast.mediator.post(f"{cast.dashboard}/close")
    assert "Pourquoi ?" in cast.mediator.get(f"{cast.dashboard}/questions").text
    assert ask(cast, "Trop tard ?") == 410
    assert kept(cast) == [("Pourquoi ?", "open")]


@pytest.mark.parametrize("text", ["", "   ", "\u202e\u2066", "x" * 301, "\x00"])
def test_what_is_no_question_is_refused_in_words(cast: Cast, text: str) -> None:
    refused = cast.fatima.post(f"{cast.home}/questions", data={"question": text})
    assert refused.status_code == 422
    assert 'class="notice refused"' in refused.text
    assert kept(cast) == []


def test_one_person_cannot_fill_the_list(cast: Cast) -> None:
    for number in range(MOST):
        assert ask(cast, f"Question {number}") == 303
    assert ask(cast, "Encore une") == 422
    assert len(kept(cast)) == MOST


@pytest.mark.parametrize("fate", ["", "burnt", "open'; drop"])
def test_a_question_has_no_other_fate(cast: Cast, fate: str) -> None:
    ask(cast, "Pourquoi ?")
    url = f"{cast.dashboard}/questions/1"
    assert cast.mediator.post(url, data={"fate": fate}).status_code == 422
    assert kept(cast) == [("Pourquoi ?", "open")]


def test_a_question_of_another_session_does_not_exist(cast: Cast) -> None:
    ask(cast, "Pourquoi ?")
    mediator, session_id, _ = cast.house.open_session()
    for question in (1, 999, 2**63):
        url = f"/staff/sessions/{session_id}/questions/{question}"
        assert mediator.post(url, data={"fate": "answered"}).status_code == 404
    assert kept(cast) == [("Pourquoi ?", "open")]
