"""`form`: a procedure in several steps. Fields, formats, papers to join, a summary, a receipt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from classroom.exercises import rules, text
from classroom.exercises.base import Problem
from classroom.exercises.simulation import engine
from classroom.exercises.simulation.engine import NONE, Action, Senseless, State, Value
from classroom.exercises.simulation.pieces import Field, Step

MANY = ()
FIELDS: Mapping[str, tuple[str, ...]] = {
    "field": ("value", "valid", "correct"),
    "form": ("step", "errors", "sent", "correct"),
    "receipt": ("opened", "downloaded"),
}
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "next": (),
    "previous": (),
    "edit": ("step",),
    "attach": ("papers", "file"),
    "remove": ("papers",),
    "send": (),
    "open_receipt": (),
    "download_receipt": (),
}
RESERVED = ("do", "submission", "depth", "answer", "form", "receipt")
CHECKED = "yes"


class Definition(engine.Definition, frozen=True, kw_only=True):
    steps: tuple[Step, ...]
    dossier: tuple[str, ...] = ()

    __hash__ = engine.Definition.__hash__


def every(d: Definition) -> list[Field]:
    return [field for step in d.steps for field in step.fields]


def check(d: Definition) -> Iterable[Problem]:
    if not d.steps:
        yield Problem("missing_key", "steps")
    ids: list[str] = []
    for place, step in enumerate(d.steps, start=1):
        yield from check_id(f"steps[{place}].id", step.id, [s.id for s in d.steps[: place - 1]])
        for rank, field in enumerate(step.fields, start=1):
            key = f"steps[{place}].fields[{rank}]"
            yield from check_id(f"{key}.id", field.id, ids)
            ids.append(field.id)
            yield from check_field(key, field)


def check_id(key: str, id: str, taken: Sequence[str]) -> Iterator[Problem]:
    if not rules.ID.fullmatch(id) or id in RESERVED:
        yield Problem("bad_id", key, found=id)
    elif id in taken:
        yield Problem("duplicate_id", key, found=id)


def check_field(key: str, field: Field) -> Iterator[Problem]:
    if len([True for many in (field.choices, field.slots, field.files) if many]) > 1:
        yield Problem("both_keys", key, expected="choices", found="files")
    for answer in field.answers:
        if field.options and answer not in field.options:
            yield Problem("answer_not_in_list", f"{key}.answers", found=answer)
    if field.answers and not field.options:
        yield from text.check_answers(f"{key}.", field.answers, field.tolerance, field.format)


def slots(d: Definition) -> Mapping[str, Collection[str] | None]:
    return {
        "step": [step.id for step in d.steps],
        "papers": [field.id for field in every(d) if field.files],
        "file": [file for field in every(d) for file in field.files],
    }


def sort(d: Definition, name: str) -> str:
    if name in ("form", "receipt"):
        return name
    return "field" if name in (field.id for field in every(d)) else ""


def start(d: Definition) -> State:
    """`step` and `furthest` are ranks; `errors` the fields to look at again on this step."""
    return {
        "step": 0,
        "furthest": 0,
        "values": {field.id: field.initial for field in every(d)},
        "errors": {},
        "sent": False,
        "receipt": {"opened": False, "downloaded": False},
        "status": "",
    }


def asks(d: Definition, state: State, verb: str) -> Collection[str]:
    if state["sent"]:
        return ()
    return [field.id for field in d.steps[state["step"]].fields if not field.files]


def apply(d: Definition, state: State, action: Action) -> State:
    state = deepcopy(state)
    state["status"] = ""
    if action.verb in ("open_receipt", "download_receipt"):
        return receive(state, action.verb)
    if state["sent"]:
        raise Senseless("already_sent")
    write(d.steps[state["step"]], state["values"], action)
    if action.verb in ("attach", "remove"):
        return paper(d, state, action)
    if action.verb in ("next", "send"):
        return advance(d, state, action.verb)
    target = state["step"] - 1
    if action.verb == "edit":
        target = [step.id for step in d.steps].index(action.object)
    if not 0 <= target <= state["furthest"]:
        raise Senseless("first_step" if target < 0 else "next_first")
    return {**state, "step": target, "errors": {}}


def write(step: Step, values: dict[str, str], action: Action) -> None:
    """What the screen holds. A box that is not ticked is not in what a browser sends."""
    for field in step.fields:
        if field.checkbox:
            values[field.id] = CHECKED if action.typed.get(field.id) == CHECKED else ""
        elif field.id in action.typed and not field.files:
            given = text.normalise(action.typed[field.id])
            values[field.id] = given if not field.options or given in field.options else ""


def paper(d: Definition, state: State, action: Action) -> State:
    """Join a file to a field of the screen, or take it away."""
    field = next(field for field in every(d) if field.id == action.object)
    if field not in d.steps[state["step"]].fields:
        raise Senseless("not_here")
    if action.verb == "attach" and action.value not in field.files:
        raise Senseless("not_here")
    if action.verb == "remove" and not state["values"][field.id]:
        raise Senseless("no_paper")
    state["values"][field.id] = action.value if action.verb == "attach" else ""
    state["errors"].pop(field.id, None)
    return {**state, "status": action.verb}


def advance(d: Definition, state: State, verb: str) -> State:
    """To the next step, or away; not before what is on the screen holds."""
    last = state["step"] == len(d.steps) - 1
    if (verb == "send") is not last:
        raise Senseless("send_now" if last else "next_first")
    fields = d.steps[state["step"]].fields
    errors = {field.id: code for field in fields if (code := mistake(field, state["values"]))}
    if errors:
        return {**state, "errors": errors}
    if last:
        return {**state, "errors": {}, "sent": True}
    step = state["step"] + 1
    return {**state, "errors": {}, "step": step, "furthest": max(step, state["furthest"])}


def mistake(field: Field, values: Mapping[str, str]) -> str:
    """What to repair in a field, as a code; empty when nothing is."""
    value = values[field.id]
    if not value:
        return "" if field.optional else f"missing_{field.shape}"
    if field.format and not field.options:
        found = text.mistake_of_format(value, field.answers, field.format)
        return f"format_{found}" if found else ""
    return ""


def receive(state: State, verb: str) -> State:
    if not state["sent"]:
        raise Senseless("not_sent")
    name = "opened" if verb == "open_receipt" else "downloaded"
    if state["receipt"][name]:
        raise Senseless("already_done")
    state["receipt"][name] = True
    return {**state, "status": verb}


def is_right(field: Field, value: str) -> bool:
    """As the author expects; a field without answers only has to hold."""
    if not field.answers or (field.optional and not value):
        return not mistake(field, {field.id: value})
    if field.options:
        return value in field.answers
    return text.is_right(text.judge(value, field.answers, field.tolerance, (), field.format))


def read(d: Definition, state: State, object: str, field: str) -> Value:
    if object == "receipt":
        return bool(state["receipt"][field])
    if object == "form":
        whole: dict[str, Value] = {
            "step": NONE if state["sent"] else d.steps[state["step"]].id,
            "errors": len(state["errors"]),
            "sent": state["sent"],
            "correct": all(is_right(one, state["values"][one.id]) for one in every(d)),
        }
        return whole[field]
    asked = next(one for one in every(d) if one.id == object)
    value = state["values"][object]
    if field == "value":
        return value or NONE
    return is_right(asked, value) if field == "correct" else not mistake(asked, state["values"])


def hoards(d: Definition) -> Iterable[Sequence[str]]:
    """Going on without reading."""
    yield [*["next"] * (len(d.steps) - 1), "send"]


@dataclass(frozen=True, slots=True)
class Row:
    """One question on the screen. `error` is a code of `_notes.html`, empty when all is well."""

    id: str
    label: str
    shape: str
    example: str
    optional: bool
    input_mode: str
    options: tuple[str, ...]
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class Part:
    """One step in the summary: its questions and what was answered."""

    id: str
    title: str
    values: tuple[tuple[str, str], ...]


def view(d: Definition, state: State) -> Mapping[str, Any]:
    step, last = d.steps[state["step"]], state["step"] == len(d.steps) - 1
    rows = [row(field, state) for field in step.fields]
    return {
        **state,
        "title": step.title,
        "id": step.id,
        "number": state["step"] + 1,
        "total": len(d.steps),
        "is_last": last,
        "rows": rows,
        "wrong": [one for one in rows if one.error],
        "parts": [part(one, state) for one in d.steps[:-1]] if last and not state["sent"] else [],
        "dossier": d.dossier,
    }


def row(field: Field, state: State) -> Row:
    return Row(
        field.id,
        field.label,
        field.shape,
        field.example,
        field.optional,
        text.input_mode(field.format),
        field.options,
        state["values"][field.id],
        state["errors"].get(field.id, ""),
    )


def part(step: Step, state: State) -> Part:
    values = tuple((field.label, state["values"][field.id]) for field in step.fields)
    return Part(step.id, step.title, values)


def label(d: Definition, action: Action) -> str:
    names = {step.id: step.title for step in d.steps} if action.verb == "edit" else {}
    names |= {field.id: field.label for field in every(d)} if action.verb == "remove" else {}
    return names.get(action.object, action.value or action.object)
