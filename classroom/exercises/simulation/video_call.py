"""`video_call`: enter a call, let it use microphone and camera, write, hang up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Literal

from classroom.exercises import text
from classroom.exercises.base import Piece, Problem
from classroom.exercises.simulation import engine
from classroom.exercises.simulation.engine import Action, Senseless, State, Value

MANY = ()
FIELDS: Mapping[str, tuple[str, ...]] = {
    "call": ("mic", "camera", "permission", "state", "chat_count"),
}
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "join": (),
    "allow": (),
    "deny": (),
    "toggle_mic": (),
    "toggle_camera": (),
    "open_chat": (),
    "send_chat": (),
    "hang_up": (),
}


class Start(Piece, frozen=True, kw_only=True):
    """How the call is found. No real microphone or camera is ever opened."""

    mic: bool = False
    camera: bool = False
    permission: Literal["ask", "allowed", "denied"] = "ask"


class Definition(engine.Definition, frozen=True, kw_only=True):
    """`chat` is what the other person has written already."""

    peer: str
    start: Start = Start()
    chat: tuple[str, ...] = ()

    __hash__ = engine.Definition.__hash__


def check(d: Definition) -> Iterable[Problem]:
    return ()


def slots(d: Definition) -> Mapping[str, Collection[str] | None]:
    return {}


def sort(d: Definition, name: str) -> str:
    return name if name == "call" else ""


def start(d: Definition) -> State:
    """`said` is what the person wrote; `chat` whether the messages are on the screen."""
    return {
        "state": "waiting",
        "permission": d.start.permission,
        "mic": d.start.mic,
        "camera": d.start.camera,
        "chat": False,
        "said": [],
    }


def asks(d: Definition, state: State, verb: str) -> Collection[str]:
    return ("text",) if verb == "send_chat" else ()


def apply(d: Definition, state: State, action: Action) -> State:
    state, verb = deepcopy(state), action.verb
    if verb == "join":
        if state["state"] == "in_call":
            raise Senseless("already_in_call")
        return {**state, "state": "in_call"}
    if state["state"] != "in_call":
        raise Senseless("join_first")
    if verb == "hang_up":
        return {**state, "state": "hung_up", "mic": False, "camera": False, "chat": False}
    if verb in ("allow", "deny"):
        wanted = "allowed" if verb == "allow" else "denied"
        if state["permission"] == wanted:
            raise Senseless("already_so")
        return {**state, "permission": wanted}
    if verb == "open_chat":
        return {**state, "chat": not state["chat"]}
    if verb == "send_chat":
        written = text.normalise(action.typed.get("text", ""))
        if not state["chat"] or not written:
            raise Senseless("no_text" if state["chat"] else "open_chat_first")
        return {**state, "said": [*state["said"], written]}
    if state["permission"] != "allowed":
        raise Senseless("allow_first")
    name = "mic" if verb == "toggle_mic" else "camera"
    return {**state, name: not state[name]}


def read(d: Definition, state: State, object: str, field: str) -> Value:
    found: Value = len(state["said"]) if field == "chat_count" else state[field]
    return found


def hoards(d: Definition) -> Iterable[Sequence[str]]:
    """In and out, without a word."""
    yield ["join", "hang_up"]
    yield ["join", "allow", "hang_up"]


def view(d: Definition, state: State) -> Mapping[str, Any]:
    return {**state, "peer": d.peer, "written": d.chat}


def label(d: Definition, action: Action) -> str:
    return d.peer
