"""Changes to the plan of a running session: what was put in, asked for at once, or left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from classroom.piloting import ChangeAct
from classroom.store.rows import one, stamp

ADD = """
insert into plan_change (session_id, learner_id, exercise, act, devices, at)
values (:session_id, :learner_id, :exercise, :act, :devices, :at) returning id
"""


def add(
    db: Database,
    session_id: int,
    learner_ids: Iterable[int | None],
    exercise: str,
    act: ChangeAct,
    devices: Iterable[str],
    at: datetime,
) -> list[int]:
    """The same change for several people, or for everyone with one None; their ids. `devices` are
    those on which the exercise works."""
    ids = []
    for learner_id in learner_ids:
        row = one(
            db,
            ADD,
            session_id=session_id,
            learner_id=learner_id,
            exercise=exercise,
            act=act.value,
            devices=" ".join(devices),
            at=stamp(at),
        )
        assert row is not None
        ids.append(row["id"])
    return ids


WITHDRAW = """
update plan_change set withdrawn_at = :at
where id = :id and session_id = :session_id and withdrawn_at is null
"""


def withdraw(db: Database, session_id: int, change_ids: Iterable[int], at: datetime) -> None:
    """As if they had not been made. What people did meanwhile stays theirs."""
    for change_id in change_ids:
        db.execute(WITHDRAW, {"id": change_id, "session_id": session_id, "at": stamp(at)})
