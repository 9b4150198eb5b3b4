"""The measures anyone can repeat: servers of their own, learners through the real pages, figures.

The load runs here, the servers in processes of their own. What the clients know to be
kept is compared with the database: one answer lost or doubled is a failure.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import click

from classroom.bench import growth, limit, past, ratio, signals, workshop
from classroom.bench.servers import NotMeasurable, nothing_in, running, started
from classroom.measure import machine
from classroom.runtime import all_handles
from classroom.store.engine import MissingExtra, Unreachable
from classroom.terminal import (
    EXIT_CONFIGURATION,
    EXIT_FAILURE,
    language_option,
    plain,
    say,
)

MEASURES = {
    "ratio": "Answers as fast as they are taken, beside bare Starlette and one durable commit.",
    "growth": "The cost of an answer among more and more live and past sessions.",
    "until-limit": "More and more sessions of twelve, until someone waits.",
    "attention": "How well each signal of attention finds a known trouble, without a server.",
    "history": "The pages of history on a million attempts.",
}


def measures(command: Any) -> Any:
    for name, help_text in reversed(MEASURES.items()):
        command = click.option(f"--{name}", "what", flag_value=name, help=help_text)(command)
    return command


@click.command("bench")
@measures
@click.option("--learners", type=click.IntRange(1, 10_000), default=300, show_default=True)
@click.option("--sessions", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option(
    "--dashboards",
    type=click.IntRange(1, 10),
    default=5,
    show_default=True,
    help="Dashboards on each session.",
)
@click.option(
    "--duration",
    "duration_s",
    type=click.FloatRange(1, 3600),
    default=30.0,
    show_default=True,
    help="Seconds of answers in each step, once everyone has joined.",
)
@click.option(
    "--interval",
    "interval_s",
    type=click.FloatRange(0.1, 600),
    default=10.0,
    show_default=True,
    help="Seconds between two answers of one learner.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 16),
    default=1,
    show_default=True,
    help="Server processes on one PostgreSQL database.",
)
@click.option("--database-url", default="", help="An empty postgresql://… database to measure on.")
@click.option("--url", default="", help="The sign-in link of a server that runs on this machine.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="With --url: the data folder of that server, to compare with.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@language_option
def bench(what: str | None, as_json: bool, language: str, **options: Any) -> None:
    """Measure on this machine; one answer lost or doubled is a failure.

    Without a choice: a full room at its usual pace.
    """
    check(what, **options)
    all_handles()
    try:
        result = {"machine": machine(), **measure(what or "workshop", **options)}
    except NotMeasurable as error:
        say(error.code, error.facts, err=True)
        sys.exit(EXIT_CONFIGURATION)
    except MissingExtra:
        say("missing_extra", err=True)
        sys.exit(EXIT_CONFIGURATION)
    except Unreachable as error:
        say("unreachable", {"url": "--database-url", "reason": str(error)}, err=True)
        sys.exit(EXIT_CONFIGURATION)
    table = f"bench/{(what or 'workshop').replace('-', '_')}.txt"
    click.echo(json.dumps(result) if as_json else plain(table, **result).strip())
    sys.exit(0 if result["passed"].get("kept", True) else EXIT_FAILURE)


def check(what: str | None, **options: Any) -> None:
    """Raises `click.UsageError` for options that do not go together."""
    if options["processes"] > 1 and not options["database_url"]:
        raise click.UsageError("--processes needs --database-url: a file has one process.")
    if options["url"] and what:
        raise click.UsageError(f"--{what} starts a server of its own: it goes without --url.")
    if options["url"] and not (options["data"] or options["database_url"]):
        raise click.UsageError("--url needs --data or --database-url, to compare with.")
    if options["data"] and not options["url"]:
        raise click.UsageError("--data goes with --url.")
    if not options["sessions"] <= options["learners"] <= 300 * options["sessions"]:
        raise click.UsageError("A session takes 1 to 300 learners.")
    if what == "history" and options["processes"] > 1:
        raise click.UsageError("--history measures one process.")


def measure(
    what: str,
    *,
    learners: int,
    sessions: int,
    dashboards: int,
    duration_s: float,
    interval_s: float,
    processes: int,
    database_url: str,
    url: str,
    data: Path | None,
) -> dict[str, Any]:
    """Raises `NotMeasurable`, `MissingExtra`, `Unreachable`."""
    if what == "attention":
        return signals.measure()
    if url:
        database: Path | str = data / "classroom.db" if data else database_url
        work = workshop.Workload(learners, sessions, dashboards, duration_s, interval_s)
        return asyncio.run(workshop.measure(running(url, database), work))
    if database_url:
        nothing_in(database_url).close()
    with tempfile.TemporaryDirectory(prefix="classroom-bench-") as name:
        folder = Path(name)
        start = partial(started, folder, database_url, processes)
        database = database_url or folder / "classroom.db"
        if what == "growth":
            return growth.measure(start, database)
        if what == "until-limit":
            return limit.measure(start, duration_s)
        if what == "history":
            growth.fill(database, past.ATTEMPTS)
        with start() as servers:
            if what == "ratio":
                return asyncio.run(ratio.measure(servers, duration_s, folder))
            if what == "history":
                return asyncio.run(past.measure(servers))
            work = workshop.Workload(learners, sessions, dashboards, duration_s, interval_s)
            return asyncio.run(workshop.measure(servers, work))
