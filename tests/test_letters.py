"""Letters by a small mail server on loopback: invitations, and a forgotten password."""

from __future__ import annotations

import email
import re
import socketserver
import threading
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from tests.served import PASSWORD, Server, address, filled


class Post(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given; `refuses` makes it say no."""

    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.refuses = False
        super().__init__(("127.0.0.1", 0), Talk)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Talk(socketserver.StreamRequestHandler):
    server: Post

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip().upper():
            if line.startswith("RCPT") and self.server.refuses:
                self.say("550 no")
            elif line == "DATA":
                self.say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                self.server.letters.append(email.message_from_bytes(b"".join(lines)))
                self.say("250 kept")
            elif line == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")


@pytest.fixture(name="post")
def one_post() -> Iterator[Post]:
    with Post() as running:
        yield running
        running.shutdown()


@pytest.fixture(name="server")
def one_server(tmp_path: Path, post: Post) -> Iterator[Server]:
    served = Server(tmp_path / "data", smtp_url=post.url, smtp_from="classroom@exemple.fr")
    yield served
    served.close()


def link_of(letter: Message) -> str:
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    found = re.search(r"(/invitation/[\w-]+)", body.decode())
    assert found
    return found[1]


def test_an_invitation_goes_by_letter(server: Server, post: Post) -> None:
    admin = server.administrator()
    asked = {"email": address("Karim"), "role": "mediator"}
    page = admin.post("/staff/team/invitations", data=asked).text
    assert "Il est parti par e-mail" in page
    assert post.letters[0]["To"] == address("Karim")
    assert post.letters[0]["From"] == "classroom@exemple.fr"
    assert post.letters[0]["Subject"] == "Votre invitation à Classroom" or "=?utf-8?" in str(
        post.letters[0]["Subject"]
    )
    server.accept(link_of(post.letters[0]), "Karim")


def test_a_letter_that_does_not_leave_is_said_and_the_link_is_there(
    server: Server, post: Post
) -> None:
    admin = server.administrator()
    post.refuses = True
    asked = {"email": address("Karim"), "role": "mediator"}
    page = admin.post("/staff/team/invitations", data=asked).text
    assert "Donnez-le vous-même" in page
    assert "/invitation/" in page


def test_a_forgotten_password_is_chosen_anew_and_an_unknown_address_looks_the_same(
    server: Server, post: Post
) -> None:
    server.administrator()
    visitor = server.visitor()
    pages = [
        visitor.post("/sign-in/forgotten", data={"email": email})
        for email in (address("Inès"), "personne@exemple.fr", "")
    ]
    assert {page.status_code for page in pages} == {200}
    assert len({page.text for page in pages}) == 1
    assert [letter["To"] for letter in post.letters] == [address("Inès")]
    new = "tout autre chose cette fois"
    link = link_of(post.letters[0])
    assert visitor.post(link, data={"password": new, "again": new}).status_code == 303
    old = {"email": address("Inès"), "password": PASSWORD}
    assert server.visitor().post("/sign-in", data=old).status_code == 422
    server.sign_in("Inès", new)


def test_letters_are_not_sent_without_end(server: Server, post: Post) -> None:
    server.administrator()
    visitor = server.visitor()
    asked = [visitor.post("/sign-in/forgotten", data={"email": address("Inès")}) for _ in range(11)]
    assert asked[-1].status_code == 429
    assert len(post.letters) == 10


def test_a_subject_never_holds_a_second_header(server: Server, post: Post) -> None:
    admin = server.administrator()
    asked = {"email": "a@b.fr\r\nBcc: x@evil.example", "role": "mediator"}
    answer = admin.post("/staff/team/invitations", data=asked)
    assert answer.status_code == 422
    assert not post.letters
    assert filled("Karim")["email"] not in answer.text
