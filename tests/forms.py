"""Reading the answer form of a page as a browser without JavaScript would fill it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    """One named field; `values` are those that can be chosen, empty for a typed one."""

    kind: str
    values: list[str] = field(default_factory=list)


class FormReader(HTMLParser):
    """Collects the form whose `id` is given: its action, hidden values and fields."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.fields: dict[str, Field] = {}
        self.buttons: list[tuple[str, str]] = []
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._inside = given.get("id") == self.form_id
            if self._inside:
                self.action = given["action"]
        if not self._inside:
            return
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[name] = given.get("value", "")
        elif tag == "input" and name:
            kind = given.get("type", "text")
            found = self.fields.setdefault(name, Field(kind))
            if kind in ("radio", "checkbox"):
                found.values.append(given.get("value", "on"))
        elif tag == "textarea" and name:
            self.fields.setdefault(name, Field("text"))
        elif tag == "select":
            self._select = name
            self.fields.setdefault(name, Field("select"))
        elif tag == "option" and self._select and given.get("value"):
            self.fields[self._select].values.append(given["value"])
        elif tag == "button" and name:
            self.buttons.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""


def read_form(page: str, form_id: str = "answer") -> FormReader:
    reader = FormReader(form_id)
    reader.feed(page)
    assert reader.action, f"no form {form_id} on the page"
    return reader


def filled(page: str, pick: int = 0) -> tuple[str, dict[str, str]]:
    """The action and a complete answer: the `pick`-th choice of everything, or a word."""
    form = read_form(page)
    data = dict(form.hidden)
    for name, found in form.fields.items():
        data[name] = found.values[pick % len(found.values)] if found.values else "mot"
    if form.buttons:
        name, value = form.buttons[pick % len(form.buttons)]
        data[name] = value
    return form.action, data
