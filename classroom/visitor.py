"""A light browser for simulations and measures: pages, cookies, streams kept open."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

TIMEOUT_S = 30.0
Fields = Iterable[tuple[str, str]]


class Refused(Exception):
    """The server answered with a status that the visitor cannot go on from."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(f"{status} {path}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the server. `location` is where it sends the browser, if anywhere."""

    status: int
    headers: Mapping[str, str]
    sent: bytes

    @property
    def body(self) -> bytes:
        """The body, unpacked only when it is looked at."""
        packed = self.headers.get("content-encoding") == "gzip"
        return zlib.decompress(self.sent, wbits=31) if packed else self.sent

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers.get("location") or self.headers.get("hx-redirect", "")


class Visitor:
    """One browser: its cookies, one connection kept for pages, one more for each stream."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self.host, self.port = parts.hostname or "localhost", parts.port or 80
        self.cookies: dict[str, str] = {}
        self._fixed = f"Host: {parts.netloc}\r\nOrigin: {parts.scheme}://{parts.netloc}\r\n"
        self._wire: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._turn = asyncio.Lock()

    async def get(self, path: str) -> Reply:
        return await self._ask("GET", path)

    async def post(self, path: str, fields: Fields = ()) -> Reply:
        """Post as htmx does: the reply is the piece of page that changed."""
        return await self.post_body(path, urlencode(list(fields)))

    async def post_body(self, path: str, body: str) -> Reply:
        """The same with fields that are encoded already."""
        return await self._ask("POST", path, body.encode())

    async def _ask(self, method: str, path: str, body: bytes = b"") -> Reply:
        """Raises `Refused` from status 400 on, `OSError` when the server cannot be reached."""
        request = self._head(method, path, len(body)) + body
        async with self._turn:
            try:
                async with asyncio.timeout(TIMEOUT_S):
                    reply = await self._send(request)
            except BaseException:
                # Half an answer may still be on its way: this connection is of no more use.
                await self.close()
                raise
        if reply.status >= 400:
            raise Refused(path, reply.status)
        return reply

    async def _send(self, request: bytes) -> Reply:
        if self._wire:
            # The server may have closed an idle connection; any of its posts may come twice.
            with contextlib.suppress(OSError, EOFError):
                return await self._exchange(request)
            await self.close()
        self._wire = await asyncio.open_connection(self.host, self.port)
        try:
            return await self._exchange(request)
        except EOFError as error:
            raise ConnectionResetError from error

    def _head(self, method: str, path: str, length: int) -> bytes:
        lines = f"{method} {path} HTTP/1.1\r\n{self._fixed}Accept-Encoding: gzip\r\n"
        if self.cookies:
            kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines += f"Cookie: {kept}\r\n"
        if method == "POST":
            lines += "HX-Request: true\r\nHX-Request-Type: partial\r\n"
            lines += "Content-Type: application/x-www-form-urlencoded\r\n"
            lines += f"Content-Length: {length}\r\n"
        return f"{lines}\r\n".encode()

    async def _exchange(self, request: bytes) -> Reply:
        assert self._wire
        reader, writer = self._wire
        writer.write(request)
        status, headers = await self._read_head(reader)
        if "chunked" in headers.get("transfer-encoding", ""):
            body = b"".join([chunk async for chunk in chunks(reader)])
        else:
            body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return Reply(status, headers, body)

    async def _read_head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                key, _, kept = value.strip().partition(";")[0].partition("=")
                self.cookies[key] = kept
            else:
                headers[name.lower()] = value.strip()
        return int(first.split(" ", 2)[1]), headers

    async def stream(self, path: str) -> AsyncGenerator[bytes, None]:
        """The messages of an event stream as they come, until either side closes it."""
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=2**20)
        try:
            writer.write(self._head("GET", path, 0))
            status, _ = await self._read_head(reader)
            if status != 200:
                raise Refused(path, status)
            with contextlib.suppress(EOFError):
                async for chunk in chunks(reader):
                    yield chunk
        finally:
            writer.close()

    async def close(self) -> None:
        """Close the connection for pages; streams are closed by who reads them."""
        if self._wire:
            self._wire[1].close()
            self._wire = None


async def chunks(reader: asyncio.StreamReader) -> AsyncGenerator[bytes, None]:
    """A chunked body, piece by piece."""
    while size := int((await reader.readline()).strip() or b"0", 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
