"""What commands share: their flags, their words, their way to end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click
import platformdirs

from classroom import i18n, views
from classroom.server import CannotStart
from classroom.settings import (
    COOP_URL,
    KEEP_DAYS,
    KEEP_DAYS_MAX,
    STREAMS_MAX,
    Settings,
    data_folder,
)

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


def public_url(ctx: click.Context, option: click.Parameter, value: str) -> str:
    """An address without a path, ending in `/`; plain http for this machine alone."""
    if not value:
        return ""
    parts = urlsplit(value)
    is_near = parts.hostname in ("localhost", "127.0.0.1")
    good = parts.scheme == "https" or (parts.scheme == "http" and is_near)
    if not (good and parts.hostname and parts.path in ("", "/")) or parts.query or parts.fragment:
        raise click.BadParameter("https://name/", ctx, option)
    return f"{parts.scheme}://{parts.netloc.lower()}/"


def smtp_url(ctx: click.Context, option: click.Parameter, value: str) -> str:
    parts = urlsplit(value)
    if value and not (parts.scheme in ("smtp", "smtps") and parts.hostname):
        raise click.BadParameter("smtp://host:port or smtps://host:port", ctx, option)
    return value


def keeping_option(command: F) -> F:
    """How long people are kept."""
    return click.option(
        "--keep-days",
        type=click.IntRange(0, KEEP_DAYS_MAX),
        default=KEEP_DAYS,
        show_default=True,
        envvar="CLASSROOM_KEEP_DAYS",
        help="Days after a session until its people are erased.",
    )(command)


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
        click.option("--streams-max", type=click.IntRange(1), default=STREAMS_MAX,
                     show_default=True, envvar="CLASSROOM_STREAMS_MAX",
                     help="Pages that may be live at once."),
        click.option("--coop-url", default=COOP_URL, show_default=True,
                     envvar="CLASSROOM_COOP_URL",
                     help="Where reports are opened; empty for no link."),
        click.option("--public-url", default="", envvar="CLASSROOM_PUBLIC_URL", callback=public_url,
                     help="https://…, the address behind which this is a server with accounts."),
        click.option("--trusted-proxy", default="127.0.0.1", show_default=True,
                     envvar="CLASSROOM_TRUSTED_PROXY",
                     help="Addresses of the proxy in front of a server, with commas."),
        click.option("--smtp-url", default="", envvar="CLASSROOM_SMTP_URL", callback=smtp_url,
                     help="smtp://name:password@host:587, to send invitations."),
        click.option("--smtp-from", default="", envvar="CLASSROOM_SMTP_FROM",
                     help="Address that letters come from."),
        click.option("--oidc-issuer", default="", envvar="CLASSROOM_OIDC_ISSUER",
                     help="OpenID Connect provider where people may sign in."),
        click.option("--oidc-client-id", default="", envvar="CLASSROOM_OIDC_CLIENT_ID",
                     help="What this server is called there."),
        click.option("--oidc-client-secret", default="", envvar="CLASSROOM_OIDC_CLIENT_SECRET",
                     help="Its secret there; better in the variable than on the command line."),
        click.option("--oidc-name", default="OpenID", envvar="CLASSROOM_OIDC_NAME",
                     help="What the button says the provider is."),
        click.option("--debug", is_flag=True, envvar="CLASSROOM_DEBUG",
                     help="Also serve /styleguide."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return keeping_option(command)


def settings_of(data: Path, **options: Any) -> Settings:
    options["allowed_hosts"] = tuple(options.pop("allowed_host", ()))
    return Settings(data=data_folder(data), **options)
