"""`cloze`: a text with gaps, each filled from a list or typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from classroom.domain import Evidence, Record
from classroom.exercises import fields, text
from classroom.exercises.base import (
    Exercise,
    Form,
    Part,
    Piece,
    Problem,
    Review,
    Shuffle,
    Turn,
    outcome,
    repeated,
    sentence,
)
from classroom.exercises.markdown import inline

EVIDENCE = Evidence.VERIFIED
SCORED = True

GAP = re.compile(r"(?<!\\)\[\[([0-9]+)\]\]")


class Gap(Piece, frozen=True, kw_only=True):
    n: int
    label: str
    answers: tuple[str, ...]
    choices: tuple[str, ...] = ()
    tolerance: tuple[text.Tolerance, ...] = text.USUAL
    format: text.Format | None = None
    wrong: tuple[text.Wrong, ...] = ()


class Definition(Exercise, frozen=True, kw_only=True):
    text: str
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap as drawn: a list when it has `options`, a field otherwise.

    `chosen` is a position in the options, -1 for none.
    """

    name: str
    label: str
    options: tuple[str, ...]
    input_mode: str
    chosen: int = -1
    state: str = ""
    feedback: Markup | str = ""
    note: str = ""
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """`pieces` are texts (`Markup`) and `Slot`s in reading order."""

    pieces: tuple[Markup | Slot, ...]
    slots: tuple[Slot, ...]
    submits: bool = False


def check(exercise: Definition) -> Iterable[Problem]:
    wanted = [int(n) for n in GAP.findall(exercise.text)]
    defined = [gap.n for gap in exercise.gaps]
    if sorted(wanted) != sorted(defined) or len(set(defined)) < len(defined) or not wanted:
        yield Problem("gap_mismatch", "gaps", numbers(wanted, "[[{}]]"), numbers(defined, "{}"))
    for place, gap in enumerate(exercise.gaps, start=1):
        key = f"gaps[{place}]."
        if not gap.choices:
            yield from text.check_answers(key, gap.answers, gap.tolerance, gap.format)
            continue
        if not gap.answers:
            yield Problem("missing_key", f"{key}answers")
        for rank, answer in enumerate(gap.answers, start=1):
            if answer not in gap.choices:
                yield Problem("answer_not_in_list", f"{key}answers[{rank}]", found=answer)
        if set(gap.choices) == set(gap.answers):
            yield Problem("all_correct", f"{key}choices")
        yield from repeated(f"{key}choices", gap.choices)


def numbers(them: Sequence[int], shape: str) -> str:
    return ", ".join(shape.format(n) for n in sorted(them))


def in_reading_order(exercise: Definition) -> list[int]:
    """Ranks of the gaps as the text meets them."""
    ranks = {gap.n: rank for rank, gap in enumerate(exercise.gaps)}
    return [ranks[int(n)] for n in GAP.findall(exercise.text)]


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    parts = review(exercise, last).parts if last else ()
    slots = {
        rank: draw_slot(
            exercise.gaps[rank],
            rank,
            last["gaps"][rank] if last else None,
            parts[rank] if parts else None,
        )
        for rank in in_reading_order(exercise)
    }
    texts = [plain(piece) for piece in GAP.split(exercise.text)[::2]]
    pieces: list[Markup | Slot] = [texts[0]]
    for slot, after in zip(slots.values(), texts[1:], strict=True):
        pieces += [slot, after]
    return View(tuple(pieces), tuple(slots.values()))


def plain(piece: str) -> Markup:
    """No Markdown here; a backslash protects brackets and braces."""
    shown = escape(re.sub(r"\\([\[\]{}])", r"\1", piece))
    return Markup(shown.replace("\n", Markup("<br>")))


def draw_slot(gap: Gap, rank: int, kept: int | str | None, part: Part | None) -> Slot:
    return Slot(
        name=f"gap-{rank}",
        label=gap.label,
        options=text.alphabetical(gap.choices),
        input_mode=text.input_mode(gap.format),
        chosen=kept if isinstance(kept, int) else -1,
        state="" if part is None else "right" if part.right else "wrong",
        feedback=inline(part.text) if part else Markup(),
        note=part.note if part else "",
        facts=dict(part.facts) if part else {},
    )


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    """A list keeps the position chosen, a field its verdict, an empty gap None."""
    kept = [read(gap, f"gap-{rank}", form) for rank, gap in enumerate(exercise.gaps)]
    fields.refuse_empty(kept)
    record = {"gaps": kept}
    return Turn(record, outcome(exercise, score(exercise, record), record))


def read(gap: Gap, name: str, form: Form) -> int | str | None:
    if gap.choices:
        return fields.position(form, name, len(text.alphabetical(gap.choices)))
    typed = fields.text(form, name)
    if not text.normalise(typed):
        return None
    return text.judge(typed, gap.answers, gap.tolerance, gap.wrong, gap.format)


def is_right(gap: Gap, kept: int | str | None) -> bool:
    if isinstance(kept, int):
        return text.alphabetical(gap.choices)[kept] in gap.answers
    return kept is not None and text.is_right(kept)


def score(exercise: Definition, record: Record) -> float:
    """Right gaps over gaps."""
    pairs = zip(exercise.gaps, record["gaps"], strict=True)
    return sum(is_right(gap, kept) for gap, kept in pairs) / len(exercise.gaps)


def review(exercise: Definition, record: Record) -> Review:
    parts = tuple(
        part(gap, rank, kept)
        for rank, (gap, kept) in enumerate(zip(exercise.gaps, record["gaps"], strict=True))
    )
    return Review(sentence(exercise, score(exercise, record)), parts)


def part(gap: Gap, rank: int, kept: int | str | None) -> Part:
    right = is_right(gap, kept)
    if isinstance(kept, str):
        return Part(str(rank), right, *text.explain(kept, gap.answers, gap.wrong))
    if kept is None:
        return Part(str(rank), False, note="unfilled")
    chosen = text.alphabetical(gap.choices)[kept]
    said = next((entry.feedback for entry in gap.wrong if entry.text == chosen), "")
    return Part(str(rank), right, "" if right else said)


def solution(exercise: Definition) -> tuple[Markup, ...]:
    """The text with its answers in bold."""
    filled = iter([exercise.gaps[rank].answers[0] for rank in in_reading_order(exercise)])
    texts = [plain(piece) for piece in GAP.split(exercise.text)[::2]]
    return tuple(
        piece + Markup("<strong>{}</strong>").format(next(filled))
        if place < len(texts) - 1
        else piece
        for place, piece in enumerate(texts)
    )
