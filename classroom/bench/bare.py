"""The least a durable answer can cost here: Starlette reads a form, the store keeps a row.

Run as a process of its own: `python -m classroom.bench.bare FILE`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import uvicorn
from sqlite_utils import Database
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from classroom.server import listen
from classroom.store.sqlite import SqliteStore


def make(db: Database) -> None:
    db.execute("create table kept (id integer primary key, body text not null) strict")


def keep(db: Database, body: str) -> None:
    db.execute("insert into kept (body) values (:body)", {"body": body})


def build(store: SqliteStore) -> Starlette:
    async def post(request: Request) -> Response:
        form = await request.form()
        await store.write(keep, str(form.multi_items()))
        return Response("kept")

    return Starlette(routes=[Route("/", post, methods=["POST"])])


def main(file: Path) -> None:
    store = SqliteStore(file)
    store.write_now(make)
    listening = listen("127.0.0.1", 0)
    config = uvicorn.Config(build(store), log_config=None, access_log=False)
    print(json.dumps({"url": f"http://127.0.0.1:{listening.getsockname()[1]}/"}), flush=True)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(uvicorn.Server(config).serve([listening]))
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
