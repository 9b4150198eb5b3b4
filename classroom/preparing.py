"""What is said of a session before it is held: when, where, for whom. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from classroom import names
from classroom.refusals import InvalidName

FIELDS = ("day", "hour", "place", "public", "partner", "expected")
T = TypeVar("T")
WORDS = ("place", "public", "partner")
LENGTH_MAX = 80
EXPECTED_MAX = 1000
# A date beyond is a slip of the keyboard.
FARTHEST = timedelta(days=731)
# The form may have been filled in for a while.
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Details:
    """`at` is None for a session of now."""

    at: datetime | None = None
    place: str = ""
    public: str = ""
    partner: str = ""
    expected: int | None = None


def read(typed: Mapping[str, str], now: datetime) -> tuple[Details, dict[str, str]]:
    """What was typed, in the time of this machine, and what is wrong with it as codes by field:
    `invalid`, `missing`, `past`, `far`, `long`, `number`."""
    wrong: dict[str, str] = {}
    at = moment(typed, now, wrong)
    words = {}
    for field in WORDS:
        try:
            words[field] = names.clean(typed[field], LENGTH_MAX) if typed[field].strip() else ""
        except InvalidName:
            wrong[field] = "long"
    count = typed["expected"].strip()
    good = count.isascii() and count.isdigit() and 1 <= int(count[:6]) <= EXPECTED_MAX
    if count and not good:
        wrong["expected"] = "number"
    if wrong:
        return Details(), wrong
    return Details(at=at, expected=int(count) if count else None, **words), {}


def moment(typed: Mapping[str, str], now: datetime, wrong: dict[str, str]) -> datetime | None:
    day = part(date.fromisoformat, typed, "day", wrong)
    hour = part(time.fromisoformat, typed, "hour", wrong)
    if wrong or (day is None and hour is None):
        return None
    if day is None or hour is None:
        wrong["day" if day is None else "hour"] = "missing"
        return None
    near, far = (now - LATE).date() - timedelta(days=1), (now + FARTHEST).date()
    if not near <= day <= far:
        wrong["day"] = "past" if day < near else "far"
        return None
    # An hour that the clocks jump over in March is the one after.
    at = datetime.combine(day, hour.replace(tzinfo=None)).astimezone()
    if at < now - LATE:
        wrong["day"] = "past"
    return at


def part(
    parse: Callable[[str], T], typed: Mapping[str, str], field: str, wrong: dict[str, str]
) -> T | None:
    text = typed[field].strip()
    try:
        return parse(text) if text else None
    except ValueError:
        wrong[field] = "invalid"
        return None


def as_typed(details: Details) -> dict[str, str]:
    """The fields that would give these details."""
    local = details.at.astimezone() if details.at else None
    return {
        "day": local.date().isoformat() if local else "",
        "hour": f"{local:%H:%M}" if local else "",
        "place": details.place,
        "public": details.public,
        "partner": details.partner,
        "expected": str(details.expected or ""),
    }
