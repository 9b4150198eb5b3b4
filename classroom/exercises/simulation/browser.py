"""`browser`: addresses, search, advertisements, tabs, zoom, banners, signing in, downloads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from classroom.exercises import rules, text
from classroom.exercises.base import Problem
from classroom.exercises.simulation import engine
from classroom.exercises.simulation.engine import NONE, Action, Senseless, State, Value
from classroom.exercises.simulation.pieces import Page

ZOOMS = (100, 125, 150, 175, 200)
TABS_MAX = 5
MANY = ()
FIELDS: Mapping[str, tuple[str, ...]] = {
    "browser": (
        *("page", "history", "tabs", "active_tab", "zoom", "back_count"),
        *("signed_in", "password_saved", "downloads"),
    ),
    "page": ("visited", "cookies", "popup"),
}
ALONE = (
    *("go", "search", "back", "forward", "reload", "new_tab", "zoom_in", "zoom_out"),
    *("close_popup", "accept_popup", "sign_in", "sign_out"),
)
ACTIONS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(ALONE, ()),
    "open": ("page",),
    "switch_tab": ("tab",),
    "close_tab": ("tab",),
    "cookies": ("consent",),
    "save_password": ("yesno",),
    "download": ("file",),
}


class Definition(engine.Definition, frozen=True, kw_only=True):
    start: str
    pages: tuple[Page, ...]

    __hash__ = engine.Definition.__hash__


def check(d: Definition) -> Iterable[Problem]:
    ids = [page.id for page in d.pages]
    if d.start not in ids:
        yield Problem("unknown_object", "start", found=d.start)
    for place, page in enumerate(d.pages, start=1):
        key = f"pages[{place}]"
        if not rules.ID.fullmatch(page.id) or page.id in FIELDS:
            yield Problem("bad_id", f"{key}.id", found=page.id)
        elif page.id in ids[: place - 1]:
            yield Problem("duplicate_id", f"{key}.id", found=page.id)
        lists = {"results": page.results, "otherwise": page.otherwise}
        lists["links"] = tuple(link.to for link in page.links)
        lists["forgot"] = (page.forgot.to,) if page.forgot else ()
        for name, targets in lists.items():
            for target in targets:
                if target not in ids:
                    yield Problem("unknown_object", f"{key}.{name}", found=target)


def slots(d: Definition) -> Mapping[str, Collection[str] | None]:
    return {
        "page": [page.id for page in d.pages],
        "tab": [str(number) for number in range(1, TABS_MAX + 1)],
        "consent": ("accept", "refuse", "settings"),
        "yesno": ("yes", "no"),
        "file": [file for page in d.pages for file in page.downloads],
    }


def sort(d: Definition, name: str) -> str:
    if name == "browser":
        return name
    return "page" if name in (page.id for page in d.pages) else ""


def page_of(d: Definition, id: str) -> Page:
    return next(page for page in d.pages if page.id == id)


def start(d: Definition) -> State:
    """A tab is where it has been, and which of these is on the screen, with what was searched."""
    fresh = {"visited": False, "cookies": NONE, "popup": NONE}
    state: State = {
        "tabs": [first_tab(d)],
        "active": 0,
        "zoom": 100,
        "back_count": 0,
        "signed_in": False,
        "renewed": False,
        "password_saved": NONE,
        "offers": False,
        "downloads": [],
        "pages": {page.id: dict(fresh) for page in d.pages},
        "history": [],
        "status": "",
    }
    return arrive(d, state)


def first_tab(d: Definition) -> dict[str, Any]:
    return {"stack": [d.start], "at": 0, "query": ""}


def here(d: Definition, state: State) -> Page:
    tab = state["tabs"][state["active"]]
    return page_of(d, tab["stack"][tab["at"]])


def arrive(d: Definition, state: State) -> State:
    """A page comes on the screen; its window pops up the first time."""
    page = here(d, state)
    kept = state["pages"][page.id]
    if page.popup and kept["popup"] == NONE:
        kept["popup"] = "open"
    kept["visited"] = True
    state["history"].append(page.id)
    return state


def visit(d: Definition, state: State, id: str) -> State:
    """Open a page in the tab on the screen; what lay ahead is gone."""
    tab = state["tabs"][state["active"]]
    tab["stack"], tab["query"] = [*tab["stack"][: tab["at"] + 1], id], ""
    tab["at"] += 1
    return arrive(d, state)


def asks(d: Definition, state: State, verb: str) -> Collection[str]:
    return ("address", "text") if verb in ("go", "search") else ()


def apply(d: Definition, state: State, action: Action) -> State:
    state = deepcopy(state)
    state["status"] = ""
    verb, page = action.verb, here(d, state)
    if verb in ("close_popup", "accept_popup", "cookies", "sign_in", "sign_out", "save_password"):
        return decide(state, action, page)
    if verb in ("new_tab", "switch_tab", "close_tab"):
        return change_tab(d, state, action)
    if verb in ("zoom_in", "zoom_out"):
        place = ZOOMS.index(state["zoom"]) + (1 if verb == "zoom_in" else -1)
        if not 0 <= place < len(ZOOMS):
            raise Senseless("zoom_end")
        return {**state, "zoom": ZOOMS[place]}
    if verb in ("back", "forward", "reload"):
        return turn(d, state, verb)
    if state["pages"][page.id]["popup"] == "open":
        raise Senseless("popup_first")
    if verb == "download":
        if action.object not in page.downloads or action.object in state["downloads"]:
            raise Senseless("no_download")
        state["downloads"].append(action.object)
        return {**state, "status": "download"}
    if verb == "open":
        if action.object not in linked(state, page):
            raise Senseless("no_such_link")
        return visit(d, state, action.object)
    return ask_for(d, state, action, page)


def ask_for(d: Definition, state: State, action: Action, page: Page) -> State:
    """Type an address or some words. Enter presses « Aller » for both: what is new counts."""
    typed = {name: text.normalise(action.typed.get(name, "")) for name in ("address", "text")}
    same = text.address(typed["address"]) == text.address(page.address)
    if action.verb == "search" or (same and typed["text"] and page.kind == "search"):
        if page.kind != "search":
            raise Senseless("no_search_here")
        if not typed["text"]:
            raise Senseless("no_words")
        state["tabs"][state["active"]]["query"] = typed["text"]
        return state
    if not typed["address"] or same:
        raise Senseless("no_address")
    found = {text.address(one.address): one.id for one in d.pages}
    if wanted := found.get(text.address(typed["address"])):
        return visit(d, state, wanted)
    raise Senseless("address_space" if " " in typed["address"] else "unknown_address")


def listed(page: Page, query: str) -> tuple[str, ...]:
    """What a search finds: the results of the words that are known, else the others."""
    words = text.fold(text.normalise(query), text.USUAL)
    known = [text.fold(text.normalise(one), text.USUAL) for one in page.queries]
    return (page.results if words in known else page.otherwise) if query else ()


def linked(state: State, page: Page) -> Sequence[str]:
    """The pages that can be opened from the one on the screen."""
    if page.kind == "login" and not state["signed_in"]:
        return (page.forgot.to,) if page.forgot else ()
    query = state["tabs"][state["active"]]["query"]
    return [*listed(page, query), *(link.to for link in page.links)]


def decide(state: State, action: Action, page: Page) -> State:
    """Answer what the page, or the browser, asks."""
    verb, kept = action.verb, state["pages"][page.id]
    if verb in ("close_popup", "accept_popup"):
        if kept["popup"] != "open":
            raise Senseless("no_popup")
        kept["popup"] = "closed" if verb == "close_popup" else "accepted"
    elif verb == "cookies":
        if page.banner is None or kept["cookies"] in ("accept", "refuse", action.object):
            raise Senseless("no_banner")
        kept["cookies"] = action.object
    elif verb == "save_password":
        if not state["offers"]:
            raise Senseless("nothing_to_save")
        return {**state, "offers": False, "password_saved": action.object}
    elif verb == "sign_out":
        if not state["signed_in"]:
            raise Senseless("not_signed_in")
        return {**state, "signed_in": False, "offers": False, "status": "sign_out"}
    elif page.kind != "login" or state["signed_in"]:
        raise Senseless("no_sign_in")
    elif page.forgotten and not state["renewed"]:
        raise Senseless("password_refused")
    else:
        offers = state["password_saved"] == NONE
        signed = {"signed_in": True, "renewed": True, "status": "sign_in"}
        return {**state, **signed, "offers": offers}
    return state


def turn(d: Definition, state: State, verb: str) -> State:
    tab = state["tabs"][state["active"]]
    if verb == "reload":
        return {**state, "status": "reload"}
    place = tab["at"] + (1 if verb == "forward" else -1)
    if verb == "back" and tab["query"]:
        place = tab["at"]
    elif not 0 <= place < len(tab["stack"]):
        raise Senseless("no_way_back" if verb == "back" else "no_way_on")
    tab["at"], tab["query"] = place, ""
    state["back_count"] += verb == "back"
    return arrive(d, state)


def change_tab(d: Definition, state: State, action: Action) -> State:
    tabs, number = state["tabs"], int(action.object or "0") - 1
    if action.verb == "new_tab":
        if len(tabs) == TABS_MAX:
            raise Senseless("too_many_tabs")
        return arrive(d, {**state, "tabs": [*tabs, first_tab(d)], "active": len(tabs)})
    if number >= len(tabs) or (action.verb == "switch_tab" and number == state["active"]):
        raise Senseless("no_such_tab")
    if action.verb == "switch_tab":
        return {**state, "active": number}
    if len(tabs) == 1:
        raise Senseless("last_tab")
    del tabs[number]
    active = state["active"] - (state["active"] > number)
    return {**state, "active": min(active, len(tabs) - 1)}


def read(d: Definition, state: State, object: str, field: str) -> Value:
    if object != "browser":
        found: Value = state["pages"][object][field]
        return found
    whole: dict[str, Value] = {
        "page": here(d, state).id,
        "tabs": len(state["tabs"]),
        "active_tab": state["active"] + 1,
    }
    kept: Value = whole[field] if field in whole else state[field]
    return kept


def hoards(d: Definition) -> Iterable[Sequence[str]]:
    """Accepting whatever is offered."""
    yield ["cookies:accept", "accept_popup"]


def view(d: Definition, state: State) -> Mapping[str, Any]:
    page, tab = here(d, state), state["tabs"][state["active"]]
    kept = state["pages"][page.id]
    return {
        **state,
        "page": page,
        "kept": kept,
        "query": tab["query"],
        "results": [page_of(d, id) for id in listed(page, tab["query"])],
        "titles": [page_of(d, one["stack"][one["at"]]).title for one in state["tabs"]],
        "can_back": tab["at"] > 0 or bool(tab["query"]),
        "can_forward": tab["at"] < len(tab["stack"]) - 1,
        "banner": page.banner if kept["cookies"] in (NONE, "settings") else None,
        "popup": page.popup if kept["popup"] == "open" else None,
        "closed": page.kind == "login" and not state["signed_in"],
    }


def label(d: Definition, action: Action) -> str:
    names = {page.id: page.title for page in d.pages} if action.verb == "open" else {}
    return names.get(action.object, action.object)
