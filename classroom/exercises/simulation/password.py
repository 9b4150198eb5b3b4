"""`password`: invent one and write it twice. The text never leaves the page; only « yes » does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from classroom.exercises.base import Piece, Problem
from classroom.exercises.simulation import engine
from classroom.exercises.simulation.engine import Action, Senseless, State, Value

DECLARED = ("rules", "confirmed", "shown")
YES = "yes"
MANY = ()
FIELDS: Mapping[str, tuple[str, ...]] = {"password": DECLARED}
ACTIONS: Mapping[str, tuple[str, ...]] = {"declare": ()}


class Account(Piece, frozen=True, kw_only=True):
    """Whose password it is: what it must not tell."""

    first_name: str
    birth_year: int


class Rules(Piece, frozen=True, kw_only=True):
    """`length` signs with these sorts; or `or_length` without symbol; or `or_words` words."""

    length: int = 12
    upper: bool = True
    lower: bool = True
    digit: bool = True
    symbol: bool = True
    or_length: int = 14
    or_words: int = 7


class Definition(engine.Definition, frozen=True, kw_only=True):
    account: Account
    rules: Rules = Rules()
    forbidden: tuple[str, ...] = ()
    example: str = ""

    __hash__ = engine.Definition.__hash__


def check(d: Definition) -> Iterable[Problem]:
    for name in ("length", "or_length", "or_words"):
        if (found := getattr(d.rules, name)) < 1:
            yield Problem("bad_size", f"rules.{name}", "1, 2, 3…", str(found))


def slots(d: Definition) -> Mapping[str, Collection[str] | None]:
    return {}


def sort(d: Definition, name: str) -> str:
    return name if name == "password" else ""


def start(d: Definition) -> State:
    return {"declared": False, **dict.fromkeys(DECLARED, False)}


def asks(d: Definition, state: State, verb: str) -> Collection[str]:
    return DECLARED


def apply(d: Definition, state: State, action: Action) -> State:
    said = {name: action.typed.get(name) == YES for name in DECLARED}
    if not any(said.values()):
        raise Senseless("nothing_declared")
    return {"declared": True, **said}


def read(d: Definition, state: State, object: str, field: str) -> Value:
    return bool(state[field])


def hoards(d: Definition) -> Iterable[Sequence[str]]:
    """Pressing the button without having invented anything."""
    yield ["declare"]


def view(d: Definition, state: State) -> Mapping[str, Any]:
    told = (d.account.first_name, str(d.account.birth_year))
    return {**state, "account": d.account, "asked": d.rules, "forbidden": (*told, *d.forbidden)}


def label(d: Definition, action: Action) -> str:
    return action.object
