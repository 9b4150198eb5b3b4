"""One cast for all tests: a house, the mediator and a session, two learners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    served = House(tmp_path / "data")
    yield served
    served.close()


@dataclass
class Cast:
    house: House
    mediator: httpx2.Client
    session_id: int
    code: str
    fatima: httpx2.Client
    moussa: httpx2.Client

    @property
    def dashboard(self) -> str:
        return f"/staff/sessions/{self.session_id}"

    @property
    def home(self) -> str:
        return f"/s/{self.code}"

    def board(self) -> dict[str, dict[str, object]]:
        """The learners of the board by name."""
        data = self.mediator.get(f"{self.dashboard}/progress.json").json()
        return {learner["name"]: learner for learner in data["learners"]}


@pytest.fixture
def cast(house: House) -> Cast:
    mediator, session_id, code = house.open_session()
    return Cast(
        house, mediator, session_id, code, house.learner(code), house.learner(code, "Moussa")
    )
