"""Reading posted forms without trusting them."""

from __future__ import annotations

from datetime import datetime

from starlette.datastructures import FormData
from starlette.requests import Request

from classroom.refusals import BadResponse


async def posted(request: Request) -> FormData:
    """The fields of a form. No page sends files: a post with one is refused."""
    return await request.form(max_files=0)


def text(form: FormData, key: str) -> str:
    """The text posted under a key; empty when it is missing or a file."""
    value = form.get(key)
    return value if isinstance(value, str) else ""


def moment(typed: str) -> datetime:
    """A time that one of our pages wrote down. Raises `BadResponse`."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise BadResponse(reason="malformed") from None
    if found.tzinfo is None:
        raise BadResponse(reason="malformed")
    return found


def submission_id(form: FormData) -> str:
    """The id a page gave to this post. Raises `BadResponse` when it is not one of ours."""
    value = text(form, "submission")
    if (
        not 8 <= len(value) <= 64
        or not value.isascii()
        or not value.replace("-", "").replace("_", "").isalnum()
    ):
        raise BadResponse(reason="submission")
    return value
