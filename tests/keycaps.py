"""The drawing of the keyboards, `static/keyboards.svg`. `python -m tests.keycaps` makes it anew."""

from __future__ import annotations

from html import escape

from classroom.exercises.keyboards import ROWS, Key, drawing
from classroom.resources import STATIC

FILE = STATIC / "keyboards.svg"
HEIGHT = 36
# What is written on the keys that write nothing, as on the machines that are sold.
WORDS = {
    "azerty-windows": {"AltLeft": "Alt", "AltRight": "Alt Gr"},
    "azerty-mac": {
        "AltLeft": "Option",
        "AltRight": "Option",
        "MetaLeft": "Cmd",
        "MetaRight": "Cmd",
    },
    "qwerty-windows": {"AltLeft": "Alt", "AltRight": "Alt"},
    "qwerty-mac": {
        "AltLeft": "Option",
        "AltRight": "Option",
        "MetaLeft": "Cmd",
        "MetaRight": "Cmd",
    },
}
ENGLISH = {
    "Backspace": "Backspace",
    "Enter": "Enter",
    "CapsLock": "Caps Lock",
    "ShiftLeft": "Shift",
    "ShiftRight": "Shift",
    "Space": "Space",
}
NAMED = {
    "Backspace": "Effacer",
    "Tab": "Tab",
    "Enter": "Entrée",
    "CapsLock": "Verr. Maj",
    "ShiftLeft": "Maj",
    "ShiftRight": "Maj",
    "ControlLeft": "Ctrl",
    "ControlRight": "Ctrl",
    "Space": "Espace",
}


def legend(x: int, y: int, text: str, size: str = "") -> str:
    return f'<text x="{x}" y="{y}"{size}>{escape(text)}</text>' if text else ""


def legends(layout: str, key: Key) -> str:
    """What one reads on a key: a letter, up to three signs, or a word."""
    x, y = key.x, key.y
    if key.is_letter:
        return legend(x + 9, y + 24, key.alone.upper(), ' font-size="16" font-weight="700"')
    if not key.alone:
        own = ENGLISH if layout.startswith("qwerty") else {}
        word = {**NAMED, **own, **WORDS[layout]}.get(key.code, "")
        return legend(x + 5, y + 23, word, ' font-size="11"')
    signs = ((5, 31, key.alone), (5, 14, key.shifted), (21, 31, key.alt_gr))
    return "".join(legend(x + dx, y + dy, sign) for dx, dy, sign in signs)


def symbol(layout: str) -> str:
    keys = drawing(layout)
    frames = "".join(
        f'<rect x="{key.x}" y="{key.y}" width="{key.width}" height="{HEIGHT}" rx="5"/>'
        for key in keys
    )
    words = "".join(legends(layout, key) for key in keys)
    return (
        f'<g id="{layout}"><g fill="none" stroke="currentColor" stroke-opacity=".55"'
        f' stroke-width="1.5">{frames}</g><g fill="currentColor" font-size="12.5">{words}</g></g>'
    )


def svg() -> str:
    symbols = "\n".join(symbol(layout) for layout in ROWS)
    return f'<svg xmlns="http://www.w3.org/2000/svg"><defs>\n{symbols}\n</defs></svg>\n'


if __name__ == "__main__":
    FILE.write_text(svg(), "utf-8")
