"""The tools of harm: found on this machine, or installed by apt.

Without one, or without the right to use it, a test cannot say anything: in CI that is a
failure, elsewhere the test is left out and says why.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from tests.debian import install
from tests.process import Process


class NoTool(Exception):
    """No way led to a tool."""


def missing(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        raise NoTool(reason)
    pytest.skip(reason=reason)


def found(package: str, look: Callable[[], str | None]) -> str:
    if not (path := look()):
        install(package)
        path = look()
    if not path:
        missing(f"No {package}. Install it: apt install {package} (by itself as root).")
    return path


def strace() -> str:
    return found("strace", lambda: shutil.which("strace"))


def faketime() -> str:
    """The library that changes the time for a process with threads."""

    def look() -> str | None:
        places = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
        return next((str(path) for path in places), None)

    return found("faketime", look)


@contextmanager
def traced(server: Process, *options: str) -> Iterator[None]:
    """strace on every thread of a running server, until the end of the block."""
    command = [strace(), "-f", "-p", str(server.process.pid), *options]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr
    try:
        said = tracer.stderr.readline()
        if "attached" not in said:
            missing(f"strace cannot look into a process: {said}")
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.communicate(timeout=30)


@contextmanager
def failing(server: Process, calls: str, error: str, when: str = "1+") -> Iterator[None]:
    """These system calls of a server fail, from the kernel's side; `when` is strace's."""
    inject = f"inject={calls}:error={error}:when={when}"
    with traced(server, "-o", "/dev/null", "-e", f"trace={calls}", "-e", inject):
        yield


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A file system of its own, of that size."""
    place.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    done = subprocess.run(mounted, capture_output=True, text=True)
    if done.returncode:
        missing(f"Only root may mount a small disk: {done.stderr}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
