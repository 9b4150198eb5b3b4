"""`files`: folders and files. Create, rename, move, copy, open, search, delete, restore."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from classroom.exercises import text
from classroom.exercises.base import Problem
from classroom.exercises.simulation import engine
from classroom.exercises.simulation.engine import Action, Senseless, State, Value

# The place of everything, and that of what was thrown away.
ROOT, TRASH = "/", "trash"
NAME_MAX = 60
MANY = ()
FIELDS: Mapping[str, tuple[str, ...]] = {
    "path": ("exists", "opened", "in_trash"),
    "files": ("folder",),
}
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "open": ("path",),
    "up": (),
    "select": ("path",),
    "create_folder": ("path",),
    "rename": ("path",),
    "move": ("path", "path"),
    "copy": ("path", "path"),
    "delete": ("path",),
    "restore": ("path",),
    "sort": ("order",),
    "search": (),
}


class Definition(engine.Definition, frozen=True, kw_only=True):
    """Folders end with `/`; a path is written from the root."""

    tree: tuple[str, ...]
    trash: tuple[str, ...] = ()
    start: str = ROOT

    __hash__ = engine.Definition.__hash__


def check(d: Definition) -> Iterable[Problem]:
    for key, paths in (("tree", d.tree), ("trash", d.trash)):
        for place, path in enumerate(paths, start=1):
            if not path.strip("/") or ":" in path or path.startswith("/") or "//" in path:
                yield Problem("bad_path", f"{key}[{place}]", found=path)
            elif key == "tree" and parent(path) not in (ROOT, *d.tree):
                yield Problem("unknown_object", f"{key}[{place}]", found=parent(path))
            elif path in paths[: place - 1]:
                yield Problem("duplicate_text", f"{key}[{place}]", found=path)
    if d.start not in (ROOT, *(path for path in d.tree if path.endswith("/"))):
        yield Problem("unknown_object", "start", found=d.start)


def parent(path: str) -> str:
    """The folder that holds a file or a folder."""
    above = path.rstrip("/").rpartition("/")[0]
    return f"{above}/" if above else ROOT


def name_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def slots(d: Definition) -> Mapping[str, Collection[str] | None]:
    return {"path": None, "order": ("name", "kind")}


def sort(d: Definition, name: str) -> str:
    if name == "files":
        return name
    tops = {path.partition("/")[0] for path in (*d.tree, *d.trash)}
    return "path" if name.partition("/")[0] in tops or "/" not in name.rstrip("/") else ""


def start(d: Definition) -> State:
    """`folder` is the one on the screen, `selected` what is about to be acted on, `open` the
    file that is read; `trash` keeps what was thrown away under its former path."""
    return {
        "tree": sorted(d.tree),
        "trash": sorted(d.trash),
        "folder": d.start,
        "selected": "",
        "open": "",
        "opened": [],
        "order": "name",
        "query": "",
        "status": "",
    }


def asks(d: Definition, state: State, verb: str) -> Collection[str]:
    return {"rename": ("name",), "create_folder": ("name",), "search": ("text",)}.get(verb, ())


def apply(d: Definition, state: State, action: Action) -> State:
    state = {**deepcopy(state), "status": ""}
    verb, path = action.verb, action.object
    if verb == "sort":
        if state["order"] == path:
            raise Senseless("already_sorted")
        return {**state, "order": path}
    if verb == "search":
        return {**state, "query": wanted(action, "text"), "selected": "", "open": ""}
    if verb == "up":
        return up(state)
    if verb == "open" and path in (ROOT, TRASH):
        return {**state, "folder": path, "selected": "", "open": "", "query": ""}
    if verb == "create_folder":
        return create(state, path, wanted(action, "name"))
    if verb == "restore":
        return restore(state, path)
    if path not in state["tree"] and not (verb == "select" and path in state["trash"]):
        raise Senseless("not_found")
    if verb == "select":
        return {**state, "selected": "" if state["selected"] == path else path}
    if verb == "open":
        return open_path(state, path)
    if verb == "delete":
        gone = family(state["tree"], path)
        kept = [one for one in state["tree"] if one not in gone]
        trash = sorted({*state["trash"], *gone})
        return {**state, "tree": kept, "trash": trash, "selected": "", "open": "", "status": verb}
    return carry(state, action)


def wanted(action: Action, field: str) -> str:
    """A name or words as typed. Raises `Senseless` on an empty or impossible one."""
    given = text.normalise(action.typed.get(field, ""))
    if not given:
        raise Senseless("no_name" if field == "name" else "no_words")
    if field == "name" and (any(sign in given for sign in "/:\\") or len(given) > NAME_MAX):
        raise Senseless("bad_name")
    return given


def family(tree: Sequence[str], path: str) -> list[str]:
    """A file; or a folder and all that is in it."""
    return [one for one in tree if one == path or (path[-1:] == "/" and one.startswith(path))]


def up(state: State) -> State:
    if state["open"] or state["query"]:
        return {**state, "open": "", "query": ""}
    if state["folder"] == ROOT:
        raise Senseless("at_the_top")
    above = ROOT if state["folder"] == TRASH else parent(state["folder"])
    return {**state, "folder": above, "selected": ""}


def open_path(state: State, path: str) -> State:
    opened = state["opened"] if path in state["opened"] else [*state["opened"], path]
    if path.endswith("/"):
        return {**state, "folder": path, "selected": "", "open": "", "query": "", "opened": opened}
    return {**state, "open": path, "opened": opened}


def create(state: State, folder: str, name: str) -> State:
    if folder != ROOT and (folder not in state["tree"] or not folder.endswith("/")):
        raise Senseless("not_found")
    made = f"{'' if folder == ROOT else folder}{name}/"
    refuse_taken(state["tree"], made)
    return {**state, "tree": sorted([*state["tree"], made]), "status": "create_folder"}


def refuse_taken(tree: Sequence[str], path: str) -> None:
    if path.rstrip("/").casefold() in (one.rstrip("/").casefold() for one in tree):
        raise Senseless("name_taken")


def restore(state: State, path: str) -> State:
    if path not in state["trash"]:
        raise Senseless("not_in_trash")
    back = family(state["trash"], path)
    above: list[str] = []
    folder = parent(path)
    while folder != ROOT:
        above, folder = [*above, folder], parent(folder)
    tree = sorted({*state["tree"], *above, *back})
    trash = [one for one in state["trash"] if one not in back]
    return {**state, "tree": tree, "trash": trash, "selected": "", "status": "restore"}


def carry(state: State, action: Action) -> State:
    """Give another name or another place, to the thing or to a copy of it."""
    path, end = action.object, "/" if action.object.endswith("/") else ""
    if action.verb == "rename":
        folder, name = parent(path), wanted(action, "name")
        if name == name_of(path):
            raise Senseless("same_name")
    else:
        folder, name = action.value, name_of(path)
        if folder != ROOT and (folder not in state["tree"] or not folder.endswith("/")):
            raise Senseless("not_found")
        if folder.startswith(path) or folder == parent(path):
            raise Senseless("same_place")
    target = f"{'' if folder == ROOT else folder}{name}{end}"
    moved = family(state["tree"], path)
    stays = [one for one in state["tree"] if one not in moved or action.verb == "copy"]
    refuse_taken(stays, target)
    arrived = [target + one.removeprefix(path) for one in moved]
    tree = sorted({*stays, *arrived})
    return {**state, "tree": tree, "selected": "", "open": "", "status": action.verb}


def read(d: Definition, state: State, object: str, field: str) -> Value:
    if object == "files":
        folder: str = state["folder"]
        return folder
    return object in state[{"exists": "tree", "opened": "opened", "in_trash": "trash"}[field]]


def hoards(d: Definition) -> Iterable[Sequence[str]]:
    """Throwing everything away, or opening everything."""
    yield [f"delete:{path}" for path in d.tree]
    yield [f"open:{path}" for path in d.tree if not path.endswith("/")] or ["up"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `where` is its folder, told when it was searched for."""

    path: str
    name: str
    is_folder: bool
    where: str = ""


def row(path: str, where: str = "") -> Row:
    return Row(path, name_of(path), path.endswith("/"), where)


def view(d: Definition, state: State) -> Mapping[str, Any]:
    words, folder = text.fold(state["query"], text.USUAL), state["folder"]
    if words:
        found = [one for one in state["tree"] if words in text.fold(name_of(one), text.USUAL)]
    elif folder == TRASH:
        found = [one for one in state["trash"] if parent(one) not in state["trash"]]
    else:
        found = [one for one in state["tree"] if parent(one) == folder]
    if state["order"] == "kind":
        found.sort(key=lambda one: (not one.endswith("/"), one.rpartition(".")[2], one))
    return {
        **state,
        "rows": [row(one, name_of(parent(one)) if words else "") for one in found],
        "title": name_of(folder) if folder not in (ROOT, TRASH) else "",
        "folders": [row(one) for one in state["tree"] if one.endswith("/")],
        "thing": row(state["selected"]) if state["selected"] else None,
        "thing_folder": parent(state["selected"]) if state["selected"] else "",
        "file": name_of(state["open"]),
    }


def label(d: Definition, action: Action) -> str:
    return name_of(action.object) if action.verb != "sort" else action.object
