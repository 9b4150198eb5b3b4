"""The wheel alone, in an empty environment without development packages, serves a workshop."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).resolve().parent.parent
STOP_S = 3
Serving = tuple[subprocess.Popen[str], dict[str, str]]
LICENCE_SHA256 = "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `classroom` command of an environment that holds the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    wheel = str(next(folder.glob("*.whl")))
    home = folder / "venv"
    uv = shutil.which("uv")
    venv.create(home, with_pip=not uv, symlinks=os.name == "posix")
    python = str(home / "bin" / "python")
    command = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    subprocess.run([*command, "--quiet", wheel], check=True)
    return home / "bin" / "classroom"


@pytest.fixture
def serving(
    installed: Path, tmp_path: Path
) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A server started from the wheel, outside of the checkout, and the links it printed."""
    options = ["--data", tmp_path / "data", "--host", "127.0.0.1", "--json"]
    free_ports = ["--port", "0", "--learner-port", "0"]
    server = subprocess.Popen(
        [installed, "serve", *options, *free_ports],
        cwd=tmp_path, stdout=subprocess.PIPE, text=True,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    )  # fmt: skip
    with server:
        assert server.stdout
        try:
            yield server, json.loads(server.stdout.readline())
        finally:
            server.kill()


def test_the_wheel_serves_both_sides_and_stops_at_once(serving: Serving) -> None:
    server, links = serving
    with httpx2.Client(follow_redirects=True) as client:
        page = client.get(links["learner_url"])
        staff = client.get(links["staff_url"])
        file = re.search(r'/static/[^"]+\.css', page.text)
        assert file, "the page names no style sheet"
        style = client.get(httpx2.URL(links["learner_url"]).join(file[0]))
    assert [page.status_code, staff.status_code, style.status_code] == [200, 200, 200]
    assert 'name="code"' in page.text
    assert style.headers["content-type"].startswith("text/css")

    started = time.monotonic()
    server.send_signal(signal.SIGTERM)
    server.wait(STOP_S)
    assert time.monotonic() - started < STOP_S


def test_development_packages_are_not_needed(installed: Path) -> None:
    listed = "import importlib.metadata as m; print(*{d.name.lower() for d in m.distributions()})"
    python = installed.with_name("python")
    found = subprocess.run([python, "-c", listed], check=True, capture_output=True, text=True)
    assert "starlette" in found.stdout.split()
    assert not {"pytest", "playwright", "httpx2", "mypy"} & set(found.stdout.split())


def test_the_shipped_modules_are_in_the_wheel(installed: Path) -> None:
    checked = subprocess.run(
        [installed, "module", "check", "--json"], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert json.loads(checked.stdout)["exercises"] > 0


def test_the_licence_is_the_whole_text() -> None:
    text = (ROOT / "LICENSE").read_bytes()
    assert b"GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert hashlib.sha256(text).hexdigest() == LICENCE_SHA256


def test_test_tools_from_elsewhere_are_unchanged() -> None:
    folder = ROOT / "tests" / "vendor"
    for package in tomllib.loads((folder / "VENDOR.toml").read_text("utf-8"))["package"]:
        assert (folder / package["licence_file"]).is_file()
        for name, recorded in package["files"].items():
            digest = hashlib.sha384((folder / name).read_bytes()).digest()
            assert recorded == "sha384-" + base64.b64encode(digest).decode()
