"""Years of past sessions made up inside the database, to measure how a large one behaves."""

from __future__ import annotations

import msgspec
from sqlite_utils import Database

from classroom.domain import Account, Plan

PEOPLE = 10
ANSWERS = 10

# Two sessions a working hour would be many: dates only have to differ and to sort.
DAY = """
cast(2020 + n.i / 336 % 6 as text) || '-' || substr(cast(101 + n.i / 28 % 12 as text), 2, 2)
  || '-' || substr(cast(101 + n.i % 28 as text), 2, 2)
"""
SESSIONS = f"""
with recursive n (i) as (select 1 union all select i + 1 from n where i < :count)
insert into session
  (organisation_id, account_id, join_code, link_token, title, plan, pace, capacity,
   mediator_name, opened_at, closed_at)
select :organisation_id, :account_id, cast(100000 + n.i % 900000 as text), 'past-' || n.i,
  :title || ' ' || n.i, :plan, 'calm', 40, '',
  {DAY} || 'T09:00:00.000Z', {DAY} || 'T11:00:00.000Z'
from n
"""
LEARNERS = """
with recursive n (i) as (select 1 union all select i + 1 from n where i < :people)
insert into learner (session_id, name, seat, card, joined_at, approved_at)
select session.id, 'Personne ' || n.i, '', 'past-' || n.i, session.opened_at, session.opened_at
from session cross join n where session.link_token like 'past-%'
"""
# The exercises of the plan one after the other, a wrong answer then a right one.
ATTEMPTS = """
with recursive n (i) as (select 1 union all select i + 1 from n where i < :answers),
  exercise (place, ref) as ({exercises})
insert into attempt
  (session_id, learner_id, exercise, definition, submission, digest, record, score, passed,
   active_s, at)
select learner.session_id, learner.id, exercise.ref, 'past', 'past-' || learner.id || '-' || n.i,
  'past', '{{"of": "past"}}', n.i % 2, n.i % 2, 60, learner.joined_at
from learner cross join n join exercise on exercise.place = n.i / 2 % :refs
where learner.card like 'past-%'
"""

# What would have been counted when each of them closed.
FIGURES = """
insert into session_figures
  (session_id, enrolled, present, attempts, passed, minutes, calls, answered, waited_s, hints,
   enough, kept_at)
select id, :people, :people, :people * :answers, :people * :answers / 2, 120, 3, 3, 180, 4, 2,
  closed_at
from session where link_token like 'past-%'
"""
EXERCISE_FIGURES = """
with exercise (place, ref) as ({exercises})
insert into exercise_figures (session_id, exercise, reached, passed, struggled)
select session.id, exercise.ref, :people, :people - 1, exercise.place % 5
from session cross join exercise where session.link_token like 'past-%'
"""
THEMES = """
insert into session_theme (session_id, theme)
select id, :theme from session where link_token like 'past-%'
"""
WHERE = """
update session set place = 'Lieu ' || id % 40, partner = 'Partenaire ' || id % 15
where link_token like 'past-%'
"""


def past(db: Database, account: Account, plan: Plan, sessions: int) -> None:
    """Add closed sessions of ten people with ten answers each."""
    who = {"organisation_id": account.organisation_id, "account_id": account.id}
    kept = msgspec.json.encode(plan).decode()
    db.execute(SESSIONS, {**who, "count": sessions, "title": plan.title, "plan": kept})
    db.execute(LEARNERS, {"people": PEOPLE})
    refs = {f"ref_{place}": ref for place, ref in enumerate(plan.exercises)}
    listed = " union all ".join(
        f"select {place}, cast(:{name} as text)" for place, name in enumerate(refs)
    )
    found = {"answers": ANSWERS, "refs": len(refs), **refs}
    db.execute(ATTEMPTS.format(exercises=listed), found)
    db.execute(FIGURES, {"people": PEOPLE, "answers": ANSWERS})
    of_plan = {"people": PEOPLE, **refs}
    db.execute(EXERCISE_FIGURES.format(exercises=listed), of_plan)
    db.execute(THEMES, {"theme": "SecuriteNumerique"})
    db.execute(WHERE)
