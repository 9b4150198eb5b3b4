"""First names as people type them: cleaned, never judged."""

from __future__ import annotations

import re
import unicodedata

from classroom.refusals import InvalidName

LENGTH_MAX = 24
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
# What a name or a place can bring that is not seen: controls, bidi marks, surrogates.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Joiners that Arabic and Indic scripts need inside a word.
JOINERS = {"\u200c", "\u200d"}
# A letter with a few accents is a name; a tower of them is a prank.
MARKS_MAX = 3
# As many places as one person can walk along.
ZONE_PLACES = 30
NO_PLACE = "-"


def clean(typed: str, length_max: int = LENGTH_MAX) -> str:
    """A name without what is not seen, spaces single. Raises `InvalidName`."""
    kept: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", typed[:1000]):
        category = unicodedata.category(sign)
        if sign.isspace():
            sign = " "
        elif category in UNSEEN and sign not in JOINERS:
            continue
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= MARKS_MAX:
            kept.append(sign)
    name = " ".join("".join(kept).split()).strip("\u200c\u200d")
    visible = [sign for sign in name if unicodedata.category(sign) not in ("Mn", "Me", "Cf")]
    if not any(unicodedata.category(sign)[0] in "LNSP" for sign in visible):
        raise InvalidName
    if len(visible) > length_max or len(typed) > 1000:
        raise InvalidName
    return name


def clean_seat(typed: str) -> str:
    """A place number or word, at most 12 signs; empty when there is none."""
    if not typed.strip():
        return ""
    return clean(typed, 12)


def is_address(typed: str) -> bool:
    """True for what may be the address of a mailbox; only a letter can tell whether it is."""
    return len(typed) <= 254 and ADDRESS.fullmatch(typed) is not None


def same_name(a: str, b: str) -> bool:
    """True when two people would say it is the same name: case, accents and spaces aside."""
    return folded(a) == folded(b)


def folded(name: str) -> str:
    """Letters and digits alone, without case and accents: to compare, or to search."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in spread if unicodedata.category(sign)[0] in "LNS")


def zone_of(seat: str) -> str:
    """« B12 » and « b 3 » sit in « B », « 42 » among « 31–60 », nobody's seat in `NO_PLACE`."""
    letters = seat.rstrip("0123456789")
    number = seat[len(letters) :]
    if letters or not number:
        return letters.strip().upper() or NO_PLACE
    first = (max(int(number), 1) - 1) // ZONE_PLACES * ZONE_PLACES + 1
    return f"{first}–{first + ZONE_PLACES - 1}"
