"""What the mediator sets in a running session: a message, the wall, the end, the room, the pace."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from classroom.piloting import Wifi
from classroom.store.rows import stamp

SAY = "update session set message = :message where id = :id"
SHOW = "update session set shown = :ref, shown_answer = :answer where id = :id"
END_AT = "update session set ends_at = :at where id = :id"
GIVE_WIFI = """
update session set wifi_name = :name, wifi_password = :password where id = :id
"""


def say(db: Database, session_id: int, message: str) -> None:
    """One message to everyone at a time; empty takes it away."""
    db.execute(SAY, {"id": session_id, "message": message})


def show(db: Database, session_id: int, ref: str | None, answer: bool) -> None:
    """Put an exercise on the wall, with its answer or without; None takes it away."""
    db.execute(SHOW, {"id": session_id, "ref": ref, "answer": int(answer and ref is not None)})


def end_at(db: Database, session_id: int, at: datetime) -> None:
    db.execute(END_AT, {"id": session_id, "at": stamp(at)})


def give_wifi(db: Database, session_id: int, wifi: Wifi | None) -> None:
    name, password = (wifi.name, wifi.password) if wifi else ("", "")
    db.execute(GIVE_WIFI, {"id": session_id, "name": name, "password": password})


SIT_IN = "update session set room = :room where id = :id"
NOTE = "update session set note = :note where id = :id"
SET_PACE = "update session set pace = :pace, thresholds = :thresholds where id = :id"


def sit_in(db: Database, session_id: int, room: str) -> None:
    """The room that the session is in, by its name."""
    db.execute(SIT_IN, {"id": session_id, "room": room})


def note(db: Database, session_id: int, note: str) -> None:
    db.execute(NOTE, {"id": session_id, "note": note})


def set_pace(db: Database, session_id: int, pace: str, thresholds: str) -> None:
    """When attention asks to look: a pace, and what differs from it as JSON, or empty."""
    db.execute(SET_PACE, {"id": session_id, "pace": pace, "thresholds": thresholds})
