"""Commands on the data of an instance: copies taken, put back, carried elsewhere."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import platformdirs

from classroom import console
from classroom.server import CannotStart, public
from classroom.settings import Settings, data_folder
from classroom.terminal import (
    EXIT_FAILURE,
    instance_options,
    keeping_option,
    language_option,
    say,
    settings_of,
    stop,
)


@click.command()
@click.option("--to", "target", type=click.Path(path_type=Path), help="File to write.")
@instance_options
def backup(as_json: bool, target: Path | None, **instance: Any) -> None:
    """Copy the database, also while a workshop is running."""
    try:
        made = console.backup(settings_of(**instance), target)
    except CannotStart as error:
        stop(error, EXIT_FAILURE)
    else:
        facts = {"target": str(made), "size": made.stat().st_size}
        click.echo(json.dumps(facts)) if as_json else say("copied", facts)


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@instance_options
def restore(as_json: bool, source: Path, **instance: Any) -> None:
    """Put the copy SOURCE back in place, while no server is running."""
    try:
        kept, erased = console.restore(settings_of(**instance), source)
    except CannotStart as error:
        stop(error, EXIT_FAILURE)
    else:
        facts = {"source": str(source), "kept": str(kept), "erased": erased}
        click.echo(json.dumps(facts)) if as_json else say("restored", facts)


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be erased, and change nothing.")
@keeping_option
@instance_options
def purge(as_json: bool, dry_run: bool, **instance: Any) -> None:
    """Erase the people whose time has come, beside a running server or without one."""
    try:
        facts = console.purge(settings_of(**instance), dry_run=dry_run)
    except CannotStart as error:
        stop(error, EXIT_FAILURE)
    else:
        code = "would_purge" if dry_run else "purged"
        click.echo(json.dumps(facts)) if as_json else say(code, facts)


@click.command()
@instance_options
def migrate(as_json: bool, **instance: Any) -> None:
    """Bring the database up to date without serving; safe beside others doing the same."""
    settings = settings_of(**instance)
    try:
        console.migrate(settings)
    except CannotStart as error:
        stop(error)
    else:
        facts = {"database": public(settings.database_url) or str(settings.database)}
        click.echo(json.dumps(facts)) if as_json else say("migrated", facts)


@click.command()
@click.option("--from", "source", required=True, help="A data folder, or postgresql://…")
@click.option("--to", "target", required=True, help="A data folder, or postgresql://…")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@language_option
def copy(source: str, target: str, as_json: bool, language: str) -> None:
    """Copy everything from one database to another, empty one, and compare them."""
    try:
        copied = console.copy(instance_at(source), instance_at(target))
    except CannotStart as error:
        stop(error, EXIT_FAILURE)
    else:
        tables = [asdict(table) for table in copied]
        click.echo(json.dumps({"tables": tables})) if as_json else say("moved", {"tables": tables})


def instance_at(place: str) -> Settings:
    """The instance of a data folder or of a database address."""
    if "://" in place:
        return Settings(Path(platformdirs.user_data_dir("classroom")), database_url=place)
    return Settings(data_folder(Path(place)))
