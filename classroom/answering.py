"""Reading the form of an exercise as a person does, and filling it in."""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from classroom.exercises import (
    categorize,
    choice,
    cloze,
    game,
    gestures,
    highlight,
    hotspot,
    match,
    order,
    rounds,
    simulation,
    text_entry,
)
from classroom.exercises.base import Exercise
from classroom.exercises.markdown import inline

# What is right: the squeezed text before a field, or its name, with the right answers.
Key = Sequence[tuple[str, Sequence[str]]]
Answer = list[tuple[str, str]]

# Stands for a field in the key of a simulation: one entry for each action.
STEP = "do"

FORM = re.compile(r'<form id="answer".*?</form>', re.S)
CONTROL = re.compile(r"<(input|select|option|textarea|button)\b([^>]*)>", re.S)
PICTURE = re.compile(r'<img\b[^>]*\balt="([^"]*)"[^>]*>')
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
LABEL_END = re.compile(r"</(?:span|label|option|button|li|fieldset|div)>")


@dataclass(slots=True)
class Field:
    """Everything of one name in a form. `about` is the text before it, `options` its possible
    values with the words beside each; both squeezed. No option: a text to type. `order` is that
    of the targets of a game."""

    name: str
    type: str
    about: str
    options: dict[str, str] = field(default_factory=dict)
    order: str = ""


def squeezed(markup: str) -> str:
    """The words of some HTML without tags, spaces or case: what two texts are compared by.

    A picture counts as the words that describe it.
    """
    words = re.sub(r"<[^>]*>", " ", PICTURE.sub(r"\1", markup))
    return "".join(html.unescape(words).casefold().split())


def answer_form(page: str) -> list[Field]:
    """The fields of the exercise on a page, in reading order; empty when there is none."""
    found = FORM.search(page)
    if not found:
        return []
    source = found[0]
    fields: dict[str, Field] = {}
    seen = 0
    current: Field | None = None
    for control in CONTROL.finditer(source):
        attributes = dict(ATTRIBUTE.findall(control[2]))
        value = html.unescape(attributes.get("value", ""))
        label = LABEL_END.split(source[control.end() :], maxsplit=1)[0]
        if control[1] == "option":
            seen = control.end()
            if current and value:
                current.options[value] = squeezed(label)
            continue
        name = attributes.get("name", "")
        if not name:
            continue
        if name not in fields:
            shape = control[1] if control[1] != "input" else attributes.get("type", "text")
            fields[name] = Field(name, shape, squeezed(source[seen : control.start()]))
            fields[name].order = attributes.get("data-order", "")
        current = fields[name]
        if current.type in ("radio", "checkbox", "button", "hidden"):
            current.options[value] = squeezed(label)
        seen = control.end()
    return list(fields.values())


def key_of(exercise: Exercise) -> Key:
    """What someone who knows would answer; empty where nothing is wrong."""
    known: list[tuple[str, Sequence[str]]] = []
    match exercise:
        case choice.Definition(questions=questions) if questions:
            known = [(q.text, [c.text for c in q.choices if c.correct]) for q in questions]
        case choice.Definition():
            known = [("", [c.text for c in exercise.choices if c.correct])]
        case categorize.Definition():
            known = [(item.text, [item.box]) for item in exercise.items]
        case match.Definition():
            known = [(pair.left or pair.alt, [pair.right]) for pair in exercise.pairs]
        case order.Definition():
            known = [(line, [str(place)]) for place, line in enumerate(exercise.items)]
        case cloze.Definition():
            known = [(f"gap-{rank}", gap.answers) for rank, gap in enumerate(exercise.gaps)]
        case hotspot.Definition():
            # The name is on the page when there are several; the prompt alone says a single one.
            alone = len(exercise.find) == 1
            known = [
                ("" if alone else name, [a.label for a in exercise.areas if a.name == name])
                for name in exercise.find
            ]
        case highlight.Definition():
            right = [passage for passage in highlight.passages(exercise) if passage.is_right]
            known = [("", [highlight.bare(passage.text) for passage in right])]
        case simulation.Definition():
            steps = exercise.solution
            return [(STEP, [f"{k}={v}" for k, v in one.items()]) for one in steps]
        case text_entry.Definition():
            known = [("answer", exercise.answers or [f"{exercise.number:g}"])]
        case game.Definition():
            known = list(moves(exercise))
    return [(drawn(text), answers) for text, answers in known]


def moves(exercise: game.Definition) -> Iterator[tuple[str, Sequence[str]]]:
    """What is typed in each field of a game, or the log of what is done, targets by their rank."""
    for rank, round in enumerate(game.played(exercise)):
        if round.game in rounds.TYPED:
            for place, word in enumerate(rounds.expected(round)):
                yield f"round-{rank}-{place}", [word]
        else:
            yield f"round-{rank}", [gestures.enact(round, range(rounds.offered(round)))]


def aim(field: Field, log: str, wrong: bool) -> str:
    """A log for the targets that the page shows; wrong, nothing was reached."""
    places = field.order.split()
    lines = [] if wrong else json.loads(log)
    for line in lines:
        if places and line[1] == "hit":
            line[2] = int(places[line[2]])
    return json.dumps(lines)


def drawn(text: str) -> str:
    return squeezed(inline(text))


def fill(fields: Sequence[Field], key: Key, errors: float, rng: random.Random) -> Answer:
    """One answer to a form, each part wrong with the probability `errors`."""
    if key and key[0][0] == STEP:
        return act(fields, key, errors, rng)
    lines = [one for one in fields if one.name.startswith("position-")]
    answer = place_lines(lines, key, errors, rng) if lines else []
    for one in fields:
        if one not in lines:
            answer += [(one.name, value) for value in pick(one, key, errors, rng)]
    return answer


def act(fields: Sequence[Field], key: Key, errors: float, rng: random.Random) -> Answer:
    """The next action of a simulation, counted by what was done so far; wrong, « J'ai fini ».

    What the screen already holds is left as it is.
    """
    named = {one.name: one for one in fields}
    done = int(next(iter(named["depth"].options))) if "depth" in named else 0
    answer = [(name, next(iter(named[name].options))) for name in ("submission",) if name in named]
    if rng.random() < errors or done >= len(key):
        return [*answer, ("do", "finish")]
    step = [part.partition("=") for part in key[done][1]]
    typed = [(name, value) for name, _, value in step if name != "do"]
    return [*answer, *typed, *((name, value) for name, _, value in step if name == "do")]


def pick(field: Field, key: Key, errors: float, rng: random.Random) -> Iterable[str]:
    """The values to post for one field."""
    right = right_answers(field, key)
    if field.type == "hidden" and field.name in dict(key):
        return [aim(field, right[0], rng.random() < errors)]
    if field.type == "hidden" or field.name == "go":
        return list(field.options)[:1]
    wrong = rng.random() < errors
    if not field.options:
        return ["je ne sais pas" if wrong or not right else right[0]]
    good_labels = {drawn(answer) for answer in right}
    good = [value for value, label in field.options.items() if label in good_labels]
    bad = [value for value in field.options if value not in good]
    if field.type == "checkbox":
        if wrong and bad:
            return [*good[1:], rng.choice(bad)]
        return good or rng.sample(bad, 1)
    return [rng.choice((bad if wrong else good) or list(field.options))]


def end(about: str, text: str) -> int:
    """Where the last occurrence of a text ends."""
    return about.rfind(text) + len(text)


def right_answers(field: Field, key: Key) -> Sequence[str]:
    """Those of the text that ends closest before the field, or those of its name."""
    places = [
        (len(field.about) + 1 if text == field.name else end(field.about, text), answers)
        for text, answers in key
        if text == field.name or text in field.about
    ]
    return max(places, key=lambda place: place[0])[1] if places else ()


def place_lines(lines: Sequence[Field], key: Key, errors: float, rng: random.Random) -> Answer:
    """Lines to put in order: every place once; wrong, two neighbours change places, unless this
    is how the lines already lie: untouched, they would be no answer."""
    ranked = sorted(lines, key=lambda line: [int(place) for place in right_answers(line, key)])
    if rng.random() < errors:
        cuts = rng.sample(range(len(ranked) - 1), len(ranked) - 1)
        wrong = [[*ranked[:n], ranked[n + 1], ranked[n], *ranked[n + 2 :]] for n in cuts]
        ranked = next((one for one in wrong if one != list(lines)), wrong[0])
    return [(line.name, str(place)) for place, line in enumerate(ranked)]
