"""What a learner does, for tests: open an exercise, answer it as one who knows or does not."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from typing import Any

import httpx2

from classroom.answering import answer_form, fill, key_of
from tests.conftest import Cast

POSTS_MAX = 60
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@dataclass
class Work:
    """One learner on one exercise. `right` says how an answer is made."""

    cast: Cast
    client: httpx2.Client
    ref: str = "scams/three-clues"

    @property
    def url(self) -> str:
        return f"{self.cast.home}/exercises/{self.ref}"

    def page(self, query: str = "") -> str:
        answer = self.client.get(self.url + query)
        assert answer.status_code == 200, answer.text
        return answer.text

    def fields(self, right: bool = True) -> dict[str, Any]:
        """The form on the page, filled in."""
        exercise = self.cast.house.app_state()["library"].exercise(self.ref)
        filled: dict[str, Any] = {}
        errors = 0.0 if right else 1.0
        for name, value in fill(
            answer_form(self.page()), key_of(exercise), errors, random.Random(7)
        ):
            filled.setdefault(name, []).append(value)
        return filled

    def answer(self, right: bool = True) -> httpx2.Response:
        """Answer without JavaScript."""
        return self.client.post(f"{self.url}/attempts", data=self.fields(right))

    def answered(self, right: bool = True) -> str:
        """Answer, then the page one is sent to."""
        reply = self.answer(right)
        assert reply.status_code == 303, reply.text
        place, _, read_from = reply.headers["location"].partition("#")
        assert place == f"{self.url}?answered=1"
        assert read_from in ("feedback", "screen")
        return self.client.get(reply.headers["location"]).text

    def until(self, words: str, *, right: bool = True) -> None:
        """Answer, card after card, page after page, until the page says so."""
        for _ in range(POSTS_MAX):
            if words in self.answered(right):
                return
        raise AssertionError(f"{self.ref} never shows {words}")

    def act(self, name: str, submission: str = "") -> httpx2.Response:
        """`hints`, `redo`, `continue` or `skip`."""
        return self.client.post(
            f"{self.url}/{name}", data={"submission": submission or secrets.token_urlsafe(12)}
        )

    @property
    def attempts(self) -> list[tuple[Any, ...]]:
        """Score and success of each attempt kept of this learner on this exercise."""
        return self.cast.house.rows(
            "select score, passed from attempt where learner_id = ? and exercise = ? order by id",
            self.learner_id,
            self.ref,
        )

    @property
    def learner_id(self) -> int:
        from classroom.signing import token_hash

        found = self.cast.house.rows(
            "select learner_id from device where token_hash = ?",
            token_hash(self.client.cookies["learner"]),
        )
        return int(found[0][0])
