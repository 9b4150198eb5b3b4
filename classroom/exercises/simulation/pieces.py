"""The tables that authors write inside a simulation, where an application has many."""

from __future__ import annotations

from typing import Literal

from classroom.exercises import text
from classroom.exercises.base import Piece


class Account(Piece, frozen=True, kw_only=True):
    name: str
    address: str


class Link(Piece, frozen=True, kw_only=True):
    """`text` is what is read, `to` where it really leads."""

    text: str
    to: str


class Message(Piece, frozen=True, kw_only=True, rename={"sender": "from"}):
    """`sender` is written `Name <address>`; `attachments` are file names."""

    id: str
    sender: str
    subject: str
    body: str
    to: str = ""
    cc: str = ""
    link: Link | None = None
    attachments: tuple[str, ...] = ()
    folder: Literal["inbox", "archive", "reported", "trash"] = "inbox"

    @property
    def name(self) -> str:
        return self.sender.partition("<")[0].strip() or self.address

    @property
    def address(self) -> str:
        return self.sender.partition("<")[2].rstrip(">").strip() or self.sender


def addresses(written: str) -> list[str]:
    """Those of a field: alone, or separated by semicolons; a name may stand before `<…>`."""
    parts = [text.normalise(part) for part in written.replace(", ", ";").split(";")]
    return [part.partition("<")[2].rstrip("> ") or part for part in parts if part]


class Field(Piece, frozen=True, kw_only=True):
    """One question: typed, or one of `choices`, `slots` (times), `files`, or a `checkbox`."""

    id: str
    label: str
    example: str = ""
    format: text.Format | None = None
    initial: str = ""
    answers: tuple[str, ...] = ()
    tolerance: tuple[text.Tolerance, ...] = text.USUAL
    choices: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    checkbox: bool = False
    optional: bool = False

    @property
    def shape(self) -> str:
        if self.checkbox:
            return "checkbox"
        lists = {"files": self.files, "slots": self.slots, "choices": self.choices}
        return next((name for name, options in lists.items() if options), "text")

    @property
    def options(self) -> tuple[str, ...]:
        return ("yes",) if self.checkbox else self.files or self.slots or self.choices


class Step(Piece, frozen=True, kw_only=True):
    id: str
    title: str
    fields: tuple[Field, ...]


class PageLink(Piece, frozen=True, kw_only=True):
    """`to` is the id of a page."""

    text: str
    to: str


class Banner(Piece, frozen=True, kw_only=True):
    """The words of a cookie banner; no `settings` when empty. `tricky` makes refusing small."""

    accept: str
    refuse: str
    settings: str = ""
    tricky: bool = False


class Popup(Piece, frozen=True, kw_only=True):
    text: str
    accept: str


class Page(Piece, frozen=True, kw_only=True):
    """`fields` are the labels of a login page; its `links` need signing in, but for `forgot`.

    A `forgotten` password is refused until another is chosen, on another login page.
    """

    id: str
    kind: Literal["search", "site", "login", "inbox"]
    address: str
    title: str
    text: str = ""
    ad: bool = False
    queries: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    links: tuple[PageLink, ...] = ()
    banner: Banner | None = None
    popup: Popup | None = None
    fields: tuple[str, ...] = ()
    forgot: PageLink | None = None
    forgotten: bool = False
    downloads: tuple[str, ...] = ()
