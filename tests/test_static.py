"""What browsers are sent: vendored files are what they say, the rest stays small and plain."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from classroom.pictograms import PICTOGRAMS
from classroom.resources import STATIC, TEMPLATES

VENDORED = tomllib.loads((STATIC / "vendor" / "VENDOR.toml").read_text())["package"]
PAGES = sorted(TEMPLATES.rglob("*.html"))
# All sheets together; a page links to four of them at most besides the common one.
CSS_MAX = 32_000
SCRIPT_LINES_MAX = 120
SECURE_ONLY = ("randomUUID", "crypto.subtle", "serviceWorker", "navigator.locks")


def relative(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("package", VENDORED, ids=lambda package: package["name"])
def test_vendored_files_are_the_recorded_ones(package: dict[str, object]) -> None:
    files = package["files"]
    assert isinstance(files, dict)
    for name, recorded in files.items():
        digest = hashlib.sha384((STATIC / name).read_bytes()).digest()
        assert recorded == f"sha384-{base64.b64encode(digest).decode()}", name
    assert (STATIC / str(package["licence_file"])).is_file()


def test_every_vendored_file_is_recorded() -> None:
    recorded = {name for package in VENDORED for name in package["files"]}
    recorded |= {package["licence_file"] for package in VENDORED}
    found = {
        path.relative_to(STATIC).as_posix()
        for folder in ("vendor", "fonts")
        for path in (STATIC / folder).iterdir()
        if path.name != "VENDOR.toml"
    }
    assert found <= recorded


def test_the_style_sheets_are_small_together() -> None:
    total = sum(len(gzip.compress(sheet.read_bytes())) for sheet in (STATIC / "css").glob("*.css"))
    assert total <= CSS_MAX


@pytest.mark.parametrize("sheet", sorted((STATIC / "css").glob("*.css")), ids=lambda p: p.name)
def test_a_style_sheet_stays_in_a_layer_and_shouts_at_nobody(sheet: Path) -> None:
    text = sheet.read_text()
    assert "!important" not in text
    assert "@import" not in text
    assert "@layer" in text
    assert not re.search(r"url\([\"']?https?:", text)


def test_there_is_one_script_and_it_is_a_module() -> None:
    scripts = [
        (relative(page), tag)
        for page in PAGES
        for tag in re.findall(r"<script\b[^>]*>", page.read_text())
    ]
    assert [page for page, _ in scripts] == ["_base.html"]
    assert 'type="module"' in scripts[0][1]
    assert "js/app.js" in scripts[0][1]


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_a_template_holds_no_inline_style_script_or_handler(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"<[^>]*\s(?:on[a-z]+|hx-on[^=\s]*)=", text)
    assert "js:" not in text


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_icons_named_by_a_template_are_in_the_sprite(page: Path) -> None:
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (STATIC / "icons.svg").read_text()))
    named = set(re.findall(r"\"([a-z0-9-]+)\"\|icon", page.read_text()))
    assert named <= drawn


@pytest.mark.parametrize(
    "script", sorted((STATIC / "js").rglob("*.js")), ids=lambda path: path.name
)
def test_a_script_is_short_and_needs_no_secure_context(script: Path) -> None:
    text = script.read_text()
    assert len(text.splitlines()) <= SCRIPT_LINES_MAX
    assert not [name for name in SECURE_ONLY if name in text]


def test_every_picture_of_a_return_card_is_there_and_light() -> None:
    for name in PICTOGRAMS:
        assert 0 < (STATIC / "pictograms" / f"{name}.svg").stat().st_size < 4000
