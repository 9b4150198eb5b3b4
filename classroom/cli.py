"""The commands. `classroom` alone is `classroom serve`."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
import segno

from classroom import __version__, console, copies, doctor, names, simulate
from classroom.bench import bench
from classroom.modules import Library
from classroom.refusals import InvalidName
from classroom.server import CannotStart, Links, run
from classroom.terminal import (
    EXIT_FAILURE,
    instance_options,
    language_option,
    plain,
    public_url,
    say,
    sentence,
    serving_options,
    settings_of,
    stop,
)


class ServeByDefault(click.Group):
    """`classroom --port 9000` means `classroom serve --port 9000`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "--version")):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


@click.group(cls=ServeByDefault, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="classroom")
def main() -> None:
    """Classroom: live, self-paced workshops. Without a command: serve."""


def announce(as_json: bool) -> Callable[[Links], None]:
    """Prints the links: one JSON line, or sentences and a QR code."""

    def ready(links: Links) -> None:
        shown = {"staff_url": links.sign_in_url, "learner_url": links.learner_url}
        if as_json:
            click.echo(json.dumps({**shown, "data": links.data}))
        elif not links.staff_token:
            say("ready_server", {**shown, "data": links.data, "first_url": links.first_url})
        else:
            say("ready", {**shown, "data": links.data})
            if sys.stdout.isatty() or sys.stdout.encoding.lower().startswith("utf"):
                segno.make(links.learner_url, micro=False).terminal(compact=True)
            report_modules()
        sys.stdout.flush()

    return ready


def report_modules() -> None:
    """Say which modules are off because their file has a mistake."""
    library = Library.shipped()
    if off := sorted({p.module for p in library.problems if not p.warning}):
        say("modules_off", {"names": ", ".join(off)}, err=True)


@main.command()
@serving_options
@instance_options
def serve(data: Path, as_json: bool, **options: Any) -> None:
    """Serve one instance until Ctrl-C."""
    try:
        run(settings_of(data, **options), announce(as_json))
    except CannotStart as error:
        stop(error)


@main.command("demo")
@click.option("--learners", type=click.IntRange(1, 300), default=12, show_default=True)
@serving_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@language_option
def demo_command(learners: int, as_json: bool, **options: Any) -> None:
    """Serve a live session with simulated learners, on a folder that goes at the end."""
    with tempfile.TemporaryDirectory(prefix="classroom-demo-") as folder:
        try:
            settings = settings_of(Path(folder), **options)
            run(settings, announce(as_json), beside=partial(simulate.demo, count=learners))
        except CannotStart as error:
            stop(error)


@main.group()
def session() -> None:
    """Sessions."""


@session.command("open")
@click.option("--plan", required=True, help="Id of a ready-made plan.")
@click.option("--title", default="", help="Title; the plan's by default.")
@instance_options
def session_open(as_json: bool, plan: str, title: str, **instance: Any) -> None:
    """Open a session, beside a running server or without one."""
    try:
        opened = console.open_session(settings_of(**instance), plan, title)
    except CannotStart as error:
        stop(error, EXIT_FAILURE)
    else:
        click.echo(json.dumps(opened)) if as_json else say("session_opened", opened)


@main.group()
def organisation() -> None:
    """Organisations of a server."""


@organisation.command("add")
@click.argument("name")
@click.option("--public-url", default="", envvar="CLASSROOM_PUBLIC_URL", callback=public_url,
              help="The address of the server.")  # fmt: skip
@instance_options
def organisation_add(as_json: bool, name: str, **instance: Any) -> None:
    """Add an organisation, beside a running server or without one; prints a link for its first
    administrator."""
    try:
        cleaned = names.clean(name, 80)
    except InvalidName:
        raise click.BadParameter(name, param_hint="NAME") from None
    try:
        made = console.add_organisation(settings_of(**instance), cleaned)
    except CannotStart as error:
        stop(error, EXIT_FAILURE)
    else:
        click.echo(json.dumps(made)) if as_json else say("organisation_added", made)


@main.group()
def module() -> None:
    """Exercise modules."""


@module.command("check")
@click.argument("folders", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@language_option
def module_check(folders: Sequence[Path], as_json: bool, language: str) -> None:
    """Check module files: the shipped ones, or those in FOLDERS."""
    libraries = [Library.load(folder) for folder in folders] or [Library.shipped()]
    problems = [problem for library in libraries for problem in library.problems]
    errors = [problem for problem in problems if not problem.warning]
    counts = {
        "modules": sum(len(library.modules) for library in libraries),
        "exercises": sum(len(m.exercises) for library in libraries for m in library.modules),
        "errors": len(errors),
        "warnings": len(problems) - len(errors),
    }
    lines = [plain("modules/_problem.txt", problem=problem).strip() for problem in problems]
    if as_json:
        click.echo(json.dumps({**counts, "problems": lines}, ensure_ascii=False))
    else:
        for line in lines:
            click.echo(line, err=True)
        say("modules_checked", counts)
    sys.exit(EXIT_FAILURE if errors else 0)


@main.command("doctor")
@serving_options
@instance_options
def doctor_command(data: Path, as_json: bool, **options: Any) -> None:
    """Look for what would prevent a workshop."""
    checks = doctor.examine(settings_of(data, **options))
    good = all(check.good for check in checks)
    if as_json:
        click.echo(json.dumps({"ok": good, "checks": [check.as_json() for check in checks]}))
    else:
        for check in checks:
            mark = "✓" if check.good else "✗"
            click.echo(f"{mark} {sentence(f'doctor_{check.name}', {'found': check.found})}")
    sys.exit(0 if good else EXIT_FAILURE)


for command in (copies.backup, copies.restore, copies.purge, copies.migrate, copies.copy, bench):
    main.add_command(command)
