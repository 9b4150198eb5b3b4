"""Typed answers: tolerances, formats, slips of one letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.exercises.text import USUAL, Wrong, fold, judge, normalise, number

ALL = (*USUAL, "slip")


@pytest.mark.parametrize(
    ("typed", "answer", "tolerance", "verdict"),
    [
        ("corbeille", "corbeille", (), "ok"),
        (" corbeille\u00a0", "corbeille", (), "ok"),
        ("l’été", "l'été", (), "ok"),
        ("e\u0301te\u0301", "été", (), "ok"),
        ("cor\u200bbeille", "corbeille", (), "ok"),
        ("Corbeille", "corbeille", (), "other"),
        ("Corbeille", "corbeille", ("case",), "ok"),
        ("foret", "forêt", ("accents",), "ok"),
        ("foret", "forêt", (), "other"),
        ("soeur", "sœur", ("accents",), "ok"),
        ("mot-de-passe", "mot de passe", ("punctuation",), "ok"),
        ("bonjour\u00a0!", "bonjour", ("punctuation",), "ok"),
        ("a@b", "a b", ("punctuation",), "other"),
        ("motdepasse", "mot de passe", ("spaces",), "ok"),
        ("corbeile", "corbeille", ALL, "slip:0"),
        ("crobeille", "corbeille", ALL, "slip:0"),
        ("corbeilles", "corbeille", ALL, "slip:0"),
        ("corbaile", "corbeille", ALL, "other"),
        ("mal", "mail", ALL, "other"),
        ("corbeile", "corbeille", USUAL, "other"),
        ("site.fx", "site.fr", ALL, "other"),
    ],
)
def test_a_tolerance_forgives_what_it_names(
    typed: str, answer: str, tolerance: tuple[str, ...], verdict: str
) -> None:
    assert judge(typed, (answer,), tolerance) == verdict


def test_an_expected_mistake_wins_over_tolerances() -> None:
    wrong = (Wrong(text="Corbeilles", feedback="Au singulier."),)
    assert judge("corbeilles", ("corbeille",), ALL, wrong) == "wrong:0"
    assert judge("corbeille", ("corbeille",), ALL, wrong) == "ok"
    capital = (Wrong(text="paris", feedback="Une majuscule."),)
    assert judge("paris", ("Paris",), ALL, capital) == "wrong:0"


@pytest.mark.parametrize(
    ("form", "answer", "typed", "verdict"),
    [
        ("address", "marie@exemple.fr", "Marie@Exemple.fr ", "ok"),
        ("address", "marie@exemple.fr", "marie @exemple.fr", "format:space"),
        ("address", "marie@exemple.fr", "marie@exemple,fr", "format:comma"),
        ("address", "marie@exemple.fr", "marie.exemple.fr", "format:no_at"),
        ("address", "marie@exemple.fr", "marie@exempl.fr", "other"),
        ("address", "www.ameli.fr", "https://ameli.fr/", "ok"),
        ("date", "04/02/1961", "4/2/1961", "ok"),
        ("date", "04/02/1961", "04-02-1961", "ok"),
        ("date", "04/02/1961", "4 février 61", "format:date"),
        ("date", "04/02/1961", "05/02/1961", "other"),
        ("phone", "02 61 91 00 12", "+33 2.61.91.00.12", "ok"),
        ("phone", "02 61 91 00 12", "mairie", "format:phone"),
        ("postcode", "35500", "35 500", "ok"),
        ("postcode", "35500", "3550", "format:postcode"),
        ("number", "480", "480 €", "ok"),
        ("number", "12,5", "12.50", "ok"),
        ("number", "12,5", "1250", "other"),
        ("number", "12,5", "douze", "format:number"),
    ],
)
def test_a_format_reads_what_people_write(form: str, answer: str, typed: str, verdict: str) -> None:
    assert judge(typed, (answer,), (), (), form) == verdict  # type: ignore[arg-type]


def test_a_unit_is_ignored() -> None:
    assert number("12,50 kg", "kg") == number("12.5", "kg")
    assert number("12,50 kg") is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_gets_a_verdict(typed: str, answer: str) -> None:
    assert judge(typed, (answer,), ALL).partition(":")[0] in ("ok", "slip", "other")
    assert normalise(normalise(typed)) == normalise(typed)
    assert fold(fold(normalise(typed), USUAL), USUAL) == fold(normalise(typed), USUAL)
