"""The real command in its own process: what a test may kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from classroom.modules import Library


class Process:
    """`classroom serve` on a data folder, or `demo` on its own; `staff_url` (with its token)
    and `learner_url`. `program` is a module to run in its place, with what comes first on its
    command line; `env` is added to the environment."""

    def __init__(
        self,
        data: Path | None,
        *options: str,
        command: str = "serve",
        program: Sequence[str] = ("classroom",),
        env: Mapping[str, str] | None = None,
    ) -> None:
        place = ["--data", str(data)] if data else []
        ports = ["--port", "0", "--learner-port", "0", "--host", "127.0.0.1"]
        run = [sys.executable, "-m", *program, command, "--json", *place, *ports, *options]
        # A file: a pipe that nobody reads would stop a server that has much to say.
        self.said = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self.process = subprocess.Popen(
            run,
            stdout=subprocess.PIPE,
            stderr=self.said,
            text=True,
            env={**os.environ, **(env or {})},
        )
        assert self.process.stdout
        first = self.process.stdout.readline()
        if not first:
            self.process.wait()
            self.said.seek(0)
            said = self.said.read()
            self._reap()
            raise AssertionError(said)
        links = json.loads(first)
        self.data = Path(links["data"])
        self.staff_url: str = links["staff_url"]
        self.sign_in_url, self.library = self.staff_url, Library.shipped()
        self.learner_url: str = links["learner_url"].rstrip("/")

    def kill(self) -> None:
        """As a power cut would: no word of warning."""
        os.kill(self.process.pid, signal.SIGKILL)
        self._reap()

    def stop(self, number: int = signal.SIGTERM, timeout_s: float = 10) -> int:
        self.process.send_signal(number)
        try:
            return self.process.wait(timeout_s)
        finally:
            self._reap()

    def _reap(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()
        self.said.close()


def command(*args: str) -> subprocess.CompletedProcess[str]:
    """Run one `classroom` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "classroom", *args], capture_output=True, text=True, timeout=60
    )


def open_session(data: Path, plan: str = "scams") -> dict[str, Any]:
    done = command("session", "open", "--data", str(data), "--plan", plan, "--json")
    assert done.returncode == 0, done.stderr
    opened: dict[str, Any] = json.loads(done.stdout)
    return opened
