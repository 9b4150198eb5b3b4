"""A mailbox, action by action: what it does, what it says when something is missing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exercises.forms import TEMPLATES, draw
from tests.exercises.simulations import mailbox
from tests.exercises.twins import MAILBOX

MAIL = [
    (["open:m1"], ("messages", "m1", "read"), True),
    (["open:m1", "mark_unread:m1"], ("messages", "m1", "read"), False),
    (["open:m1", "show_sender:m1"], ("messages", "m1", "address_seen"), True),
    (["open:m2", "show_link:m2"], ("messages", "m2", "link_seen"), True),
    (["open:m2", "open_link:m2"], ("screen",), "link"),
    (["open:m2", "open_link:m2", "close"], ("screen",), "message"),
    (["open:m2", "close"], ("screen",), "list"),
    (["open:m1", "judge:m1:scam"], ("messages", "m1", "judged"), "scam"),
    (["report:m1"], ("messages", "m1", "folder"), "reported"),
    (["delete:m1", "restore:m1"], ("messages", "m1", "folder"), "inbox"),
    (["move:m1:archive"], ("messages", "m1", "folder"), "archive"),
    (["open:m1", "save_attachment:m1:plan.pdf"], ("downloads", "files"), ["plan.pdf"]),
    (["open:m1", "save_attachment:m1:plan.pdf", "open_download:plan.pdf"], ("downloads", "opened"),
     "plan.pdf"),
    (["reply:m1", {"do": "send", "body": "Oui"}], ("messages", "m1", "replied"), True),
    (["forward:m1", {"do": "send", "to": "a@b.fr"}], ("messages", "m1", "forwarded"), True),
    (["reply:m1"], ("draft", "to"), "lea@exemple.fr"),
    (["reply_all:m1"], ("draft", "cc"), "paul@exemple.fr"),
    (["forward:m1"], ("draft", "attachments"), ["plan.pdf"]),
    (["compose", "attach:cv.pdf"], ("draft", "attachments"), ["cv.pdf"]),
    (["compose", "attach:cv.pdf", "detach:cv.pdf"], ("draft", "attachments"), []),
    (["compose", {"do": "attach:cv.pdf", "body": "Bonjour"}], ("draft", "body"), "Bonjour"),
    (["compose", {"do": "close", "subject": "Fête"}, "compose"], ("draft", "subject"), "Fête"),
    (["compose", {"do": "save_draft", "to": "a@b.fr"}, "open:m1", "compose"], ("draft", "to"),
     "a@b.fr"),
    (["compose", {"do": "send", "to": "a@b.fr"}], ("draft",), None),
]  # fmt: skip
FULL = {
    **MAILBOX,
    "files": ["cv.pdf"],
    "messages": [
        {**MAILBOX["messages"][0], "to": "josette@exemple.fr, paul@exemple.fr",
         "attachments": ["plan.pdf"]},
        {**MAILBOX["messages"][1], "link": {"text": "www", "to": "http://x.example"}},
    ],
}  # fmt: skip


@pytest.mark.parametrize(("steps", "path", "expected"), MAIL)
def test_a_mailbox_does_what_one_expects(
    steps: list[Any], path: tuple[str, ...], expected: Any
) -> None:
    acting = mailbox(**FULL)
    acting.all(steps)
    found = acting.state
    for name in path:
        found = found[name]
    assert found == expected
    assert not acting.said.startswith("note")
    draw(acting.exercise, acting.log)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (["compose", "send"], "no_recipient"),
        (["compose", {"do": "send", "to": "jean petit@exemple.fr"}], "address_space"),
        (["compose", {"do": "send", "to": "jean.exemple.fr"}], "address_no_at"),
        (["compose", {"do": "send", "to": "jean@exemple,fr"}], "address_comma"),
        (["send"], "write_first"),
        (["open:m1", "show_link:m1"], "no_link"),
        (["restore:m1"], "already_there"),
        (["compose", "detach:cv.pdf"], "not_attached"),
        (["open_download:plan.pdf"], "not_downloaded"),
    ],
)
def test_a_mailbox_says_what_is_missing(steps: list[Any], code: str) -> None:
    acting = mailbox(**FULL)
    acting.all(steps)
    assert acting.said == f"note:{code}"
    note = TEMPLATES.get_template("exercises/simulation/_notes.html").module.note
    assert str(note(code)).strip()
