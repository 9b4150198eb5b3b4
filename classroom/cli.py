"""The commands. `classroom` alone is `classroom serve`."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
import platformdirs
import segno

from classroom import __version__, bench, console, doctor, i18n, simulate, views
from classroom.modules import Library
from classroom.server import CannotStart, Links, data_folder, public, run
from classroom.settings import Settings

EXIT_FAILURE, EXIT_CONFIGURATION = 1, 78
F = TypeVar("F", bound=Callable[..., Any])


def say(code: str, facts: Mapping[str, object] | None = None, *, err: bool = False) -> None:
    """Print the sentence of a code."""
    click.echo(sentence(code, facts or {}), err=err)


def sentence(code: str, facts: Mapping[str, object]) -> str:
    return plain("cli/messages.txt", code=code, facts=facts).strip()


def plain(template: str, **context: object) -> str:
    """A template of text in the language of the command."""
    language = click.get_current_context().params.get("language", "fr")
    return views.plain_environment(language).get_template(template).render(context)


def stop(error: CannotStart, status: int = EXIT_CONFIGURATION) -> None:
    say(error.code, error.facts, err=True)
    sys.exit(status)


class ServeByDefault(click.Group):
    """`classroom --port 9000` means `classroom serve --port 9000`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "--version")):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


def language_option(command: F) -> F:
    return click.option(
        "--language",
        type=click.Choice([i18n.SOURCE, *i18n.TRANSLATED]),
        default=i18n.SOURCE,
        show_default=True,
        envvar="CLASSROOM_LANGUAGE",
    )(command)


def instance_options(command: F) -> F:
    """Flags shared by the commands that run or reach one instance."""
    options = [
        click.option(
            "--data",
            type=click.Path(path_type=Path),
            default=Path(platformdirs.user_data_dir("classroom")),
            envvar="CLASSROOM_DATA",
            show_default=True,
            help="Folder of the database and the keys.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
        language_option,
        click.option(
            "--database-url",
            default="",
            envvar="CLASSROOM_DATABASE_URL",
            help="postgresql://… instead of a file in the data folder.",
        ),
        click.option(
            "--keys",
            "keys_file",
            type=click.Path(path_type=Path),
            envvar="CLASSROOM_KEYS",
            help="File of the secret keys, the same for every process on one database; in the "
            "data folder by default.",
        ),
    ]
    for option in options:
        command = option(command)
    return command


def serving_options(command: F) -> F:
    options = [
        click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
                     envvar="CLASSROOM_PORT", help="Staff pages, on this machine only."),
        click.option("--learner-port", type=click.IntRange(0, 65535), default=8080,
                     show_default=True, envvar="CLASSROOM_LEARNER_PORT",
                     help="Learners' pages, on the local network."),
        click.option("--host", default="0.0.0.0", show_default=True, envvar="CLASSROOM_HOST",
                     help="Address on which learners are served."),
        click.option("--allowed-host", multiple=True, envvar="CLASSROOM_ALLOWED_HOST",
                     help="A name learners may type, beside this machine's address."),
        click.option("--debug", is_flag=True, envvar="CLASSROOM_DEBUG",
                     help="Also serve /styleguide."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.group(cls=ServeByDefault, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="classroom")
def main() -> None:
    """Classroom: live, self-paced workshops. Without a command: serve."""


def settings_of(data: Path, **options: Any) -> Settings:
    options["allowed_hosts"] = tuple(options.pop("allowed_host", ()))
    return Settings(data=data_folder(data), **options)


def announce(as_json: bool) -> Callable[[Links], None]:
    """Prints the links: one JSON line, or sentences and a QR code."""

    def ready(links: Links) -> None:
        shown = {"staff_url": links.sign_in_url, "learner_url": links.learner_url}
        if as_json:
            click.echo(json.dumps({**shown, "data": links.data}))
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


@main.command("bench")
@click.option("--learners", type=click.IntRange(1, 2000), default=300, show_default=True)
@click.option("--dashboards", type=click.IntRange(1, 10), default=5, show_default=True)
@click.option(
    "--duration",
    "duration_s",
    type=click.FloatRange(1, 3600),
    default=30.0,
    show_default=True,
    help="Seconds of answers, once everyone has joined.",
)
@click.option(
    "--interval",
    "interval_s",
    type=click.FloatRange(0.1, 600),
    default=10.0,
    show_default=True,
    help="Seconds between two answers of one learner.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@language_option
def bench_command(as_json: bool, language: str, **work: Any) -> None:
    """Measure a full room against a server of its own; one answer lost or doubled is a failure."""
    result = bench.measure(bench.Workload(**work))
    click.echo(json.dumps(result) if as_json else plain("cli/bench.txt", **result))
    sys.exit(0 if result["passed"]["kept"] else EXIT_FAILURE)


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


@main.command()
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


@main.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@instance_options
def restore(as_json: bool, source: Path, **instance: Any) -> None:
    """Put the copy SOURCE back in place, while no server is running."""
    try:
        kept = console.restore(settings_of(**instance), source)
    except CannotStart as error:
        stop(error, EXIT_FAILURE)
    else:
        facts = {"source": str(source), "kept": str(kept)}
        click.echo(json.dumps(facts)) if as_json else say("restored", facts)


@main.command()
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


@main.command()
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
