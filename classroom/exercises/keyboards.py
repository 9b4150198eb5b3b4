"""Keyboards: where each key lies, what it writes, and which keys make a character."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

UNIT = 40
GAP = 4
SHIFT, ALT_GR, BACKSPACE = "ShiftLeft", "AltRight", "Backspace"
CORRECTS = "⌫"
CIRCUMFLEX, DIAERESIS = "\u0302", "\u0308"

# A row is a list of `code:width:legends`; width in key units, 1 when empty; legends are what the
# key writes alone, with Maj, with Alt Gr. Letters are given once. Named keys write nothing.
WINDOWS = (
    "Backquote::² Digit1::&1 Digit2::é2~ Digit3::\"3# Digit4::'4{ Digit5::(5[ Digit6::-6|"
    " Digit7::è7` Digit8::_8\\ Digit9::ç9^ Digit0::à0@ Minus::)°] Equal::=+} Backspace:2:",
    "Tab:1.5: KeyQ::a KeyW::z KeyE::e€ KeyR::r KeyT::t KeyY::y KeyU::u KeyI::i KeyO::o KeyP::p"
    " BracketLeft::^¨ BracketRight::$£ Enter:1.5:",
    "CapsLock:1.75: KeyA::q KeyS::s KeyD::d KeyF::f KeyG::g KeyH::h KeyJ::j KeyK::k KeyL::l"
    " Semicolon::m Quote::ù% Backslash::*µ EnterEnd:1.25:",
    "ShiftLeft:1.25: IntlBackslash::<> KeyZ::w KeyX::x KeyC::c KeyV::v KeyB::b KeyN::n KeyM::,?"
    " Comma::;. Period:::/ Slash::!§ ShiftRight:2.75:",
    "ControlLeft:1.5: MetaLeft:1.25: AltLeft:1.25: Space:7: AltRight:1.5: ControlRight:2.5:",
)
MAC = (
    "Backquote::@# Digit1::&1 Digit2::é2 Digit3::\"3 Digit4::'4 Digit5::(5 Digit6::§6"
    " Digit7::è7 Digit8::!8 Digit9::ç9 Digit0::à0 Minus::)° Equal::-_ Backspace:2:",
    "Tab:1.5: KeyQ::a KeyW::z KeyE::e KeyR::r KeyT::t KeyY::y KeyU::u KeyI::i KeyO::o KeyP::p"
    " BracketLeft::^¨ BracketRight::$* Enter:1.5:",
    "CapsLock:1.75: KeyA::q KeyS::s KeyD::d KeyF::f KeyG::g KeyH::h KeyJ::j KeyK::k KeyL::l"
    " Semicolon::m Quote::ù% Backslash::`£ EnterEnd:1.25:",
    "ShiftLeft:1.25: IntlBackslash::<> KeyZ::w KeyX::x KeyC::c KeyV::v KeyB::b KeyN::n KeyM::,?"
    " Comma::;. Period:::/ Slash::=+ ShiftRight:2.75:",
    "ControlLeft:1.25: AltLeft:1.25: MetaLeft:1.25: Space:7: MetaRight:1.5: AltRight:2.75:",
)
QWERTY = (
    "Backquote::`~ Digit1::1! Digit2::2@ Digit3::3# Digit4::4$ Digit5::5% Digit6::6^ Digit7::7&"
    " Digit8::8* Digit9::9( Digit0::0) Minus::-_ Equal::=+ Backspace:2:",
    "Tab:1.5: KeyQ::q KeyW::w KeyE::e KeyR::r KeyT::t KeyY::y KeyU::u KeyI::i KeyO::o KeyP::p"
    " BracketLeft::[{ BracketRight::]} Backslash:1.5:\\|",
    "CapsLock:1.75: KeyA::a KeyS::s KeyD::d KeyF::f KeyG::g KeyH::h KeyJ::j KeyK::k KeyL::l"
    " Semicolon::;: Quote::'\" Enter:2.25:",
    "ShiftLeft:2.25: KeyZ::z KeyX::x KeyC::c KeyV::v KeyB::b KeyN::n KeyM::m Comma::,<"
    " Period::.> Slash::/? ShiftRight:2.75:",
)
ROWS = {
    "azerty-windows": WINDOWS,
    "azerty-mac": MAC,
    "qwerty-windows": (*QWERTY, WINDOWS[-1]),
    "qwerty-mac": (*QWERTY, MAC[-1]),
}
PHONE = "phone"


def family(layout: str) -> tuple[str, ...]:
    """The same letters on other machines; a phone shows its own keyboard."""
    letters = layout.partition("-")[0]
    return (*(name for name in ROWS if name.startswith(letters)), PHONE)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a drawing. `alone`, `shifted`, `alt_gr` are what it writes, if anything."""

    code: str
    x: int
    y: int
    width: int
    alone: str = ""
    shifted: str = ""
    alt_gr: str = ""

    @property
    def cap(self) -> str:
        """What one reads on the key."""
        legends = (self.alone, self.shifted, self.alt_gr)
        return self.alone.upper() if self.is_letter else " ".join(filter(None, legends))

    @property
    def is_letter(self) -> bool:
        return len(self.alone) == 1 and self.alone.isascii() and self.alone.isalpha()


@dataclass(frozen=True, slots=True)
class Press:
    """How one character is made. `way` is `plain`, `hold` (a key held, another typed), `dead` (one
    after the other), `dead_hold` (the first one with Maj); on a phone `shift`, `long` or `symbols`.

    `codes` are the keys of a drawing, those pressed together joined by `+`, in order; `caps` are
    what is written on them.
    """

    character: str
    way: str
    codes: str = ""
    caps: tuple[str, ...] = ()


@cache
def drawing(layout: str) -> tuple[Key, ...]:
    """The keys of a layout, in drawing units; none for a phone, which shows its own."""
    keys: list[Key] = []
    for row, line in enumerate(ROWS.get(layout, ())):
        x = 0.0
        for part in line.split(" "):
            code, width, legends = part.split(":", 2)
            units = float(width or 1)
            alone, shifted, alt_gr = (*legends, "", "", "")[:3]
            size = round(units * UNIT) - GAP
            keys.append(Key(code, round(x * UNIT), row * UNIT, size, alone, shifted, alt_gr))
            x += units
    return tuple(keys)


@cache
def press(layout: str, character: str) -> Press | None:
    """The keys that make a character; None when this layout has no simple way."""
    if layout == PHONE:
        return on_phone(character)
    if character == " ":
        return Press(character, "plain", "Space")
    for key in drawing(layout):
        cap = key.cap
        if character == key.alone:
            return Press(character, "plain", key.code, (cap,))
        if character == key.shifted or (key.is_letter and character == key.alone.upper()):
            return Press(character, "hold", f"{SHIFT}+{key.code}", (SHIFT, cap))
        if character == key.alt_gr:
            return Press(character, "hold", f"{ALT_GR}+{key.code}", (ALT_GR, cap))
    return dead(layout, character)


def dead(layout: str, character: str) -> Press | None:
    """A letter under ^ or ¨, which is typed first and shows nothing yet."""
    letter, mark = (*unicodedata.normalize("NFD", character), "")[:2]
    typed = press(layout, letter) if mark in (CIRCUMFLEX, DIAERESIS) and mark else None
    if typed is None or typed.way not in ("plain", "hold"):
        return None
    first = next((key for key in drawing(layout) if key.alone == "^"), None)
    if first is None:
        return None
    caps = (first.cap, typed.caps[-1])
    if mark == CIRCUMFLEX:
        return Press(character, "dead", f"{first.code} {typed.codes}", caps)
    codes = f"{SHIFT}+{first.code} {typed.codes}"
    return Press(character, "dead_hold", codes, (SHIFT, *caps))


def on_phone(character: str) -> Press | None:
    bare = unicodedata.normalize("NFD", character)[0]
    if character.isalpha() and bare != character:
        return Press(character, "long", caps=(bare,))
    if character.isalpha():
        return Press(character, "shift" if character.isupper() else "plain", caps=(bare.lower(),))
    return Press(character, "plain" if character in " .," else "symbols", caps=(character,))


def special(texts: Iterable[str]) -> tuple[str, ...]:
    """The characters that need a word of explanation, each once, in order of appearance."""
    found = dict.fromkeys(character for text in texts for character in text)
    plain = "abcdefghijklmnopqrstuvwxyz "
    return tuple(character for character in found if character not in plain)


def tips(layout: str, texts: tuple[str, ...]) -> tuple[Press, ...]:
    """How the special characters of some texts are made; one capital stands for all."""
    kept: list[Press] = []
    for character in special(texts):
        found = press(layout, character)
        if found is None or (found.way == "plain" and layout == PHONE):
            continue
        if character.isupper() and any(one.character.isupper() for one in kept):
            continue
        kept.append(found)
    return tuple(kept)


def presses(layout: str, texts: tuple[str, ...]) -> str:
    """A line for each character of some texts, and for `CORRECTS`: itself, then where its keys lie,
    as `x,y,width`; those pressed together joined by `+`, one after the other by a space."""
    lie = {key.code: f"{key.x},{key.y},{key.width}" for key in drawing(layout)}
    lines = [CORRECTS + lie[BACKSPACE]] if lie else []
    for character in dict.fromkeys("".join(texts)):
        found = press(layout, character)
        if lie and found is not None:
            steps = (step.split("+") for step in found.codes.split(" "))
            lines.append(character + " ".join("+".join(lie[c] for c in step) for step in steps))
    return "\n".join(lines)
