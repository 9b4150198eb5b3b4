"""Where a learner stands on every exercise, computed from what they did. Pure.

A round begins with « Refaire »: tries, hints shown and the solution count anew from
there. What was helped once stays helped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from classroom.domain import CARRIED, SHARED, Act, Activity, Attempt, Progress, Record, Status

HINT_AFTER = 2
SOLUTION_AFTER = 3


def of_learner(
    exercises: Sequence[str],
    attempts: Sequence[Attempt],
    activities: Sequence[Activity],
    helped: Mapping[str, tuple[datetime, ...]],
    open_help: str | None,
    *,
    hint_counts: Mapping[str, int],
) -> dict[str, Progress]:
    """Progress on each of `exercises`, in their order.

    `helped` gives the times at which a call for help was handled, `open_help` the
    exercise of the open call, `hint_counts` how many hints each exercise has.
    Attempts and activities are in order of time.
    """
    tried: dict[str, list[Attempt | Activity]] = {}
    events: list[Attempt | Activity] = [*attempts, *activities]
    for event in sorted(events, key=lambda event: event.at):
        tried.setdefault(event.exercise, []).append(event)
    return {
        ref: of_exercise(
            ref,
            tried.get(ref, ()),
            helped.get(ref, ()),
            calls=open_help == ref,
            hint_count=hint_counts.get(ref, 0),
        )
        if ref in tried or ref == open_help
        else untouched(ref)
        for ref in exercises
    }


@lru_cache(maxsize=4096)
def untouched(ref: str) -> Progress:
    """Where everyone stands before they begin: one value for all of them."""
    return Progress(exercise=ref)


def of_exercise(
    ref: str,
    events: Sequence[Attempt | Activity],
    helped: Sequence[datetime],
    *,
    calls: bool,
    hint_count: int,
) -> Progress:
    """Progress on one exercise from its own events, in order of time."""
    log: list[Record] = []
    last: Attempt | None = None
    wrong: list[datetime] = []
    wrong_run: list[datetime] = []
    tries = hints = 0
    best = before = 0.0
    passed_at: datetime | None = None
    assisted_at: datetime | None = None
    hints_out_at: datetime | None = None
    first_try: tuple[datetime, bool] | None = None
    left = False
    for event in events:
        if isinstance(event, Activity):
            if event.act is Act.HINT:
                hints += 1
                assisted_at = assisted_at or event.at
            elif event.act is Act.REDO:
                log, last, wrong_run, hints, hints_out_at = [], None, [], 0, None
            left = event.act in (Act.CONTINUE, Act.SKIP)
            continue
        left = False
        if event.record == SHARED:
            passed_at, assisted_at = passed_at or event.at, assisted_at or event.at
            continue
        if event.record == CARRIED:
            passed_at = passed_at or event.at
            continue
        log.append(event.record)
        if event.score is None:
            continue
        tries, last = tries + 1, event
        before, best = best, max(best, event.score)
        first_try = first_try or (event.at, event.passed)
        if event.passed:
            passed_at, wrong_run, hints_out_at = passed_at or event.at, [], None
            continue
        if hint_count and hints >= hint_count:
            hints_out_at = hints_out_at or event.at
        wrong.append(event.at)
        wrong_run.append(event.at)
        if (len(wrong_run) >= HINT_AFTER and hint_count) or len(wrong_run) >= SOLUTION_AFTER:
            assisted_at = assisted_at or event.at
    helps = [at for at in (assisted_at, *helped) if at is not None]
    shown = max(hints, 1 if len(wrong_run) >= HINT_AFTER else 0)
    return Progress(
        exercise=ref,
        status=status(events, helps, passed_at, calls=calls, left=left),
        tries=tries,
        wrong_run=len(wrong_run),
        wrong_total=len(wrong),
        wrong_at=tuple(wrong_run),
        wrong_total_at=tuple(wrong),
        hints_out_at=hints_out_at,
        first_try=first_try,
        hints_shown=min(shown, hint_count),
        solution_shown=len(wrong_run) >= SOLUTION_AFTER,
        best_score=best,
        best_before=before,
        passed_at=passed_at,
        first_at=events[0].at if events else None,
        last_at=events[-1].at if events else None,
        log=tuple(log),
        last=last,
    )


def status(
    events: Sequence[Attempt | Activity],
    helps: Sequence[datetime],
    passed_at: datetime | None,
    *,
    calls: bool,
    left: bool,
) -> Status:
    """The first line of the table that applies."""
    if calls:
        return Status.HELP_ASKED
    if passed_at is not None:
        helped = any(at <= passed_at for at in helps)
        return Status.DONE_HELPED if helped else Status.DONE_ALONE
    if left:
        return Status.TO_REVIEW
    return Status.DOING if events else Status.TODO
