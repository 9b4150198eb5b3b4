"""The tables of the database, as they were added one after another.

Times are UTC in ISO 8601 text, which sorts as it reads.
"""

from __future__ import annotations

WORKSHOP = """
create table organisation (
  id integer primary key,
  name text not null,
  created_at text not null
) strict;

create table account (
  id integer primary key,
  organisation_id integer not null references organisation (id),
  name text not null,
  role text not null check (role in ('mediator', 'coordinator', 'administrator')),
  created_at text not null
) strict;

create table sign_in (
  token_hash text primary key,
  account_id integer not null references account (id) on delete cascade,
  created_at text not null
) strict;

create table session (
  id integer primary key,
  organisation_id integer not null references organisation (id),
  account_id integer not null references account (id),
  join_code text not null check (length(join_code) between 6 and 8),
  link_token text not null unique,
  title text not null,
  plan text not null,
  pace text not null,
  capacity integer not null check (capacity between 1 and 1000),
  mediator_name text not null,
  opened_at text not null,
  locked_at text,
  closed_at text
) strict;
create unique index session_live_code on session (join_code) where closed_at is null;
create index session_code on session (join_code, closed_at);
create index session_of_organisation on session (organisation_id, opened_at);

create table pause (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  started_at text not null,
  ended_at text
) strict;
create unique index pause_open on pause (session_id) where ended_at is null;
create index pause_of_session on pause (session_id);

create table learner (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  name text not null check (length(name) between 1 and 120),
  seat text not null,
  card text not null,
  joined_at text not null,
  approved_at text,
  removed_at text,
  unique (session_id, card)
) strict;

create table device (
  token_hash text primary key,
  learner_id integer not null references learner (id) on delete cascade,
  created_at text not null
) strict;
create index device_of_learner on device (learner_id);

create table attempt (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  learner_id integer not null references learner (id) on delete cascade,
  exercise text not null,
  definition text not null,
  submission text not null,
  digest text not null,
  record text not null,
  score real check (score between 0 and 1),
  passed integer not null check (passed in (0, 1)),
  active_s integer,
  at text not null,
  unique (learner_id, submission)
) strict;
create index attempt_of_session on attempt (session_id);

create table activity (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  learner_id integer not null references learner (id) on delete cascade,
  exercise text not null,
  act text not null check (act in ('hint', 'redo', 'continue', 'skip')),
  submission text not null,
  at text not null,
  unique (learner_id, submission)
) strict;
create index activity_of_session on activity (session_id);

create table help_request (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  learner_id integer not null references learner (id) on delete cascade,
  exercise text,
  asked_at text not null,
  handled_at text,
  cancelled_at text
) strict;
create unique index help_request_open on help_request (learner_id)
  where handled_at is null and cancelled_at is null;
create index help_request_of_session on help_request (session_id);

create table visit (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  learner_id integer not null references learner (id) on delete cascade,
  started_at text not null,
  ended_at text
) strict;
create unique index visit_open on visit (learner_id) where ended_at is null;
create index visit_of_session on visit (session_id);
"""

PROCESSES = """
create table failed_lookup (
  source text primary key,
  level real not null,
  at text not null
) strict;
create index failed_lookup_at on failed_lookup (at);

create table process (
  id text primary key,
  beat_at text not null
) strict;

create table presence (
  process text not null references process (id) on delete cascade,
  learner_id integer not null references learner (id) on delete cascade,
  said text not null,
  primary key (process, learner_id)
) strict;
create index presence_of_learner on presence (learner_id);
"""

ROOM = """
create table pass (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  label text not null,
  acts integer not null check (acts in (0, 1)),
  given_at text not null,
  revoked_at text
) strict;
create index pass_of_session on pass (session_id);

create table parked_question (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  learner_id integer references learner (id) on delete cascade,
  text text not null,
  asked_at text not null,
  fate text not null check (fate in ('open', 'answered', 'next_time', 'elsewhere'))
) strict;
create index parked_question_of_session on parked_question (session_id);

alter table session add column ends_at text;
alter table session add column message text not null default '';
alter table session add column shown text;
alter table session add column shown_answer integer not null default 0;
alter table session add column wifi_name text not null default '';
alter table session add column wifi_password text not null default '';
alter table learner add column message text not null default '';
"""

DEVICES = """
alter table learner add column device text not null default 'computer'
  check (device in ('computer', 'tablet', 'phone'));
"""

PILOTING = """
create table plan_change (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  learner_id integer references learner (id) on delete cascade,
  exercise text not null,
  act text not null check (act in ('now', 'next', 'leave_out')),
  devices text not null,
  at text not null,
  withdrawn_at text
) strict;
create index plan_change_of_session on plan_change (session_id);

create table place (
  id integer primary key,
  organisation_id integer not null references organisation (id) on delete cascade,
  room text not null,
  seat text not null,
  x integer not null check (x between 0 and 99),
  y integer not null check (y between 0 and 99),
  unique (organisation_id, room, seat)
) strict;

alter table visit add column by text not null default '';
alter table learner add column with_id integer;
alter table learner add column banned_at text;
alter table learner add column note text not null default '';
alter table device add column released_at text;
alter table session add column room text not null default '';
alter table session add column note text not null default '';
alter table session add column thresholds text not null default '';
create index learner_with on learner (with_id) where with_id is not null;
"""

REPORTS = """
create table report (
  session_id integer primary key references session (id) on delete cascade,
  content text not null,
  updated_at text not null
) strict;
"""

PLANS = """
create table plan (
  id integer primary key,
  organisation_id integer not null references organisation (id),
  title text not null,
  content text not null,
  created_at text not null,
  updated_at text not null,
  archived_at text
) strict;
create index plan_of_organisation on plan (organisation_id, title);
"""

SERIES = """
create table series (
  id integer primary key,
  organisation_id integer not null references organisation (id),
  title text not null,
  created_at text not null,
  archived_at text
) strict;
create index series_of_organisation on series (organisation_id, id);

create table orientation (
  id integer primary key,
  organisation_id integer not null references organisation (id),
  label text not null,
  details text not null default '',
  archived_at text
) strict;
create index orientation_of_organisation on orientation (organisation_id, label);

alter table session add column status text not null default 'held'
  check (status in ('planned', 'held', 'cancelled', 'postponed'));
alter table session add column series_id integer;
alter table session add column place text not null default '';
alter table session add column public text not null default '';
alter table session add column partner text not null default '';
alter table session add column expected integer check (expected between 1 and 1000);
alter table learner add column earlier_id integer;
create index session_of_series on session (series_id) where series_id is not null;
create index learner_of_earlier on learner (earlier_id) where earlier_id is not null;
"""

SERVER = """
alter table account add column email text not null default '';
alter table account add column password_hash text not null default '';
alter table account add column disabled_at text;
alter table sign_in add column seen_at text;
create unique index account_email on account (email) where email <> '';
create index account_of_organisation on account (organisation_id, id);
create index sign_in_of_account on sign_in (account_id);

create table invitation (
  id integer primary key,
  token_hash text not null unique,
  organisation_id integer references organisation (id),
  account_id integer references account (id) on delete cascade,
  role text not null check (role in ('mediator', 'coordinator', 'administrator')),
  email text not null default '',
  created_at text not null,
  expires_at text not null,
  used_at text,
  revoked_at text
) strict;
create index invitation_of_organisation on invitation (organisation_id, id);

create table audit (
  id integer primary key,
  organisation_id integer not null references organisation (id),
  account_id integer not null references account (id),
  act text not null,
  session_id integer,
  about text not null default '',
  at text not null
) strict;
create index audit_of_organisation on audit (organisation_id, at);
create index audit_of_account on audit (account_id, act, session_id, at);
"""

FIGURES = """
create table session_figures (
  session_id integer primary key references session (id) on delete cascade,
  enrolled integer not null,
  present integer not null,
  attempts integer not null,
  passed integer not null,
  minutes integer not null,
  calls integer not null,
  answered integer not null,
  waited_s integer not null,
  hints integer not null,
  enough integer not null,
  kept_at text not null,
  frozen_at text
) strict;

create table exercise_figures (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  exercise text not null,
  reached integer not null,
  passed integer not null,
  struggled integer not null,
  unique (session_id, exercise)
) strict;

create table placement_figures (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  line integer not null,
  level integer not null,
  later integer not null check (later in (0, 1)),
  people integer not null,
  unique (session_id, line, level, later)
) strict;

create table session_theme (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  theme text not null,
  unique (session_id, theme)
) strict;
create index session_theme_theme on session_theme (theme, session_id);
"""

ERASURES = """
create table erasure (
  id integer primary key,
  organisation_id integer not null references organisation (id),
  key text not null unique,
  session_id integer not null,
  learner_id integer,
  cause text not null check (cause in ('schedule', 'mediator', 'learner', 'journal')),
  people integer not null,
  present integer not null,
  answers integer not null,
  passed integer not null,
  at text not null,
  shredded_at text
) strict;
create index erasure_of_session on erasure (session_id);
create index erasure_to_shred on erasure (id) where shredded_at is null;

create table privacy_statement (
  id integer primary key,
  organisation_id integer not null unique references organisation (id),
  content text not null,
  updated_at text not null
) strict;

alter table session add column erased_at text;
create index session_to_erase on session (closed_at) where erased_at is null;
"""

# In the order of their references.
PARTS = (
    *(WORKSHOP, PROCESSES, ROOM, DEVICES, PILOTING, REPORTS, PLANS, SERIES),
    *(SERVER, FIGURES, ERASURES),
)
DEFINITIONS = "".join(PARTS)
