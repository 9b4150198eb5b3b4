"""What travels on a slow network: the first page whole, and the reply to an answer."""

from __future__ import annotations

import gzip

import httpx2
from playwright.sync_api import CDPSession

from tests.conftest import Cast
from tests.learning import HTMX, Work
from tests.people import People

FIRST_PAGE_MAX = 60_000
REQUESTS_MAX = 6
ANSWER_MAX = 3_500


class Wire:
    """Everything one browser fetches: its requests, and the bytes that came for them."""

    def __init__(self, network: CDPSession) -> None:
        self.requests: list[str] = []
        self.bytes = 0
        network.on("Network.requestWillBeSent", self._sent)
        network.on("Network.loadingFinished", self._came)
        network.send("Network.enable")

    def _sent(self, event: dict[str, dict[str, str]]) -> None:
        self.requests.append(event["request"]["url"])

    def _came(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])


def test_the_first_page_is_light(people: People) -> None:
    page = people.someone()
    wire = Wire(page.context.new_cdp_session(page))
    page.goto(people.learner_url, wait_until="networkidle")
    assert wire.requests
    assert len(wire.requests) <= REQUESTS_MAX, wire.requests
    assert 0 < wire.bytes <= FIRST_PAGE_MAX


def on_the_wire(answer: httpx2.Response) -> int:
    """Bytes of a reply, head included. Decoded by the client, so compressed again here."""
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.multi_items())
    if answer.headers.get("content-encoding") == "gzip":
        return head + len(gzip.compress(answer.content, 4))
    return head + len(answer.content)


def test_the_reply_to_an_answer_is_light(cast: Cast) -> None:
    heavy = {}
    for module in cast.house.library.modules:
        mediator, session_id, code = cast.house.open_session("", module=[module.id])
        here = Cast(cast.house, mediator, session_id, code, cast.house.learner(code), cast.moussa)
        for exercise in module.exercises:
            ref = f"{module.id}/{exercise.id}"
            work = Work(here, here.fatima, ref)
            for right in (False, False, False, True):
                fields = work.fields(right)
                if "submission" not in fields or len(fields) < 2:
                    break
                reply = work.client.post(f"{work.url}/attempts", data=fields, headers=HTMX)
                assert reply.status_code == 200, (ref, right, reply.text)
                if (size := on_the_wire(reply)) > ANSWER_MAX:
                    heavy[ref, right] = size
    assert not heavy
