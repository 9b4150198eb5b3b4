"""Pairs of definitions that differ only in the right answer, for every scored kind."""

from __future__ import annotations

from typing import Any


def two(text: str, *rights: bool) -> list[dict[str, Any]]:
    return [{"text": f"{text}{n}", "correct": right} for n, right in enumerate(rights)]


def areas(*names: str) -> list[dict[str, Any]]:
    """A row of places, each with the feedback of its name."""
    return [
        {
            "name": name,
            "label": f"place {n}",
            "x": 30 * n,
            "y": 0,
            "w": 20,
            "h": 20,
            "feedback": name,
        }
        for n, name in enumerate(names)
    ]


MAILBOX: dict[str, Any] = {
    "app": "mail",
    "account": {"name": "Josette", "address": "josette@exemple.fr"},
    "messages": [
        {"id": "m1", "from": "Léa <lea@exemple.fr>", "subject": "Un", "body": "Bonjour"},
        {"id": "m2", "from": "Zoé <zoe@exemple.fr>", "subject": "Deux", "body": "Bonsoir"},
    ],
}


def folders(**of: str) -> list[dict[str, Any]]:
    return [{"object": id, "field": "folder", "equals": name} for id, name in of.items()]


PROCEDURE: dict[str, Any] = {"app": "form", "dossier": ["Loyer : 480 €"]}
SITES: dict[str, Any] = {
    "app": "browser",
    "start": "a",
    "pages": [
        {
            "id": "a",
            "kind": "site",
            "address": "https://a.example",
            "title": "A",
            "links": [{"text": "Vers B", "to": "b"}],
            "banner": {"accept": "Oui", "refuse": "Non"},
        },
        {"id": "b", "kind": "site", "address": "https://b.example", "title": "B"},
    ],
}
TEXTS = [{"id": "s1", "from": "Léa", "text": "Bonjour"}, {"id": "s2", "from": "?", "text": "Colis"}]
NEW_ACCOUNT: dict[str, Any] = {
    "app": "password",
    "account": {"first_name": "Josette", "birth_year": 1950},
}


def question(**key: Any) -> list[dict[str, Any]]:
    return [{"id": "one", "title": "Logement", "fields": [{"id": "rent", "label": "Loyer", **key}]}]


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
    "hotspot": (
        {"image": "i.svg", "alt": "A", "find": ["p"], "areas": areas("p", "q", "r")},
        {"image": "i.svg", "alt": "A", "find": ["p"], "areas": areas("r", "p", "p")},
    ),
    "hotspot series": (
        {"image": "i.svg", "alt": "A", "find": ["p", "q"], "areas": areas("p", "q", "r")},
        {"image": "i.svg", "alt": "A", "find": ["p", "q"], "areas": areas("q", "r", "p")},
    ),
    "highlight": (
        {"text": "{a} b [c] d [e]", "passage_feedback": ["Parce que."]},
        {"text": "[a] b {c} d [e]", "passage_feedback": ["C'est ainsi."]},
    ),
    "categorize": (
        {"boxes": ["p", "q"], "items": [{"text": "a", "box": "p"}, {"text": "b", "box": "p"}]},
        {"boxes": ["p", "q"], "items": [{"text": "a", "box": "q"}, {"text": "b", "box": "p"}]},
    ),
    "simulation mail": (
        {
            **MAILBOX,
            "goals": folders(m1="reported", m2="inbox"),
            "solution": [{"do": "report:m1"}],
        },
        {
            **MAILBOX,
            "goals": folders(m1="inbox", m2="trash"),
            "solution": [{"do": "open:m2"}, {"do": "delete:m2"}],
            "traps": [{"do": "report", "feedback": "Non."}],
        },
    ),
    "simulation form": (
        {
            **PROCEDURE,
            "steps": question(answers=["480"], format="number"),
            "goals": [{"object": "rent", "field": "correct", "equals": True}],
            "solution": [{"do": "send", "rent": "480"}],
        },
        {
            **PROCEDURE,
            "steps": question(answers=["1200", "1201"], format="number"),
            "goals": [{"object": "form", "field": "sent", "equals": True}],
            "solution": [{"do": "send", "rent": "12"}],
        },
    ),
    "simulation browser": (
        {
            **SITES,
            "goals": [{"object": "browser", "field": "page", "equals": "b"}],
            "solution": [{"do": "open:b"}],
        },
        {
            **SITES,
            "goals": [{"object": "a", "field": "cookies", "equals": "refuse"}],
            "solution": [{"do": "cookies:refuse"}],
            "traps": [{"do": "open:b", "feedback": "Non."}],
        },
    ),
    "simulation files": (
        {
            "app": "files",
            "tree": ["a/", "a/x.pdf", "b/"],
            "goals": [{"object": "b/x.pdf", "field": "exists", "equals": True}],
            "solution": [{"do": "move:a/x.pdf:b/"}],
        },
        {
            "app": "files",
            "tree": ["a/", "a/x.pdf", "b/"],
            "goals": [{"object": "c/", "field": "exists", "equals": True}],
            "solution": [{"do": "create_folder:/", "name": "c"}],
        },
    ),
    "simulation smartphone": (
        {
            "app": "smartphone",
            "sms": TEXTS,
            "goals": [
                {"object": "s1", "field": "action", "one_of": ["block"]},
                {"object": "s2", "field": "action", "equals": "none"},
            ],
            "solution": [{"do": "open_sms:s1"}, {"do": "block:s1"}],
        },
        {
            "app": "smartphone",
            "sms": TEXTS,
            "goals": [{"object": "settings", "field": "airplane", "equals": True}],
            "solution": [{"do": "open:settings"}, {"do": "toggle:airplane"}],
        },
    ),
    "simulation video_call": (
        {
            "app": "video_call",
            "peer": "Léa",
            "goals": [{"object": "call", "field": "mic", "equals": True}],
            "solution": [{"do": "join"}, {"do": "allow"}, {"do": "toggle_mic"}],
        },
        {
            "app": "video_call",
            "peer": "Léa",
            "goals": [{"object": "call", "field": "permission", "equals": "denied"}],
            "solution": [{"do": "join"}, {"do": "deny"}],
        },
    ),
    "simulation password": (
        {
            **NEW_ACCOUNT,
            "goals": [{"object": "password", "field": "rules", "equals": True}],
            "solution": [{"do": "declare", "rules": "yes"}],
            "example": "Tasse.velo7Nuage!",
        },
        {
            **NEW_ACCOUNT,
            "goals": [{"object": "password", "field": "shown", "equals": True}],
            "solution": [{"do": "declare", "shown": "yes"}],
        },
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
