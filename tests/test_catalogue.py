"""Every French sentence is well written and has its English."""

from __future__ import annotations

import html
import re

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message

from classroom import i18n

FRENCH = [message for message in i18n.messages() if message.id]
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%%")
NO_BREAK = "\u00a0\u202f"
TYPOGRAPHY = {
    "a no-break space stands before ? ! : ; »": re.compile(
        rf"[^{NO_BREAK}?!][?!»]|\w[ \n]*;(?=\s|$)|[^{NO_BREAK}]:(?=\s|$)"
    ),
    "a no-break space stands after «": re.compile(rf"«[^{NO_BREAK}]"),
    "no middle dot in a word": re.compile(r"\w[·•‧∙⋅]\w"),
    "no bracketed ending": re.compile(r"\w\((?:e|s|es|ne|se|rice|trice|euse)\)"),
}


def forms(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translated(message: Message) -> list[str]:
    string = message.string
    return [string] if isinstance(string, str) else list(string)


def faults(sentence: str) -> list[str]:
    """Rules of French typography that a sentence breaks."""
    words = html.unescape(re.sub(r"<[^>]*>", "", sentence))
    return [rule for rule, broken in TYPOGRAPHY.items() if broken.search(words)]


def unfinished(source: Message, catalogue: Catalog) -> str | None:
    """What is wrong with the translation of a sentence, or nothing."""
    message = catalogue.get(forms(source)[0], source.context)
    if message is None or forms(message) != forms(source):
        return "absent"
    if message.fuzzy:
        return "fuzzy"
    if not all(translated(message)) or len(translated(message)) != len(forms(source)):
        return "empty"
    wanted = set(PLACEHOLDER.findall(forms(source)[-1]))
    # A singular may say « one » instead of the number, never name something unknown.
    *singular, last = (set(PLACEHOLDER.findall(text)) for text in translated(message))
    if last != wanted or any(not names <= wanted for names in singular):
        return "other placeholders"
    return None


@pytest.mark.parametrize("language", i18n.TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    catalogue = i18n.catalogue(language)
    wrong = {forms(m)[0]: fault for m in FRENCH if (fault := unfinished(m, catalogue))}
    assert FRENCH
    assert not wrong, f"{len(wrong)} to translate (make catalogue): {wrong}"


@pytest.mark.parametrize("language", i18n.TRANSLATED)
def test_no_translation_outlives_its_sentence(language: str) -> None:
    catalogue = i18n.catalogue(language)
    known = {(*forms(m), m.context) for m in FRENCH}
    assert not catalogue.obsolete
    assert not [m.id for m in catalogue if m.id and (*forms(m), m.context) not in known]


def test_french_sentences_follow_french_typography() -> None:
    wrong = {text: broken for m in FRENCH for text in forms(m) if (broken := faults(text))}
    assert not wrong


@pytest.mark.parametrize(
    "sentence",
    ["Prêt ?", "Prêt?", "Code : 12", "Code: 12", "« Suite»", "«Suite »", "inscrit·e", "inscrit(e)"],
)
def test_the_typography_rules_see_a_fault(sentence: str) -> None:
    assert faults(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Prêt\u00a0?",
        "«\u00a0Suite\u00a0»",
        "Vraiment\u00a0?!",
        "http://localhost",
        "un&nbsp;: deux",
    ],
)
def test_the_typography_rules_accept_good_french(sentence: str) -> None:
    assert not faults(sentence)


def test_zero_is_singular_in_french_and_plural_in_english() -> None:
    french = i18n.translations("fr")
    assert french.ngettext("personne", "personnes", 0) == "personne"
    assert french.ngettext("personne", "personnes", 2) == "personnes"
