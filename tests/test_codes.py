"""Codes are drawn to be read aloud, and read from whatever a beginner types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom import codes
from classroom.refusals import MalformedCode


@pytest.mark.parametrize(
    "typed",
    [
        "482915",
        "482 915",
        " 482-915 ",
        "482.915",
        "482\u00a0915",
        "'_éç&(",
        "’_éç&(",
        "48é915",
        "4B29l5",
        "48291S",
        "４８２９１５",
        "٤٨٢٩١٥",
        "4 8 2 9 1 5",
        "«482915»".strip("«»"),
        "(482915)",
        "\u200e482915\u200f",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert codes.read(typed) == "482915"


@pytest.mark.parametrize(
    "typed",
    ["", "48291", "482915482915", "bonjour", "------", "482 9I", "💥", "4" * 5000, "½½½½½½"],
)
def test_what_is_not_a_code_is_refused(typed: str) -> None:
    with pytest.raises(MalformedCode):
        codes.read(typed)


@given(st.text(max_size=80))
def test_reading_never_breaks(typed: str) -> None:
    try:
        code = codes.read(typed)
    except MalformedCode:
        return
    assert code.isascii()
    assert code.isdigit()
    assert 6 <= len(code) <= 8


@given(st.integers(0, 9_999_999).map(lambda n: f"{n:07d}"))
def test_the_azerty_row_reads_like_the_digits(digits: str) -> None:
    row = dict(zip("1234567890", "&é\"'(-è_çà", strict=True))
    assert codes.read("".join(row[d] for d in digits)) in (digits, digits.replace("6", ""))


@pytest.mark.parametrize(("live", "length"), [(0, 6), (99, 6), (100, 7), (999, 7), (1000, 8)])
def test_codes_grow_with_the_number_of_live_sessions(live: int, length: int) -> None:
    assert len(codes.draw(live, lambda code: False)) == length


def test_a_taken_code_is_drawn_again() -> None:
    seen: list[str] = []

    def taken(code: str) -> bool:
        seen.append(code)
        return len(seen) < 4

    assert codes.draw(0, taken) == seen[3]


@pytest.mark.parametrize(
    "code", ["111111", "123456", "987654", "121212", "123123", "112112", "111222"]
)
def test_trivial_codes_are_not_given(code: str) -> None:
    assert codes.is_trivial(code)


def test_drawn_codes_are_not_trivial() -> None:
    assert not any(codes.is_trivial(codes.draw(0, lambda code: False)) for _ in range(500))
