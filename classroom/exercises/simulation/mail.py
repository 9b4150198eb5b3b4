"""`mail`: a mailbox. Read, write, reply, forward, attach, report, delete, judge links."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from classroom.exercises import text
from classroom.exercises.base import Problem
from classroom.exercises.simulation import engine
from classroom.exercises.simulation.engine import NONE, Action, Senseless, State, Value
from classroom.exercises.simulation.pieces import Account, Message, addresses

FOLDERS = ("inbox", "archive", "reported", "trash")
# Where a person may look, besides the folders of messages.
PLACES = (*FOLDERS, "sent", "downloads")
WRITING = ("to", "cc", "subject", "body")
MANY = ("sent",)
FIELDS: Mapping[str, tuple[str, ...]] = {
    "message": (
        *("folder", "read", "replied", "forwarded", "saved"),
        *("address_seen", "link_seen", "link_opened", "judged"),
    ),
    "sent": (*WRITING, "attachments", "reply_to", "forward_of", "count"),
    "downloads": ("files", "opened"),
}
ON_A_MESSAGE = (
    *("open", "show_sender", "show_link", "open_link", "reply", "reply_all", "forward"),
    *("report", "delete", "restore", "mark_unread"),
)
ACTIONS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(ON_A_MESSAGE, ("message",)),
    **dict.fromkeys(("close", "compose", "save_draft", "send"), ()),
    "folder": ("place",),
    "judge": ("message", "verdict"),
    "attach": ("file",),
    "detach": ("file",),
    "save_attachment": ("message", "attachment"),
    "open_download": ("attachment",),
    "move": ("message", "folder"),
}


class Definition(engine.Definition, frozen=True, kw_only=True):
    account: Account
    messages: tuple[Message, ...]
    contacts: tuple[Account, ...] = ()
    files: tuple[str, ...] = ()
    judge: bool = False

    __hash__ = engine.Definition.__hash__


def check(d: Definition) -> Iterable[Problem]:
    ids = [message.id for message in d.messages]
    for place, message in enumerate(d.messages, start=1):
        if not message.id.isalnum() or message.id in FIELDS:
            yield Problem("bad_id", f"messages[{place}].id", found=message.id)
        elif message.id in ids[: place - 1]:
            yield Problem("duplicate_id", f"messages[{place}].id", found=message.id)
        if "@" not in message.address:
            yield Problem("bad_address", f"messages[{place}].from", found=message.sender)


def slots(d: Definition) -> Mapping[str, Collection[str] | None]:
    return {
        "message": [message.id for message in d.messages],
        "place": PLACES,
        "folder": FOLDERS,
        "verdict": ("safe", "scam"),
        "file": d.files,
        "attachment": [file for message in d.messages for file in message.attachments],
    }


def sort(d: Definition, name: str) -> str:
    if name in ("sent", "downloads"):
        return name
    return "message" if name in (message.id for message in d.messages) else ""


def start(d: Definition) -> State:
    """`screen` is list, message, link, compose or file; `status` says what was just done."""
    return {
        "screen": "list",
        "place": "inbox",
        "open": "",
        "status": "",
        "messages": {message.id: first(message) for message in d.messages},
        "draft": None,
        "sent": [],
        "downloads": {"files": [], "opened": ""},
    }


def first(message: Message) -> dict[str, Value]:
    flags = ("read", "replied", "forwarded", "saved", "address_seen", "link_seen", "link_opened")
    return {"folder": message.folder, **dict.fromkeys(flags, False), "judged": NONE}


def asks(d: Definition, state: State, verb: str) -> Collection[str]:
    return WRITING if state["screen"] == "compose" else ()


def apply(d: Definition, state: State, action: Action) -> State:
    state = deepcopy(state)
    state["status"] = ""
    if state["draft"] is not None:
        state["draft"] |= {name: action.typed[name] for name in WRITING if name in action.typed}
    if action.verb in ("attach", "detach", "save_draft", "send", "compose"):
        return write(d, state, action)
    if action.verb in ("close", "folder", "open_download"):
        return look(d, state, action)
    return handle(d, state, action, message_of(d, action.object))


def message_of(d: Definition, id: str) -> Message:
    return next(message for message in d.messages if message.id == id)


def look(d: Definition, state: State, action: Action) -> State:
    """Go to a list, or back from where one is; a message being written is kept."""
    if action.verb == "open_download":
        if action.object not in state["downloads"]["files"]:
            raise Senseless("not_downloaded")
        state["downloads"]["opened"] = action.object
        return {**state, "screen": "file", "place": "downloads"}
    if action.verb == "folder":
        return {**state, "screen": "list", "place": action.object, "open": ""}
    if state["screen"] == "list":
        raise Senseless("open_first")
    if state["screen"] == "link":
        return {**state, "screen": "message"}
    return {**state, "screen": "list", "open": ""}


def handle(d: Definition, state: State, action: Action, message: Message) -> State:
    """What is done with one message."""
    verb, kept = action.verb, state["messages"][message.id]
    if verb == "open":
        kept["read"] = True
        return {**state, "screen": "message", "open": message.id, "place": kept["folder"]}
    if verb in ("show_sender", "show_link", "open_link", "judge", "save_attachment"):
        return examine(state, action, message)
    if verb in ("reply", "reply_all", "forward"):
        return {**state, "screen": "compose", "draft": answer(d, action, message)}
    if verb == "mark_unread":
        if not kept["read"]:
            raise Senseless("already_unread")
        kept["read"] = False
    else:
        target = {"report": "reported", "delete": "trash", "restore": "inbox"}.get(verb)
        target = target or action.value
        if kept["folder"] == target:
            raise Senseless("already_there")
        kept["folder"] = target
    return {**state, "screen": "list", "open": "", "status": verb}


def examine(state: State, action: Action, message: Message) -> State:
    """Look closer at the message that is open."""
    kept = state["messages"][message.id]
    if state["open"] != message.id:
        raise Senseless("open_first")
    if action.verb == "show_sender":
        return flag(state, kept, "address_seen")
    if action.verb == "judge":
        kept["judged"] = action.value
        return {**state, "status": "judge"}
    if action.verb == "save_attachment":
        if action.value not in message.attachments:
            raise Senseless("no_attachment")
        if action.value in state["downloads"]["files"]:
            raise Senseless("already_saved")
        kept["saved"] = True
        state["downloads"]["files"].append(action.value)
        return {**state, "status": "save_attachment"}
    if message.link is None:
        raise Senseless("no_link")
    if action.verb == "show_link":
        return flag(state, kept, "link_seen")
    kept["link_opened"] = True
    return {**state, "screen": "link"}


def flag(state: State, kept: dict[str, Value], name: str) -> State:
    if kept[name]:
        raise Senseless("already_shown")
    kept[name] = True
    return state


def blank(**given: str) -> dict[str, Any]:
    empty = {"to": "", "cc": "", "subject": "", "body": "", "reply_to": NONE, "forward_of": NONE}
    return {**empty, "attachments": [], **given}


def answer(d: Definition, action: Action, message: Message) -> dict[str, Any]:
    """A draft that answers a message, or passes it on with its files."""
    if action.verb == "forward":
        quoted = f"\n\n{message.sender}\n{message.body}"
        draft = blank(subject=f"TR : {message.subject}", forward_of=message.id, body=quoted)
        return {**draft, "attachments": list(message.attachments)}
    others = [part.strip() for part in f"{message.to},{message.cc}".split(",")]
    copies = [other for other in others if other and d.account.address not in other]
    everyone = ", ".join(copies) if action.verb == "reply_all" else ""
    return blank(
        to=message.address, cc=everyone, subject=f"RE : {message.subject}", reply_to=message.id
    )


def write(d: Definition, state: State, action: Action) -> State:
    """What is done with the message being written; `compose` finds it again."""
    if action.verb == "compose":
        if state["screen"] == "compose":
            raise Senseless("already_writing")
        return {**state, "screen": "compose", "open": "", "draft": state["draft"] or blank()}
    draft = state["draft"]
    if draft is None or state["screen"] != "compose":
        raise Senseless("write_first")
    if action.verb == "send":
        return send(state, draft)
    if action.verb == "save_draft":
        return {**state, "screen": "list", "open": "", "status": "save_draft"}
    if (action.verb == "attach") is (action.object in draft["attachments"]):
        raise Senseless("already_attached" if action.verb == "attach" else "not_attached")
    if action.verb == "attach":
        draft["attachments"].append(action.object)
    else:
        draft["attachments"].remove(action.object)
    return state


def send(state: State, draft: dict[str, Any]) -> State:
    for address in addresses(draft["to"]) or [""]:
        if not address:
            raise Senseless("no_recipient")
        if mistake := text.mistake_of_format(address, ("@",), "address"):
            raise Senseless(f"address_{mistake}")
    for verb, name in (("replied", "reply_to"), ("forwarded", "forward_of")):
        if draft[name] != NONE:
            state["messages"][draft[name]][verb] = True
    state["sent"].append(draft)
    return {**state, "screen": "list", "open": "", "draft": None, "status": "send"}


def read(d: Definition, state: State, object: str, field: str) -> Value:
    found: Value = (state["downloads"] if object == "downloads" else state["messages"][object])[
        field
    ]
    return found if found != "" else NONE


def items(d: Definition, state: State, object: str) -> Sequence[Mapping[str, Value]]:
    """Each message that was sent, with how many there are; nothing sent counts 0."""
    count = len(state["sent"])
    return [item(draft, count) for draft in state["sent"]] or [{"count": 0}]


def item(draft: Mapping[str, Any], count: int) -> Mapping[str, Value]:
    to = ", ".join(text.address(address) for address in addresses(draft["to"]))
    decided = {name: written or NONE for name, written in {**draft, "to": to}.items()}
    return {**decided, "attachments": draft["attachments"], "count": count}


def hoards(d: Definition) -> Iterable[Sequence[str]]:
    for verb in ("report", "delete"):
        yield [f"{verb}:{message.id}" for message in d.messages]
    for verdict in ("safe", "scam"):
        judged = [(f"open:{m.id}", f"judge:{m.id}:{verdict}") for m in d.messages]
        yield [do for pair in judged for do in pair]


def view(d: Definition, state: State) -> Mapping[str, Any]:
    """The state, with the messages and files to draw beside it."""
    listed = [(m, state["messages"][m.id]) for m in d.messages]
    return {
        **state,
        "account": d.account,
        "rows": [(m, kept) for m, kept in listed if kept["folder"] == state["place"]],
        "message": message_of(d, state["open"]) if state["open"] else None,
        "kept": state["messages"].get(state["open"]),
        "unread": sum(not k["read"] for _, k in listed if k["folder"] == "inbox"),
        "with_files": any(message.attachments for message in d.messages),
        "judge": d.judge,
        "contacts": d.contacts,
        "files": d.files,
    }


def label(d: Definition, action: Action) -> str:
    found = next((m for m in d.messages if m.id == action.object), None)
    return found.subject if found else action.object
