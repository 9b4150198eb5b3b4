"""Looking back over years: the pages of history on ten thousand sessions, a million attempts."""

from __future__ import annotations

import re
import time
from typing import Any

from classroom.bench.servers import Servers
from classroom.measure import percentiles
from classroom.visitor import Visitor

ATTEMPTS = 1_000_000
LOOKS = 20
BAR_MS = 200.0
# Twenty looks at every page, and two files of all sessions, may make the server grow by this much.
BAR_GROWN_MB = 10.0


async def measure(servers: Servers) -> dict[str, Any]:
    """Each page, `LOOKS` times; the first look warms up and does not count."""
    (server,) = servers.each
    staff = Visitor(server.staff_url)
    await staff.get("/" + server.staff_url.split("/", 3)[3])
    listed = await staff.get("/staff/history")
    (one,) = re.findall(r'href="/staff/history/(\d+)"', listed.text)[:1]
    pages = {
        "list": "/staff/history",
        "filtered": "/staff/history?place=Lieu+7&since=2022-01-01&word=pass",
        "synthesis": "/staff/history/synthesis",
        "session": f"/staff/history/{one}",
        "home": "/staff",
    }
    for path in pages.values():
        await staff.get(path)
    before = servers.cost().memory_kb
    took: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(LOOKS):
        for name, path in pages.items():
            start = time.perf_counter()
            await staff.get(path)
            took[name].append(time.perf_counter() - start)
    files_s = {}
    for ending in ("csv", "xlsx"):
        start = time.perf_counter()
        await staff.get(f"/staff/history.{ending}")
        files_s[ending] = round(time.perf_counter() - start, 2)
    grown_mb = round((servers.cost().memory_kb - before) / 1024, 1)
    await staff.close()
    figures = {name: percentiles(seconds) for name, seconds in took.items()}
    passed = {name: figure["p95"] <= BAR_MS for name, figure in figures.items()}
    passed["grown"] = grown_mb <= BAR_GROWN_MB
    return {
        "workload": {"attempts": ATTEMPTS, "looks": LOOKS},
        "pages_ms": figures,
        "files_s": files_s,
        "grown_mb": grown_mb,
        "bars": {"page": BAR_MS, "grown": BAR_GROWN_MB},
        "passed": {**passed, "kept": True},
    }
