"""One browser's connection at the level of bytes: nothing to read while the server works."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from classroom.visitor import Reply

PATIENCE_S = 30.0
HTMX = "HX-Request: true\r\nHX-Request-Type: partial\r\n"


class Wire:
    """Cookies and one connection that is kept; `url` may change between two requests."""

    def __init__(self, url: str, cookies: dict[str, str] | None = None) -> None:
        self.url = url
        self.cookies = dict(cookies or {})
        self.patience_s = PATIENCE_S
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def again(self) -> Wire:
        """Another connection of the same browser."""
        return Wire(self.url, self.cookies)

    async def get(self, path: str) -> Reply:
        """Over a new connection: the server closes one that was idle for long."""
        await self.close()
        return await self._ask(self._head("GET", path))

    async def post(self, path: str, body: str = "", *, htmx: bool = False) -> Reply:
        more = "Content-Type: application/x-www-form-urlencoded\r\n"
        more += f"Content-Length: {len(body)}\r\n" + (HTMX if htmx else "")
        return await self._ask(self._head("POST", path, more) + body)

    def _head(self, method: str, path: str, more: str = "") -> str:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        host = urlsplit(self.url).netloc
        return (
            f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            f"Cookie: {kept}\r\n{more}\r\n"
        )

    async def _ask(self, request: str) -> Reply:
        """Raises `OSError` when the server cannot be reached, goes away or takes too long."""
        try:
            async with asyncio.timeout(self.patience_s):
                if self._open is None:
                    place = urlsplit(self.url)
                    self._open = await asyncio.open_connection(place.hostname, place.port)
                self._open[1].write(request.encode())
                return await self._read(self._open[0])
        except EOFError as error:
            await self.close()
            raise ConnectionResetError from error
        except BaseException:
            await self.close()
            raise

    async def _read(self, reader: asyncio.StreamReader) -> Reply:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Reply(int(first.split(" ", 2)[1]), headers, body)

    async def close(self) -> None:
        if self._open:
            self._open[1].close()
            self._open = None
