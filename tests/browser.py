"""Find the browser of the tests, or install one. `python -m tests.browser` prints its path."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys

from tests.debian import install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowser(Exception):
    """No way led to a working browser."""


def starts(path: str) -> bool:
    """A file named chromium may be only an advertisement for a package."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def on_path() -> str | None:
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path and starts(path)), None)


def from_debian() -> str | None:
    install("chromium")
    return on_path()


def from_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not starts(path):
        install = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(install, stdout=sys.stderr, check=False)
    return path if starts(path) else None


@functools.cache
def find() -> str:
    """Path of a Chromium that starts. Raises `NoBrowser`: a missing browser fails the tests."""
    if chosen := os.environ.get("CLASSROOM_BROWSER"):
        path = shutil.which(chosen)
        if not path or not starts(path):
            raise NoBrowser(f"CLASSROOM_BROWSER={chosen} does not start.")
        return path
    if path := on_path() or from_debian() or from_playwright():
        return path
    raise NoBrowser("No browser. Install Chromium, or set CLASSROOM_BROWSER to its path.")


if __name__ == "__main__":
    try:
        print(find())
    except NoBrowser as missing:
        sys.exit(str(missing))
