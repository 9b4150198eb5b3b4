"""Join codes: drawn so that they read well, read so that typing slips do not matter."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from itertools import pairwise

from classroom.refusals import MalformedCode

LENGTHS = range(6, 9)

# What a person reads or types in place of a digit.
LOOKALIKES = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "s": "5", "b": "8"})
# The digit row of an AZERTY keyboard typed without Shift.
AZERTY_ROW = str.maketrans(dict(zip("&é\"'(-è_çà", "1234567890", strict=True)))
# A dash alone may be a separator; these are not.
AZERTY_ONLY = set("&é\"'(è_çà")
TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
SEPARATORS = re.compile(r"[\s.,;:/+*·#-]+")


def read(typed: str) -> str:
    """The digits of a code as a person typed it; raises `MalformedCode` when there is none.

    Digits come first: only when they do not make a code are the symbols of the
    AZERTY row taken for digits, so that `482-915` and `'_éç&(` are both read.
    """
    if len(typed) > 64:
        raise MalformedCode
    text = unicodedata.normalize("NFKC", typed).casefold().translate(TYPOGRAPHY)
    text = "".join(str(unicodedata.decimal(sign, sign)) for sign in text if sign.isprintable())
    plain = SEPARATORS.sub("", text.translate(LOOKALIKES))
    symbols = re.sub(r"[&\"'(_)]", "", plain)
    shifted = re.sub(r"[\s.,;:/+*·#]+", "", text).translate(AZERTY_ROW).translate(LOOKALIKES)
    if not set(text) & AZERTY_ONLY:
        shifted = ""
    for candidate in (plain, symbols, shifted):
        if candidate.isascii() and candidate.isdigit() and len(candidate) in LENGTHS:
            return candidate
    raise MalformedCode


def draw(live_count: int, is_taken: Callable[[str], bool]) -> str:
    """A fresh code: 6 digits, 7 once 100 sessions are live, 8 once 1,000 are."""
    length = 6 if live_count < 100 else 7 if live_count < 1000 else 8
    while True:
        code = str(secrets.randbelow(9 * 10 ** (length - 1)) + 10 ** (length - 1))
        if not is_trivial(code) and not is_taken(code):
            return code


def is_trivial(code: str) -> bool:
    """True for patterns that are tried first or that two sessions could share by habit."""
    steps = {int(b) - int(a) for a, b in pairwise(code)}
    repeats = any(code == (code[:n] * len(code))[: len(code)] for n in (1, 2, 3))
    return repeats or steps in ({1}, {-1}) or len(set(code)) < 3
