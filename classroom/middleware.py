"""Plain ASGI shells around the application: hosts, headers, origin, bodies."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Draws a refusal: code and status in, an ASGI response out.
Refuse = Callable[[Scope, str, int], ASGIApp]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
RAW_HEADERS = [(k.lower().encode(), v.encode()) for k, v in SECURITY_HEADERS.items()]
# A piece that htmx fetched is never a document of its own: the policies of the page hold. On a slow
# network they would be a fifth of each reply.
PIECE = (b"hx-request", b"true")
PIECE_HEADERS = [
    one
    for one in RAW_HEADERS
    if one[0] in (b"x-content-type-options", b"cross-origin-resource-policy")
]
NO_STORE = (b"cache-control", b"no-store")
SAFE_METHODS = {"GET", "HEAD"}


def host_name(host: str) -> str:
    """The name in a `Host` header, without port or brackets, in lower case."""
    return (urlsplit(f"//{host}").hostname or "").rstrip(".")


class SecurityHeaders:
    """The same headers on every response, errors and streams included, but for the pieces that
    a page of ours fetches; pages are not kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        own = PIECE_HEADERS if PIECE in scope["headers"] else RAW_HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message["headers"]
                kept = any(name == b"cache-control" for name, _ in given)
                message["headers"] = [*given, *own, *([] if kept else [NO_STORE])]
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Compressed(GZipMiddleware):
    """Compress what ends. A compressor beside an event stream, which is sent as it is, would
    hold 64 KB for as long as the page stays open."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        streams = scope["type"] == "http" and scope["path"].endswith("/events")
        await (self.app if streams else super().__call__)(scope, receive, send)


class KnownHosts:
    """Refuse names that are not ours: a foreign name pointed at us could read our pages.

    An address is never a foreign name, so with `any_address` every IP literal passes.
    """

    def __init__(
        self, app: ASGIApp, refuse: Refuse, names: frozenset[str], *, any_address: bool
    ) -> None:
        self.app, self.refuse, self.names, self.any_address = app, refuse, names, any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self.knows(Headers(scope=scope).get("host", "")):
            return await self.refuse(scope, "unknown_host", 421)(scope, receive, send)
        await self.app(scope, receive, send)

    def knows(self, host: str) -> bool:
        try:
            name = host_name(host)
        except ValueError:
            return False
        if name in self.names:
            return True
        try:
            return self.any_address and bool(ipaddress.ip_address(name))
        except ValueError:
            return False


class SameOrigin:
    """A change of state comes from one of our own pages.

    Browsers send `Origin` with every form; `Sec-Fetch-Site` is absent on plain
    http, so it can only confirm. A request with neither `Origin` nor `Referer`
    is refused as well: tools say where they come from.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app, self.refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            headers = Headers(scope=scope)
            source = headers.get("origin") or headers.get("referer") or ""
            site = headers.get("sec-fetch-site", "same-origin")
            try:
                same = urlsplit(source).netloc.lower() == headers.get("host", "").lower()
            except ValueError:
                same = False
            if not same or not source or site not in ("same-origin", "none"):
                return await self.refuse(scope, "forbidden_origin", 403)(scope, receive, send)
        await self.app(scope, receive, send)


class BoundedBody:
    """Take the whole body in, within a size and a time, before a handler sees the request."""

    def __init__(self, app: ASGIApp, refuse: Refuse, *, max_bytes: int, seconds: float) -> None:
        self.app, self.refuse, self.max_bytes, self.seconds = app, refuse, max_bytes, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            return await self.app(scope, receive, send)
        try:
            async with asyncio.timeout(self.seconds):
                body = await self.collect(scope, receive)
        except TimeoutError:
            return await self.refuse(scope, "too_slow", 408)(scope, receive, send)
        if body is None:
            return await self.refuse(scope, "too_large", 413)(scope, receive, send)
        pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self.app(scope, replay, send)

    async def collect(self, scope: Scope, receive: Receive) -> bytes | None:
        """The body, or None when it is larger than allowed."""
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdigit() and int(declared) > self.max_bytes:
            return None
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self.max_bytes:
                return None
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                return bytes(body)
