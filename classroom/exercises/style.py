"""What authors should avoid in a text: one error (a prompt too long), else warnings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from classroom.exercises.base import Problem
from classroom.exercises.schema import texts

SENTENCES_MAX = 2
WORDS_MAX = 15
PROSE = re.compile(r"(^|\.)(prompt|text|feedback|feedback_ok|feedback_retry|hints\[\d+\])$")
JARGON = re.compile(
    r"\b(valide[rz] le formulaire|cta|cliquer sur le cta|call to action|upload\w*|login|widget"
    r"|checkbox|pop-?up|drag and drop)\b",
    re.IGNORECASE,
)
PASSIVE = re.compile(r"\b(est|sont|sera|seront|été)\s+\w+(é|ée|és|ées)\s+par\b", re.IGNORECASE)
CLICK = re.compile(r"\b(double-)?cliqu(ez|er)\b", re.IGNORECASE)
MIDDLE_DOT = re.compile(r"\w[·•‧]\w")


def sentences(text: str) -> list[str]:
    """Cut after . ! ? … and a space, unless a closing quote follows; brackets are no words."""
    text = re.sub(r"[{}\[\]]", "", text)
    text = re.sub(r"(^|\n)\s*(\d+\.|[-*])\s+", r"\1", text)
    return [part for part in re.split(r"(?<=[.!?…])\s+(?!»)", text) if part.strip()]


def check(raw: dict[str, Any], devices: Any, language: str = "fr") -> Iterator[Problem]:
    on_touch = isinstance(devices, list | tuple) and ("tablet" in devices or "phone" in devices)
    prompt = raw.get("prompt")
    if isinstance(prompt, str) and (count := len(sentences(prompt))) > SENTENCES_MAX:
        yield Problem("long_prompt", "prompt", str(SENTENCES_MAX), str(count))
    for key, text in texts(raw):
        if MIDDLE_DOT.search(text):
            yield Problem("middle_dot", key, warning=True)
        if not PROSE.search(key):
            continue
        longest = max((len(words(sentence)) for sentence in sentences(text)), default=0)
        if longest > WORDS_MAX:
            yield Problem("long_sentence", key, str(WORDS_MAX), str(longest), warning=True)
        if language != "fr":
            continue
        if found := JARGON.search(text):
            yield Problem("jargon", key, found=found[0], warning=True)
        if found := PASSIVE.search(text):
            yield Problem("passive", key, found=found[0], warning=True)
        if on_touch and (found := CLICK.search(text)):
            yield Problem("click_on_touch", key, found=found[0], warning=True)


def words(sentence: str) -> list[str]:
    return re.findall(r"\w[\w'’@.-]*", sentence)
