"""What every fake application shares: definitions, actions, goals, the course of a log. Pure.

The log of actions is all that is kept. The state, which is JSON, is computed again from it:
the same log gives the same state and the same score.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from classroom.domain import Record
from classroom.exercises import text
from classroom.exercises.base import Exercise, Piece, Problem

State = dict[str, Any]
# What a field of an object reads; NONE while it is not decided.
Value = bool | int | str | list[str]
NONE = "none"
# Known in every application. `answer` gives the final answer of `ask`.
UNDO, RESTART, FINISH, ANSWER = "undo", "restart", "finish", "answer"
EVERYWHERE = (UNDO, RESTART, FINISH)
EVENTS_MAX = 500
TYPED_MAX = 200


class Goal(Piece, frozen=True, kw_only=True):
    """What must hold, with exactly one operator: `equals`, `one_of`, `contains` or `min`."""

    object: str
    field: str
    equals: bool | int | str | None = None
    one_of: tuple[str, ...] = ()
    contains: str = ""
    min: int | None = None
    points: int = 1
    before: str = ""
    feedback: str = ""


class Trap(Piece, frozen=True, kw_only=True):
    """An action, or a verb, that is answered by a sentence and costs nothing."""

    do: str
    feedback: str


class Ask(Piece, frozen=True, kw_only=True):
    """A final typed answer, read as the field `correct` of the object `answer`."""

    label: str
    answers: tuple[str, ...]
    format: text.Format | None = None
    tolerance: tuple[text.Tolerance, ...] = text.USUAL


class Definition(Exercise, frozen=True, kw_only=True):
    """The keys that every application reads; each adds its own."""

    app: str
    goals: tuple[Goal, ...]
    solution: tuple[dict[str, str], ...]
    traps: tuple[Trap, ...] = ()
    memo: tuple[str, ...] = ()
    ask: Ask | None = None
    threshold: float = 0.8

    def __hash__(self) -> int:
        """The tables of `solution` have no hash of their own."""
        return hash((self.id, self.app, self.prompt, self.goals))


@dataclass(frozen=True, slots=True)
class Action:
    """One press of a button: `verb`, `verb:object` or `verb:object:value`, and what was typed."""

    do: str
    typed: Mapping[str, str]

    @property
    def verb(self) -> str:
        return self.do.partition(":")[0]

    @property
    def object(self) -> str:
        return self.do.partition(":")[2].partition(":")[0]

    @property
    def value(self) -> str:
        return self.do.partition(":")[2].partition(":")[2]


class Senseless(Exception):
    """An action that does nothing now; `code` has its sentence in `simulation/_notes.html`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class App(Protocol):
    """One fake application: a module beside this one. `d` is an instance of its `Definition`.

    `ACTIONS` gives the slots of each verb, `FIELDS` the fields of each sort of object;
    `MANY` names the objects that are lists, whose goals are judged together, item by item.
    """

    Definition: type[Definition]
    ACTIONS: Mapping[str, tuple[str, ...]]
    FIELDS: Mapping[str, tuple[str, ...]]
    MANY: Collection[str]

    def check(self, d: Any) -> Iterable[Problem]:
        """Mistakes of the keys of this application."""

    def slots(self, d: Any) -> Mapping[str, Collection[str] | None]:
        """What each slot of an action may be; None for any text."""

    def sort(self, d: Any, name: str) -> str:
        """The sort of an object that goals name; empty when there is none."""

    def start(self, d: Any) -> State: ...

    def asks(self, d: Any, state: State, verb: str) -> Collection[str]:
        """The names of the fields on the screen that an action takes along."""

    def apply(self, d: Any, state: State, action: Action) -> State:
        """The state after an action. Raises `Senseless`."""

    def read(self, d: Any, state: State, object: str, field: str) -> Value: ...

    def items(self, d: Any, state: State, object: str) -> Sequence[Mapping[str, Value]]:
        """The items of an object of `MANY`; needed where it names one."""

    def hoards(self, d: Any) -> Iterable[Sequence[str]]:
        """Ways of treating everything alike, which must not be enough to pass."""

    def view(self, d: Any, state: State) -> Any:
        """What the template of the application draws as `screen`."""

    def label(self, d: Any, action: Action) -> str:
        """The name of what an action is about, as a person reads it."""


def knows(app: App, d: Definition, do: str) -> bool:
    """True when the action is in the vocabulary, whether it makes sense now or not."""
    if do in EVERYWHERE:
        return True
    verb, *given = do.split(":", maxsplit=2)
    if verb == ANSWER:
        return d.ask is not None and not given
    slots = app.ACTIONS.get(verb)
    if slots is None or len(slots) != len(given):
        return False
    known = app.slots(d)
    return all(
        ((may := known[slot]) is None and 0 < len(part) <= TYPED_MAX)
        or (may is not None and part in may)
        for slot, part in zip(slots, given, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """A state and the action that led to it, empty for the start."""

    do: str
    state: State


@dataclass(frozen=True, slots=True)
class Course:
    """Where a log has led: the moments that were not undone. The first is the start."""

    moments: tuple[Moment, ...]

    @property
    def state(self) -> State:
        return self.moments[-1].state

    @property
    def depth(self) -> int:
        """How many actions « Annuler » can take back."""
        return len(self.moments) - 1

    def before(self, verb: str) -> State:
        """The state just before the last action of a verb, the final one if there was none."""
        for place in range(self.depth, 0, -1):
            if self.moments[place].do.partition(":")[0] == verb:
                return self.moments[place - 1].state
        return self.state

    def then(self, app: App, d: Definition, action: Action) -> Course:
        """The course after an action. Raises `Senseless`."""
        if action.do == FINISH:
            return self
        if action.do == UNDO:
            if not self.depth:
                raise Senseless("nothing_to_undo")
            return Course(self.moments[:-1])
        if action.do == RESTART:
            return Course((*self.moments, Moment(RESTART, begin(app, d))))
        if action.do == ANSWER:
            given = text.normalise(action.typed.get(ANSWER, ""))
            if not given:
                raise Senseless("no_answer")
            state = {**self.state, ANSWER: given}
        else:
            state = app.apply(d, self.state, action)
        return Course((*self.moments, Moment(action.do, state)))


def begin(app: App, d: Definition) -> State:
    return {**app.start(d), ANSWER: ""}


def follow(app: App, d: Definition, log: Sequence[Record]) -> Course:
    """The course of a log; actions that make no sense change nothing."""
    course = Course((Moment("", begin(app, d)),))
    for record in log:
        try:
            course = course.then(app, d, recorded(record))
        except Senseless:
            continue
    return course


def recorded(record: Record) -> Action:
    return Action(record["do"], record.get("typed", {}))


def steps(d: Definition) -> list[Action]:
    """The solution as actions."""
    return [
        Action(step["do"], {name: typed for name, typed in step.items() if name != "do"})
        for step in d.solution
    ]


def as_record(action: Action) -> Record:
    return {"do": action.do, **({"typed": dict(action.typed)} if action.typed else {})}
