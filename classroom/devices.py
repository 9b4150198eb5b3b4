"""What people work on: a computer, a tablet or a phone."""

from __future__ import annotations

DEVICES = ("computer", "tablet", "phone")


def guess(user_agent: str) -> str:
    """From how a browser names itself. A tablet that says it is a computer is told by its page."""
    if "iPad" in user_agent or ("Android" in user_agent and "Mobile" not in user_agent):
        return "tablet"
    return "phone" if "Mobi" in user_agent or "iPhone" in user_agent else "computer"


def chosen(told: str, user_agent: str) -> str:
    """What was told, when it makes sense; else the guess."""
    return told if told in DEVICES else guess(user_agent)
