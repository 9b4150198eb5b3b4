"""Sessions: opened with a code, paused, locked, closed, reopened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec
from sqlite_utils import Database

from classroom import codes
from classroom.domain import Account, Interval, Plan, Session
from classroom.piloting import ChangeAct, Held, PlanChange, Wifi
from classroom.refusals import NotFound, SessionErased, UnknownCode
from classroom.store.rows import Row, count_changed, many, moment, moment_or_none, one, stamp

# A code is not given again while someone may still have it on a piece of paper.
CODE_REST = timedelta(days=30)

COLUMNS = """
  id, organisation_id, join_code, link_token, title, plan, pace, capacity, mediator_name,
  opened_at, locked_at, closed_at, ends_at, message, shown, shown_answer, wifi_name, wifi_password,
  room, note, thresholds, status, series_id, place, public, partner, expected, erased_at
"""
PAUSES = """
select started_at, ended_at from pause where session_id = :session_id order by id
"""
CHANGES = """
select id, learner_id, exercise, act, devices, at, withdrawn_at from plan_change
where session_id = :session_id order by id
"""


@lru_cache(maxsize=1024)
def plan_of(text: str) -> Plan:
    """A plan as it was kept; sessions on the same one share it."""
    return msgspec.json.decode(text, type=Plan)


def change_from_row(row: Row) -> PlanChange:
    return PlanChange(
        **{
            **row,
            "act": ChangeAct(row["act"]),
            "devices": tuple(row["devices"].split()),
            "at": moment(row["at"]),
            "withdrawn_at": moment_or_none(row["withdrawn_at"]),
        }
    )


def from_row(db: Database, row: Row) -> Session:
    """The session of a row that holds `COLUMNS`."""
    pauses = tuple(
        Interval(moment(pause["started_at"]), moment_or_none(pause["ended_at"]))
        for pause in many(db, PAUSES, session_id=row["id"])
    )
    name, password = row.pop("wifi_name"), row.pop("wifi_password")
    return Session(
        **{
            **row,
            "plan": plan_of(row["plan"]),
            "opened_at": moment(row["opened_at"]),
            "locked_at": moment_or_none(row["locked_at"]),
            "closed_at": moment_or_none(row["closed_at"]),
            "ends_at": moment_or_none(row["ends_at"]),
            "erased_at": moment_or_none(row["erased_at"]),
            "shown_answer": bool(row["shown_answer"]),
            "status": Held(row["status"]),
        },
        wifi=Wifi(name, password) if name else None,
        pauses=pauses,
        changes=tuple(map(change_from_row, many(db, CHANGES, session_id=row["id"]))),
    )


LIVE_COUNT = "select count(*) as n from session where closed_at is null"
CODE_TAKEN = """
select 1 as taken from session
where join_code = :code and (closed_at is null or closed_at > :since)
"""
ADD = f"""
insert into session
  (organisation_id, account_id, join_code, link_token, title, plan, pace, capacity,
   mediator_name, opened_at, status, series_id, place, public, partner, expected)
values
  (:organisation_id, :account_id, :join_code, :link_token, :title, :plan, :pace, :capacity,
   :mediator_name, :at, :status, :series_id, :place, :public, :partner, :expected)
returning {COLUMNS}
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a mediator decides when she opens a session, or prepares it for a day to come."""

    title: str
    plan: Plan
    pace: str = "calm"
    capacity: int = 40
    mediator_name: str = ""
    planned_for: datetime | None = None
    series_id: int | None = None
    place: str = ""
    public: str = ""
    partner: str = ""
    expected: int | None = None


def fresh_code(db: Database, at: datetime) -> str:
    """A code that no live session has, nor one closed in the last 30 days."""
    live = one(db, LIVE_COUNT)
    assert live is not None

    def is_taken(code: str) -> bool:
        return one(db, CODE_TAKEN, code=code, since=stamp(at - CODE_REST)) is not None

    return codes.draw(live["n"], is_taken)


def add(db: Database, account: Account, opening: Opening, link_token: str, at: datetime) -> Session:
    """Open a session; its code exists at once."""
    row = one(
        db,
        ADD,
        organisation_id=account.organisation_id,
        account_id=account.id,
        join_code=fresh_code(db, at),
        link_token=link_token,
        title=opening.title,
        plan=msgspec.json.encode(opening.plan).decode(),
        pace=opening.pace,
        capacity=opening.capacity,
        mediator_name=opening.mediator_name,
        at=stamp(opening.planned_for or at),
        status=Held.PLANNED if opening.planned_for else Held.HELD,
        series_id=opening.series_id,
        place=opening.place,
        public=opening.public,
        partner=opening.partner,
        expected=opening.expected,
    )
    assert row is not None
    return from_row(db, row)


BY_CODE = f"""
select {COLUMNS} from session
where join_code = :code
order by case when closed_at is null then 0 else 1 end, closed_at desc limit 1
"""
BY_LINK = f"""
select {COLUMNS} from session where link_token = :link_token
"""
OWNED_BY = f"""
select {COLUMNS} from session where id = :id and organisation_id = :organisation_id
"""
BY_ID = f"""
select {COLUMNS} from session where id = :id
"""


def by_code(db: Database, code: str) -> Session:
    """The live session with this code, else the last closed one. Raises `UnknownCode`."""
    row = one(db, BY_CODE, code=code)
    if row is None:
        raise UnknownCode
    return from_row(db, row)


def by_link(db: Database, link_token: str) -> Session:
    """Raises `UnknownCode`."""
    row = one(db, BY_LINK, link_token=link_token)
    if row is None:
        raise UnknownCode
    return from_row(db, row)


def owned_by(db: Database, organisation_id: int, session_id: int) -> Session:
    """Raises `NotFound` for a session of another organisation, as for none at all."""
    row = one(db, OWNED_BY, id=session_id, organisation_id=organisation_id)
    if row is None:
        raise NotFound
    return from_row(db, row)


def reload(db: Database, session_id: int) -> Session:
    """The present state of a session that the caller already holds."""
    row = one(db, BY_ID, id=session_id)
    if row is None:
        raise NotFound
    return from_row(db, row)


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list of sessions; `minutes` lasts until the close, or None while live."""

    session: Session
    learners: int
    attempts: int
    passed: int
    minutes: int | None


# The page first: what is counted is counted for its lines alone.
LIST = f"""
with page as (
  select id as page_id from session
  where organisation_id = :organisation_id
    and status = 'held'
    and ((:live = 1 and closed_at is null) or (:live = 0 and closed_at is not null))
  order by coalesce(closed_at, opened_at) desc, id desc limit :most offset :skip
)
select {COLUMNS},
  (select count(*) from learner where learner.session_id = session.id
     and learner.removed_at is null and learner.approved_at is not null)
    + coalesce(kept.present, 0) as learners,
  (select count(*) from attempt where attempt.session_id = session.id
     and attempt.score is not null) + coalesce(kept.answers, 0) as attempts,
  (select count(*) from
     (select distinct learner_id, exercise from attempt
      where attempt.session_id = session.id and attempt.passed = 1
        and attempt.submission not like 'carried-%') as done)
    + coalesce(kept.passed, 0) as passed
from session join page on page_id = session.id
left join (select session_id, sum(present) as present, sum(answers) as answers,
    sum(passed) as passed
  from erasure where session_id in (select page_id from page) group by session_id) as kept
  on kept.session_id = session.id
order by coalesce(closed_at, opened_at) desc, id desc
"""


def listed(
    db: Database, organisation_id: int, *, live: bool, most: int = 200, skip: int = 0
) -> list[Summary]:
    """The organisation's live sessions, or its closed ones, newest first."""
    lines = []
    asked = {"organisation_id": organisation_id, "live": int(live), "most": most, "skip": skip}
    for row in many(db, LIST, **asked):
        counts = {name: int(row.pop(name)) for name in ("learners", "attempts", "passed")}
        session = from_row(db, row)
        lasted = session.closed_at and session.closed_at - session.opened_at
        minutes = round(lasted.total_seconds() / 60) if lasted else None
        lines.append(Summary(session=session, minutes=minutes, **counts))
    return lines


START_PAUSE = """
insert into pause (session_id, started_at) values (:id, :at) on conflict do nothing
"""
END_PAUSE = """
update pause set ended_at = :at where session_id = :id and ended_at is null
"""
LOCK = "update session set locked_at = coalesce(locked_at, :at) where id = :id"
UNLOCK = "update session set locked_at = null where id = :id"
END_CALLS = """
update help_request set cancelled_at = :at
where session_id = :id and handled_at is null and cancelled_at is null
"""
END_VISITS = "update visit set ended_at = :at where session_id = :id and ended_at is null"
CLOSE = """
update session set closed_at = coalesce(closed_at, :at), message = '', shown = null,
  shown_answer = 0, wifi_name = '', wifi_password = ''
where id = :id
"""
REOPEN = "update session set closed_at = null where id = :id"
CODE_OF_ANOTHER = """
select 1 as taken from session
where join_code = :code and closed_at is null and id <> :id
"""
RECODE = "update session set join_code = :code where id = :id"


def pause(db: Database, session_id: int, at: datetime) -> None:
    db.execute(START_PAUSE, {"id": session_id, "at": stamp(at)})


def resume(db: Database, session_id: int, at: datetime) -> None:
    db.execute(END_PAUSE, {"id": session_id, "at": stamp(at)})


def lock(db: Database, session_id: int, at: datetime) -> None:
    db.execute(LOCK, {"id": session_id, "at": stamp(at)})


def unlock(db: Database, session_id: int) -> None:
    db.execute(UNLOCK, {"id": session_id})


def close(db: Database, session_id: int, at: datetime) -> None:
    """Close for newcomers; what people answered stays. A pause, calls and visits end; what was on
    the wall, the password of the Wi-Fi among it, is forgotten."""
    for statement in (END_PAUSE, END_CALLS, END_VISITS, CLOSE):
        db.execute(statement, {"id": session_id, "at": stamp(at)})


def reopen(db: Database, session_id: int, at: datetime) -> None:
    """Undo a close. The code is the same, unless another live session has it by now. Raises
    `SessionErased`."""
    session = reload(db, session_id)
    if session.erased_at is not None:
        raise SessionErased
    if one(db, CODE_OF_ANOTHER, code=session.join_code, id=session_id):
        count_changed(db, RECODE, code=fresh_code(db, at), id=session_id)
    db.execute(REOPEN, {"id": session_id})
