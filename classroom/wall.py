"""What the projector shows. Made of counts and of the session's own words: no name can be here."""

from __future__ import annotations

from dataclasses import dataclass

from classroom.board import Board
from classroom.domain import Need
from classroom.modules import Library
from classroom.piloting import Wifi
from classroom.planclock import PlanClock
from classroom.preview import Preview, preview


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the plan. `state` is `past`, `now` or `next`."""

    title: str
    need: Need
    state: str


@dataclass(frozen=True, slots=True)
class Wall:
    """`done` of `possible` exercises are passed, everyone together."""

    title: str
    join_code: str
    link_token: str
    present: int
    finished: int
    done: int
    possible: int
    steps: tuple[Line, ...]
    clock: PlanClock | None
    message: str
    shown: str | None
    shown_answer: bool
    wifi: Wifi | None
    paused: bool
    ended: bool

    @property
    def exercise_shown(self) -> tuple[str | None, bool, bool]:
        return self.shown, self.shown_answer, self.ended


def of(board: Board) -> Wall:
    session, clock = board.session, board.clock
    here = clock.step if clock else 0

    def state(number: int) -> str:
        return "past" if number < here else "now" if number == here else "next"

    return Wall(
        title=session.title,
        join_code=session.join_code,
        link_token=session.link_token,
        present=board.strip.present,
        finished=board.strip.done,
        done=sum(tile.done for tile in board.tiles),
        possible=sum(tile.total for tile in board.tiles),
        steps=tuple(
            Line(step.title, step.need, state(number))
            for number, step in enumerate(session.plan.steps, start=1)
        ),
        clock=clock,
        message=session.message,
        shown=session.shown,
        shown_answer=session.shown_answer,
        wifi=session.wifi,
        paused=session.paused_at is not None,
        ended=session.closed_at is not None,
    )


def exercise(wall: Wall, library: Library, secret: bytes) -> Preview | None:
    """The exercise on the board; None when there is none, or no longer."""
    if wall.shown is None or wall.ended or not library.has(wall.shown):
        return None
    module, _, id = wall.shown.partition("/")
    return preview(library, library.module(module), id, secret)
