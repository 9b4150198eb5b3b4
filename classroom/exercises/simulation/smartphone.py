"""`smartphone`: a home screen, text messages, settings, what an application asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Literal

from classroom.exercises.base import Piece, Problem
from classroom.exercises.simulation import engine
from classroom.exercises.simulation.engine import NONE, Action, Senseless, State, Value
from classroom.exercises.simulation.pieces import Link

Icon = Literal["phone", "messages", "photos", "settings"]
# The pages of the settings.
PANELS = ("wifi", "display", "sound")
SIZES = ("1", "2", "3", "4", "5")
ANSWERS = ("forward_33700", "delete", "block", "reply")
MANY = ()
FIELDS: Mapping[str, tuple[str, ...]] = {
    "sms": ("read", "link_seen", "link_opened", "action"),
    "settings": ("wifi", "airplane", "text_size", "volume"),
    "permission": ("decision",),
}
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "open": ("icon",),
    "home": (),
    "back": (),
    "open_sms": ("sms",),
    "show_link": ("sms",),
    "open_link": ("sms",),
    "forward_33700": ("sms",),
    "delete": ("sms",),
    "block": ("sms",),
    "reply": ("sms",),
    "toggle": ("switch",),
    "set": ("setting", "size"),
    "join_wifi": ("network",),
    "allow": ("permission",),
    "deny": ("permission",),
}


class Sms(Piece, frozen=True, kw_only=True, rename={"sender": "from"}):
    id: str
    sender: str
    text: str
    link: Link | None = None


class Settings(Piece, frozen=True, kw_only=True):
    """As they are at the start. `wifi` names the network in use; sizes go from 1 to 5."""

    networks: tuple[str, ...] = ()
    wifi: str = ""
    airplane: bool = False
    text_size: int = 2
    volume: int = 3


class Permission(Piece, frozen=True, kw_only=True):
    """An application, by the name under its icon, and what it asks for when it is opened."""

    id: str
    app: str
    asks: str


class Definition(engine.Definition, frozen=True, kw_only=True):
    screen: tuple[Icon, ...] = ("phone", "messages", "photos", "settings")
    sms: tuple[Sms, ...] = ()
    settings: Settings = Settings()
    permissions: tuple[Permission, ...] = ()

    __hash__ = engine.Definition.__hash__


def check(d: Definition) -> Iterable[Problem]:
    taken = [*d.screen, *PANELS, "settings"]
    named = {"sms": [one.id for one in d.sms], "permissions": [one.id for one in d.permissions]}
    for key, ids in named.items():
        for place, id in enumerate(ids, start=1):
            if not id.isalnum() or id in taken:
                yield Problem("bad_id", f"{key}[{place}].id", found=id)
            taken.append(id)
    for name in ("text_size", "volume"):
        if str(found := getattr(d.settings, name)) not in SIZES:
            yield Problem("bad_size", f"settings.{name}", ", ".join(SIZES), str(found))


def slots(d: Definition) -> Mapping[str, Collection[str] | None]:
    return {
        "icon": [*d.screen, *PANELS, *(asked.id for asked in d.permissions)],
        "sms": [sms.id for sms in d.sms],
        "switch": ("airplane", "wifi"),
        "setting": ("text_size", "volume"),
        "size": SIZES,
        "network": d.settings.networks,
        "permission": [asked.id for asked in d.permissions],
    }


def sort(d: Definition, name: str) -> str:
    known = {sms.id: "sms" for sms in d.sms} | {asked.id: "permission" for asked in d.permissions}
    return {**known, "settings": "settings"}.get(name, "")


def start(d: Definition) -> State:
    """`screen` is home, an icon, a panel, sms, link or permission; `open` the message or the
    application that is on it."""
    unread = {"read": False, "link_seen": False, "link_opened": False, "action": NONE}
    return {
        "screen": "home",
        "open": "",
        "status": "",
        "sms": {sms.id: dict(unread) for sms in d.sms},
        "settings": {
            "wifi": d.settings.wifi or NONE,
            "airplane": d.settings.airplane,
            "text_size": d.settings.text_size,
            "volume": d.settings.volume,
        },
        "permissions": {asked.id: NONE for asked in d.permissions},
    }


def asks(d: Definition, state: State, verb: str) -> Collection[str]:
    return ("text",) if verb == "reply" else ()


def apply(d: Definition, state: State, action: Action) -> State:
    state = deepcopy(state)
    state["status"] = ""
    match action.verb:
        case "open":
            return open_icon(d, state, action.object)
        case "home" | "back":
            return go_back(state, action.verb)
        case "allow" | "deny":
            if state["screen"] != "permission" or state["open"] != action.object:
                raise Senseless("open_app_first")
            state["permissions"][action.object] = action.verb
            return {**state, "screen": "app"}
        case "toggle" | "set" | "join_wifi":
            return adjust(state, action)
    return handle(d, state, action)


def open_icon(d: Definition, state: State, name: str) -> State:
    if name in state["permissions"]:
        asked = "permission" if state["permissions"][name] == NONE else "app"
        return {**state, "screen": asked, "open": name}
    if name == state["screen"]:
        raise Senseless("already_open")
    return {**state, "screen": name, "open": ""}


def go_back(state: State, verb: str) -> State:
    here = state["screen"]
    if here == "home":
        raise Senseless("already_home")
    above = {"sms": "messages", "link": "sms", **dict.fromkeys(PANELS, "settings")}
    where = "home" if verb == "home" else above.get(here, "home")
    return {**state, "screen": where, "open": state["open"] if where == "sms" else ""}


def adjust(state: State, action: Action) -> State:
    """Change a setting, from its own page."""
    settings, name = state["settings"], action.object
    page = {"text_size": "display", "volume": "sound", "airplane": "settings"}.get(name, "wifi")
    if state["screen"] != page:
        raise Senseless("settings_first")
    if action.verb == "set":
        if settings[name] == int(action.value):
            raise Senseless("already_so")
        settings[name] = int(action.value)
    elif name == "airplane":
        settings["airplane"] = not settings["airplane"]
        settings["wifi"] = NONE
    elif action.verb == "join_wifi":
        if settings["airplane"]:
            raise Senseless("airplane_on")
        if settings["wifi"] == name:
            raise Senseless("already_so")
        settings["wifi"] = name
    elif settings["wifi"] == NONE:
        raise Senseless("choose_network")
    else:
        settings["wifi"] = NONE
    return {**state, "status": "changed"}


def handle(d: Definition, state: State, action: Action) -> State:
    """Read a text message, look closer at it, or get it out of the way."""
    verb, kept = action.verb, state["sms"][action.object]
    if verb == "open_sms":
        if kept["action"] == "delete":
            raise Senseless("sms_gone")
        kept["read"] = True
        return {**state, "screen": "sms", "open": action.object}
    if state["open"] != action.object or state["screen"] != "sms":
        raise Senseless("open_sms_first")
    if verb in ("show_link", "open_link"):
        if next(sms for sms in d.sms if sms.id == action.object).link is None:
            raise Senseless("no_sms_link")
        if verb == "show_link" and kept["link_seen"]:
            raise Senseless("already_shown")
        kept["link_seen" if verb == "show_link" else "link_opened"] = True
        return {**state, "screen": "link" if verb == "open_link" else "sms"}
    if verb == "reply" and not action.typed.get("text", "").strip():
        raise Senseless("no_text")
    kept["action"] = verb
    gone = verb == "delete"
    return {**state, "status": verb, **({"screen": "messages", "open": ""} if gone else {})}


def read(d: Definition, state: State, object: str, field: str) -> Value:
    if object == "settings":
        found: Value = state["settings"][field]
        return found
    if object in state["permissions"]:
        decided: str = state["permissions"][object]
        return decided
    kept: Value = state["sms"][object][field]
    return kept


def hoards(d: Definition) -> Iterable[Sequence[str]]:
    for verb in ("forward_33700", "delete", "block"):
        if d.sms:
            pairs = [(f"open_sms:{sms.id}", f"{verb}:{sms.id}") for sms in d.sms]
            yield [do for pair in pairs for do in pair]


def view(d: Definition, state: State) -> Mapping[str, Any]:
    opened = next((sms for sms in d.sms if sms.id == state["open"]), None)
    return {
        **state,
        "icons": d.screen,
        "apps": d.permissions,
        "rows": [(sms, state["sms"][sms.id]) for sms in d.sms if visible(state, sms)],
        "unread": sum(visible(state, s) and not state["sms"][s.id]["read"] for s in d.sms),
        "message": opened,
        "kept": state["sms"].get(state["open"]),
        "app": next((one for one in d.permissions if one.id == state["open"]), None),
        "networks": d.settings.networks,
    }


def visible(state: State, sms: Sms) -> bool:
    return bool(state["sms"][sms.id]["action"] != "delete")


def label(d: Definition, action: Action) -> str:
    names = {sms.id: sms.sender for sms in d.sms} | {one.id: one.app for one in d.permissions}
    return names.get(action.object, action.object)
