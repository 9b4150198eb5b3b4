"""A small load balancer: each new connection goes to the next server that answers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
    finally:
        writer.close()


@asynccontextmanager
async def balanced(ports: Sequence[int]) -> AsyncIterator[int]:
    """The port of a balancer over these ports of this machine; nothing is sticky."""
    turn = 0
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal turn
        for _ in ports:
            turn += 1
            with contextlib.suppress(OSError):
                there = await asyncio.open_connection("127.0.0.1", ports[turn % len(ports)])
                break
        else:
            writer.close()
            return
        both = (pipe(reader, there[1]), pipe(there[0], writer))
        tasks.update(asyncio.create_task(one) for one in both)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def buffering(port: int) -> AsyncIterator[int]:
    """The port of a proxy before one of this machine, which hands over whole replies only."""
    tasks: set[asyncio.Task[None]] = set()

    async def one_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = contextlib.suppress(OSError, asyncio.IncompleteReadError)
        with contextlib.closing(writer), gone:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
            fields = dict(line.lower().split(": ", 1) for line in head[1:])
            body = await reader.readexactly(int(fields.get("content-length", 0)))
            kept = [line for line in head if not line.lower().startswith("connection:")]
            there, onward = await asyncio.open_connection("127.0.0.1", port)
            with contextlib.closing(onward):
                onward.write("\r\n".join([*kept, "Connection: close", "", ""]).encode("latin-1"))
                onward.write(body)
                writer.write(await there.read())
                await writer.drain()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(one_request(reader, writer)))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
