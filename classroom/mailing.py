"""Letters sent by the server of the organisation, when it has one; there is no other way out."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT_S = 15


class NotSent(Exception):
    """The mail server cannot be reached or refused the letter."""


async def send(smtp_url: str, sender: str, to: str, subject: str, body: str) -> None:
    """One letter of plain text, by `smtp://` (with STARTTLS where it is offered) or `smtps://`.

    Raises `NotSent`.
    """
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter.set_content(body)
    try:
        await asyncio.to_thread(deliver, smtp_url, letter)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(type(error).__name__) from error


def deliver(smtp_url: str, letter: EmailMessage) -> None:
    parts = urlsplit(smtp_url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT_S, context=context
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
    with server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)
