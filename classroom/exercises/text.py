"""Comparing what was typed with what was expected: tolerances, formats, slips of one letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from classroom.exercises.base import Piece, Problem

Tolerance = Literal["case", "accents", "punctuation", "spaces", "slip"]
Format = Literal["address", "date", "phone", "postcode", "number"]
USUAL: tuple[Tolerance, ...] = ("case", "accents", "spaces", "punctuation")

ALWAYS = str.maketrans("‘’“”–—―‐‑‒−", "''\"\"-------")
LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
PUNCTUATION = str.maketrans(dict.fromkeys(".,;:!?…'\"«»()-_/", " "))
SLIP_LETTERS_MIN = 5


class Wrong(Piece, frozen=True, kw_only=True):
    """A mistake the author expects."""

    text: str
    feedback: str


def normalise(text: str) -> str:
    """What is never told apart: Unicode forms, curly quotes, dashes, invisible marks, spaces."""
    visible = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return " ".join("".join(visible).translate(ALWAYS).split())


def fold(text: str, tolerance: Sequence[str]) -> str:
    """A normalised text with the listed tolerances applied, always in the same order."""
    if "case" in tolerance:
        text = text.casefold()
    if "accents" in tolerance:
        bare = unicodedata.normalize("NFD", text.translate(LIGATURES))
        text = unicodedata.normalize(
            "NFC", "".join(c for c in bare if not unicodedata.combining(c))
        )
    if "punctuation" in tolerance:
        text = " ".join(text.translate(PUNCTUATION).split())
    if "spaces" in tolerance:
        text = text.replace(" ", "")
    return text


@lru_cache(maxsize=2048)
def alphabetical(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Each text once, as a dictionary sorts them."""
    return tuple(sorted(set(texts), key=lambda text: (fold(text, ("case", "accents")), text)))


def allows_slip(answer: str) -> bool:
    """Long enough a word, without what must be exact: digits, @, /, inner dot."""
    if sum(c.isalpha() for c in answer) < SLIP_LETTERS_MIN:
        return False
    return not any(c.isdigit() or c in "@/" for c in answer) and "." not in answer[:-1]


def is_slip(typed: str, answer: str) -> bool:
    """True when one letter was added, forgotten, replaced, or swapped with the next."""
    if abs(len(typed) - len(answer)) > 1 or typed == answer:
        return False
    start = 0
    while start < min(len(typed), len(answer)) and typed[start] == answer[start]:
        start += 1
    a, b = typed[start:], answer[start:]
    letters = (a[:1] + b[:1]).isalpha()
    if len(a) > len(b):
        return a[:1].isalpha() and a[1:] == b
    if len(a) < len(b):
        return b[:1].isalpha() and a == b[1:]
    swapped = len(a) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:] and a[:2].isalpha()
    return letters and (a[1:] == b[1:] or swapped)


def address(text: str) -> str:
    text = text.lower().removesuffix(".")
    text = text.removeprefix("http://").removeprefix("https://").removeprefix("www.")
    return text.removesuffix("/")


def date(text: str) -> str:
    """`dd/mm/yyyy`, or empty when the text is no such date."""
    found = re.fullmatch(r"([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2}) ?[/.\- ] ?([0-9]{4})", text)
    return "{:0>2}/{:0>2}/{}".format(*found.groups()) if found else ""


def phone(text: str) -> str:
    """Digits only, empty when something else was typed."""
    digits = re.sub(r"[ .\-]|\(0\)", "", text)
    digits = "0" + digits[3:] if digits.startswith("+33") else digits
    return digits if re.fullmatch(r"[0-9]+", digits) else ""


def postcode(text: str) -> str:
    digits = text.replace(" ", "")
    return digits if re.fullmatch(r"[0-9]{5}", digits) else ""


def number(text: str, unit: str = "") -> Decimal | None:
    """A number typed with a comma or a point, spaces and unit ignored; None when it is none."""
    text = text.casefold().replace(" ", "")
    units = {unit.casefold().replace(" ", "")} | ({"€", "euros", "euro"} if unit in "€" else set())
    for known in sorted(units - {""}, key=len, reverse=True):
        text = text.removesuffix(known)
    if not re.fullmatch(r"[+\-]?[0-9]+([.,][0-9]+)?", text):
        return None
    return Decimal(text.replace(",", "."))


def plain_number(text: str) -> str:
    value = number(text)
    return "" if value is None else str(value.normalize())


READERS = {
    "address": address,
    "date": date,
    "phone": phone,
    "postcode": postcode,
    "number": plain_number,
}


# What the keyboard of a phone should offer.
INPUT_MODES = {"address": "email", "number": "decimal", "phone": "tel", "postcode": "numeric"}


def input_mode(form: str | None) -> str:
    return INPUT_MODES.get(form or "", "text")


def mistake_of_format(text: str, answers: Sequence[str], form: Format) -> str:
    """What to look at in a text that is not of the format, empty when it is."""
    if form != "address":
        return "" if READERS[form](text) else form
    if " " in text:
        return "space"
    if "," in text:
        return "comma"
    wants_at = all("@" in answer for answer in answers)
    return "no_at" if wants_at and "@" not in text else ""


@lru_cache(maxsize=4096)
def keys(answers: tuple[str, ...], tolerance: tuple[str, ...], form: str | None) -> tuple[str, ...]:
    """The answers as they are compared."""
    read = READERS[form] if form else lambda text: fold(text, tolerance)
    return tuple(read(normalise(answer)) for answer in answers)


def judge(
    typed: str,
    answers: tuple[str, ...],
    tolerance: tuple[str, ...] = USUAL,
    wrong: Sequence[Wrong] = (),
    form: Format | None = None,
) -> str:
    """`ok`, `slip:<rank of the answer>`, `wrong:<rank>`, `format:<what>` or `other`.

    What is typed exactly comes first, then an expected mistake, then the tolerances.
    """
    typed = normalise(typed)
    mistakes = tuple(entry.text for entry in wrong)
    for strictness, shape in (((), None), (tolerance, form)):
        key = READERS[shape](typed) if shape else fold(typed, strictness)
        if key and key in keys(answers, strictness, shape):
            return "ok"
        if key and key in (met := keys(mistakes, strictness, shape)):
            return f"wrong:{met.index(key)}"
    if form:
        what = mistake_of_format(typed, answers, form)
        return f"format:{what}" if what else "other"
    if "slip" in tolerance:
        for rank, answer in enumerate(answers):
            if allows_slip(normalise(answer)) and is_slip(
                fold(typed, tolerance), fold(normalise(answer), tolerance)
            ):
                return f"slip:{rank}"
    return "other"


def is_right(verdict: str) -> bool:
    return verdict == "ok" or verdict.startswith("slip:")


def explain(
    verdict: str, answers: Sequence[str], wrong: Sequence[Wrong]
) -> tuple[str, str, dict[str, str]]:
    """The author's sentence, our note and its facts, for a kept verdict."""
    what, _, detail = verdict.partition(":")
    if what == "wrong":
        return wrong[int(detail)].feedback, "", {}
    if what == "slip":
        return "", "slip", {"answer": answers[int(detail)]}
    return "", f"format_{detail}" if what == "format" else "", {}


def check_answers(
    key: str, answers: tuple[str, ...], tolerance: tuple[str, ...], form: Format | None
) -> Iterable[Problem]:
    """An answer that its tolerances or its format leave empty could never be given."""
    if not answers:
        yield Problem("missing_key", f"{key}answers")
    for rank, kept in enumerate(keys(answers, tolerance, form)):
        if not kept:
            yield Problem("empty_answer", f"{key}answers[{rank + 1}]", found=answers[rank])
