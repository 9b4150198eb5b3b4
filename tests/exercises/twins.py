"""Pairs of definitions that differ only in the right answer, for every scored kind."""

from __future__ import annotations

from typing import Any


def two(text: str, *rights: bool) -> list[dict[str, Any]]:
    return [{"text": f"{text}{n}", "correct": right} for n, right in enumerate(rights)]


# By kind, then shape.
TWINS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "choice": ({"choices": two("c", True, False)}, {"choices": two("c", False, True)}),
    "choice multiple": (
        {"multiple": True, "choices": two("c", True, False, False)},
        {"multiple": True, "choices": two("c", False, True, True)},
    ),
    "choice series": (
        {"questions": [{"text": "q", "choices": two("c", True, False)}]},
        {"questions": [{"text": "q", "choices": two("c", False, True)}]},
    ),
    "text_entry": ({"answers": ["bleu"]}, {"answers": ["rouge foncé", "vert"]}),
    "text_entry number": ({"number": 12.5}, {"number": 3, "margin": 1}),
    "cloze": (
        {
            "text": "a [[1]] b [[2]]",
            "gaps": [
                {"n": 1, "label": "l", "choices": ["x", "y"], "answers": ["x"]},
                {"n": 2, "label": "m", "answers": ["un"]},
            ],
        },
        {
            "text": "a [[1]] b [[2]]",
            "gaps": [
                {"n": 1, "label": "l", "choices": ["y", "x"], "answers": ["y"]},
                {"n": 2, "label": "m", "answers": ["trois mille"]},
            ],
        },
    ),
    # Lines are never shown already in order: many of them, so that neither order is met by chance.
    "order": (
        {"items": list("abcdefghij")},
        {"items": list("cadbjihgfe"), "free": [[1, 2]], "grading": "exact"},
    ),
    "match": (
        {"pairs": [{"left": "a", "right": "x"}, {"left": "b", "right": "y"}], "decoys": ["z"]},
        {"pairs": [{"left": "a", "right": "z"}, {"left": "b", "right": "x"}], "decoys": ["y"]},
    ),
    "categorize": (
        {"boxes": ["p", "q"], "items": [{"text": "a", "box": "p"}, {"text": "b", "box": "p"}]},
        {"boxes": ["p", "q"], "items": [{"text": "a", "box": "q"}, {"text": "b", "box": "p"}]},
    ),
    "game": (
        {"game": "right_click", "menu": ["x", "y"], "choose": "x"},
        {"game": "right_click", "menu": ["x", "y"], "choose": "y"},
    ),
    "game typed": (
        {"game": "correct", "pairs": [{"text": "chatt", "answer": "chat"}]},
        {"game": "correct", "pairs": [{"text": "chatt", "answer": "achat"}]},
    ),
    "categorize series": (
        {"one_by_one": True, "boxes": ["p", "q"], "items": [{"text": "a", "box": "p"}]},
        {"one_by_one": True, "boxes": ["p", "q"], "items": [{"text": "a", "box": "q"}]},
    ),
}
