"""Figures of sessions: kept once, read by filters, added up."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlite_utils import Database

from classroom.figures import Asked, Counted, Group, OfExercise, OfPlacement, Row
from classroom.store.rows import many, moment, one, stamp

FROZEN = """
select 1 as found from session_figures where session_id = :session_id and frozen_at is not null
"""
FREEZE = """
update session_figures set frozen_at = coalesce(frozen_at, :at) where session_id = :session_id
"""
FORGET = (
    "delete from session_figures where session_id = :session_id",
    "delete from exercise_figures where session_id = :session_id",
    "delete from placement_figures where session_id = :session_id",
    "delete from session_theme where session_id = :session_id",
)
PUT = """
insert into session_figures
  (session_id, enrolled, present, attempts, passed, minutes, calls, answered, waited_s, hints,
   enough, kept_at)
values
  (:session_id, :enrolled, :present, :attempts, :passed, :minutes, :calls, :answered, :waited_s,
   :hints, :enough, :at)
"""
PUT_EXERCISE = """
insert into exercise_figures (session_id, exercise, reached, passed, struggled)
values (:session_id, :exercise, :reached, :passed, :struggled)
"""
PUT_PLACEMENT = """
insert into placement_figures (session_id, line, level, later, people)
values (:session_id, :line, :level, :later, :people)
"""
PUT_THEME = "insert into session_theme (session_id, theme) values (:session_id, :theme)"
UNCOUNTED = """
select id from session
where organisation_id = :organisation_id and status = 'held' and closed_at is not null
  and not exists (select 1 from session_figures where session_id = session.id)
order by id
"""
# Of whoever sits in a session: those who said how far they are in an earlier one of its series.
ANSWERED_BEFORE = """
with recursive chain (id, before) as (
  select id, earlier_id from learner where session_id = :session_id and earlier_id is not null
  union all
  select chain.id, learner.earlier_id from chain join learner on learner.id = chain.before
  where learner.earlier_id is not null
)
select distinct chain.id from chain
where exists (select 1 from attempt where attempt.learner_id = chain.before
  and attempt.passed = 1 and attempt.exercise like 'placement/%')
"""


def are_frozen(db: Database, session_id: int) -> bool:
    """True once people were taken out: counting again would lose them."""
    return one(db, FROZEN, session_id=session_id) is not None


def freeze(db: Database, session_id: int, at: datetime) -> None:
    db.execute(FREEZE, {"session_id": session_id, "at": stamp(at)})


def put(db: Database, session_id: int, counted: Counted, at: datetime) -> None:
    """In place of what was kept before."""
    for statement in FORGET:
        db.execute(statement, {"session_id": session_id})
    names = "enrolled present attempts passed minutes calls answered waited_s hints enough"
    row = {name: getattr(counted, name) for name in names.split()}
    db.execute(PUT, {"session_id": session_id, "at": stamp(at), **row})
    for exercise in counted.exercises:
        row = {
            name: getattr(exercise, name) for name in ["exercise", "reached", "passed", "struggled"]
        }
        db.execute(PUT_EXERCISE, {"session_id": session_id, **row})
    for said in counted.placement:
        row = {"line": said.line, "level": said.level, "people": said.people}
        db.execute(PUT_PLACEMENT, {"session_id": session_id, "later": int(said.later), **row})
    for theme in counted.themes:
        db.execute(PUT_THEME, {"session_id": session_id, "theme": theme})


def uncounted(db: Database, organisation_id: int) -> list[int]:
    return [row["id"] for row in many(db, UNCOUNTED, organisation_id=organisation_id)]


def answered_before(db: Database, session_id: int) -> frozenset[int]:
    return frozenset(row["id"] for row in many(db, ANSWERED_BEFORE, session_id=session_id))


# What the filters leave. A session that runs is no history yet.
LEFT = """
  session.organisation_id = :organisation_id
  and (session.status <> 'held' or session.closed_at is not null)
  and (:status = 'all' or session.status = :status)
  and session.opened_at >= :since and session.opened_at < :until
  and (:place = '' or session.place = :place)
  and (:public = '' or session.public = :public)
  and (:partner = '' or session.partner = :partner)
  and (:mediator = '' or session.mediator_name = :mediator)
  and (:word = '' or lower(session.title) like :word escape '!')
  and (:theme = '' or exists (select 1 from session_theme
    where session_theme.session_id = session.id and session_theme.theme = :theme))
"""
ROWS = f"""
select session.id, session.title, session.status, session.opened_at as at,
  session.mediator_name as mediator, session.place, session.public, session.partner,
  session.expected, enrolled, present, attempts, passed, minutes
from session left join session_figures on session_figures.session_id = session.id
where {LEFT}
order by session.opened_at desc, session.id desc limit :most offset :skip
"""
TOTALS = f"""
select count(*) as sessions, coalesce(sum(expected), 0) as expected,
  coalesce(sum(enrolled), 0) as enrolled, coalesce(sum(present), 0) as present,
  coalesce(sum(attempts), 0) as attempts, coalesce(sum(passed), 0) as passed,
  coalesce(sum(minutes), 0) as minutes, coalesce(sum(calls), 0) as calls,
  coalesce(sum(answered), 0) as answered, coalesce(sum(waited_s), 0) as waited_s,
  coalesce(sum(hints), 0) as hints, coalesce(sum(enough), 0) as enough
from session left join session_figures on session_figures.session_id = session.id
where {LEFT}
"""
# All words at once: one reading for four tables.
GROUPED = f"""
select substr(session.opened_at, 1, 7) as month, session.place, session.public, session.partner,
  count(*) as sessions, coalesce(sum(enrolled), 0) as people,
  coalesce(sum(minutes), 0) as minutes, coalesce(sum(passed), 0) as passed
from session left join session_figures on session_figures.session_id = session.id
where {LEFT}
group by 1, 2, 3, 4 order by 1, 2, 3, 4
"""
BY_THEME = f"""
select subject.theme as name, count(*) as sessions, coalesce(sum(enrolled), 0) as people,
  coalesce(sum(minutes), 0) as minutes, coalesce(sum(passed), 0) as passed
from session join session_theme subject on subject.session_id = session.id
left join session_figures on session_figures.session_id = session.id
where {LEFT}
group by 1 order by 2 desc, 1
"""
BLOCKING = f"""
with chosen as (select id from session where {LEFT})
select exercise, sum(reached) as reached, sum(passed) as passed, sum(struggled) as struggled
from exercise_figures
where session_id in (select id from chosen)
group by exercise having sum(struggled) > 0 and sum(reached) >= :least
order by 4 desc, 1 limit :most
"""
PLACED = f"""
select line, level, later, sum(people) as people
from placement_figures join session on session.id = placement_figures.session_id
where {LEFT}
group by line, level, later order by line, level, later
"""
SAID = """
select distinct place, public, partner, mediator_name as mediator from session
where organisation_id = :organisation_id
"""
SAID_MAX = 200


def filters(organisation_id: int, asked: Asked) -> dict[str, Any]:
    """Parameters of `LEFT`. Days begin and end at midnight of this machine's zone."""
    since, until = asked.since, asked.until
    midnight = time()
    word = asked.word.lower()
    for sign in "!%_":
        word = word.replace(sign, f"!{sign}")
    return {
        "organisation_id": organisation_id,
        "status": asked.status,
        "since": stamp(datetime.combine(since, midnight).astimezone()) if since else "",
        "until": stamp(datetime.combine(until + timedelta(days=1), midnight).astimezone())
        if until
        else "9999",
        "place": asked.place,
        "public": asked.public,
        "partner": asked.partner,
        "mediator": asked.mediator,
        "theme": asked.theme,
        "word": f"%{word}%" if word else "",
    }


def rows(db: Database, organisation_id: int, asked: Asked, most: int, skip: int = 0) -> list[Row]:
    """The latest first."""
    found = many(db, ROWS, **filters(organisation_id, asked), most=most, skip=skip)
    return [Row(**{**row, "at": moment(row["at"])}) for row in found]


def totals(db: Database, organisation_id: int, asked: Asked) -> dict[str, int]:
    row = one(db, TOTALS, **filters(organisation_id, asked))
    assert row is not None
    return {name: int(count) for name, count in row.items()}


def grouped(db: Database, organisation_id: int, asked: Asked) -> dict[str, list[Group]]:
    """By `month`, `place`, `public`, `partner` and `theme`; a session of two themes is in both."""
    params = filters(organisation_id, asked)
    found: dict[str, dict[str, Group]] = {"month": {}, "place": {}, "public": {}, "partner": {}}
    for row in many(db, GROUPED, **params):
        counts = [int(row[name]) for name in ("sessions", "people", "minutes", "passed")]
        for by, groups in found.items():
            groups[row[by]] = plus(groups.get(row[by]), row[by] or None, counts)
    by_size = {
        by: sorted(groups.values(), key=lambda group: -group.sessions)
        for by, groups in found.items()
        if by != "month"
    }
    themes = [
        plus(None, row["name"], [int(row[n]) for n in ("sessions", "people", "minutes", "passed")])
        for row in many(db, BY_THEME, **params)
    ]
    return {"month": list(found["month"].values()), "theme": themes, **by_size}


def plus(group: Group | None, name: str | None, counts: list[int]) -> Group:
    if group is not None:
        before = (group.sessions, group.people, group.minutes, group.passed)
        counts = [a + b for a, b in zip(before, counts, strict=True)]
    return Group(name, *counts)


def blocking(
    db: Database, organisation_id: int, asked: Asked, least: int, most: int
) -> list[OfExercise]:
    """Exercises with which most people struggled, of those that `least` people reached."""
    found = many(db, BLOCKING, **filters(organisation_id, asked), least=least, most=most)
    return [
        OfExercise(row["exercise"], int(row["reached"]), int(row["passed"]), int(row["struggled"]))
        for row in found
    ]


def placed(db: Database, organisation_id: int, asked: Asked) -> list[OfPlacement]:
    return [
        OfPlacement(row["line"], row["level"], bool(row["later"]), int(row["people"]))
        for row in many(db, PLACED, **filters(organisation_id, asked))
    ]


def said(db: Database, organisation_id: int) -> dict[str, list[str]]:
    """What filters may ask for."""
    found = many(db, SAID, organisation_id=organisation_id)
    return {
        field: sorted({row[field] for row in found} - {""})[:SAID_MAX]
        for field in ("place", "public", "partner", "mediator")
    }


ONE = """
select enrolled, present, attempts, passed, minutes, calls, answered, waited_s, hints, enough
from session_figures where session_id = :session_id
"""
EXERCISES = """
select exercise, reached, passed, struggled from exercise_figures
where session_id = :session_id order by id
"""


def of_session(db: Database, session_id: int) -> Counted | None:
    """What was kept of one session; None while nothing was."""
    row = one(db, ONE, session_id=session_id)
    if row is None:
        return None
    exercises = many(db, EXERCISES, session_id=session_id)
    return Counted(**row, exercises=tuple(OfExercise(**each) for each in exercises))
