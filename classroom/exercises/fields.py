"""Reading a posted form, whatever it holds: a value, nothing, or `BadResponse`."""

from __future__ import annotations

from collections.abc import Sequence

from classroom.exercises.base import Form
from classroom.refusals import BadResponse

TEXT_MAX = 2000


def text(form: Form, name: str) -> str:
    """One typed field, empty when it is missing. Raises `BadResponse`."""
    values = form.getlist(name)
    if not values:
        return ""
    if len(values) > 1 or not isinstance(values[0], str):
        raise BadResponse(reason="malformed")
    if len(values[0]) > TEXT_MAX:
        raise BadResponse(reason="too_long")
    return values[0]


def position(form: Form, name: str, count: int) -> int | None:
    """A position in a list of `count`, None when nothing was chosen. Raises `BadResponse`."""
    value = text(form, name)
    return as_position(value, count) if value else None


def positions(form: Form, name: str, count: int) -> tuple[int, ...]:
    """Several positions of one name, each once, in ascending order. Raises `BadResponse`."""
    values = form.getlist(name)
    if len(values) > count:
        raise BadResponse(reason="malformed")
    return tuple(sorted({as_position(value, count) for value in values}))


def as_position(value: object, count: int) -> int:
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 5):
        raise BadResponse(reason="malformed")
    if int(value) >= count:
        raise BadResponse(reason="malformed")
    return int(value)


def refuse_empty(answers: Sequence[int | str | None]) -> None:
    """An unanswered form is not a try. Raises `BadResponse` with the reason `empty`."""
    if all(answer in (None, "") for answer in answers):
        raise BadResponse(reason="empty")
