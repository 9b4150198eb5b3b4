"""Letters with a link in them, in the words of `accounts/letter.txt`."""

from __future__ import annotations

import structlog
from starlette.requests import Request

from classroom import mailing
from classroom.views import plain_environment

log = structlog.get_logger()


async def letter(request: Request, to: str, kind: str, url: str) -> bool:
    """False when there is no mail server, or it did not take the letter."""
    settings = request.state.settings
    if not settings.smtp_url:
        return False
    words = plain_environment(settings.language).get_template("accounts/letter.txt")
    subject, _, body = words.render(kind=kind, url=url).strip().partition("\n")
    try:
        await mailing.send(settings.smtp_url, settings.smtp_from, to, subject, body.lstrip())
    except mailing.NotSent as error:
        log.error("letter_not_sent", reason=str(error))
        return False
    return True
