"""« Écouter »: the recording of an author, when the person asks for it and never by itself."""

from __future__ import annotations

import shutil
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from classroom.modules import Library
from tests.exercises.forms import FOLDER
from tests.house import House
from tests.people import People

RATE_HZ = 8000
LONG_S, SHORT_S = 60, 0.2
PLAYING = """() => {
  window.played = [];
  const play = Audio.prototype.play;
  Audio.prototype.play = function () { window.played.push(this); return play.call(this); };
}"""


def silence(file: Path, seconds: float) -> None:
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE_HZ)
        sound.writeframes(b"\x80" * int(RATE_HZ * seconds))


@pytest.fixture(name="library")
def library_with_recordings(tmp_path: Path) -> Library:
    """The sample: a long recording on a choice and a page of a lesson, a short one on the next."""
    folder = tmp_path / "fr" / "sample"
    shutil.copytree(FOLDER, folder)
    text = (folder / "module.toml").read_text("utf-8")
    (folder / "module.toml").write_text(text.replace('.mp3"', '.wav"'), "utf-8")
    for name, seconds in (("objet", LONG_S), ("mail-1", LONG_S), ("mail-2", SHORT_S)):
        silence(folder / "audio" / f"{name}.wav", seconds)
    return Library.load(folder.parent)


@pytest.fixture(name="house")
def house_of_recordings(tmp_path: Path, library: Library) -> Iterator[House]:
    served = House(tmp_path / "data", library)
    yield served
    served.close()


def on(people: People, exercise: str, *, script: bool = True) -> Page:
    _, _, code = people.house.open_session("", module=["sample"])
    page = people.join(code, "Fatima", java_script_enabled=script)
    page.goto(f"{page.url}/exercises/sample/{exercise}")
    if script:
        page.wait_for_function("() => 'htmx' in window")
        page.evaluate(f"({PLAYING})()")
    return page


def test_a_recording_is_played_slowly_and_stopped_by_hand_or_by_an_answer(people: People) -> None:
    page = on(people, "objet")
    button = page.locator("#read-aloud button")
    expect(button).to_have_text("Écouter")
    assert page.evaluate("window.played.length") == 0
    button.click()
    expect(button).to_have_text("Arrêter")
    page.wait_for_function("() => played[0].currentTime > 0")
    assert page.evaluate("played[0].playbackRate") == 0.85
    button.click()
    expect(button).to_have_text("Écouter")
    assert page.evaluate("played[0].paused")
    button.click()
    page.get_by_label("Tout le message").check()
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#feedback")).to_contain_text("Presque")
    expect(button).to_have_text("Écouter")
    expect(page.locator("#read-feedback")).to_be_hidden()


def test_each_page_of_a_lesson_has_its_recording(people: People) -> None:
    page = on(people, "exemple-reponse")
    button = page.get_by_role("button", name="Écouter la page")
    button.click()
    page.wait_for_function("() => played[0].currentTime > 0")
    page.get_by_role("button", name="Suite").click()
    expect(page.get_by_role("heading", name="Page 2 sur 2")).to_be_visible()
    page.wait_for_function("() => played[0].paused")
    expect(button).to_be_visible()
    button.click()
    page.wait_for_function("() => played[1] && played[1].ended")
    assert "mail-2.wav" in page.evaluate("played[1].src")
    expect(button).to_be_visible()


def test_without_recording_nor_voice_there_is_no_button(people: People) -> None:
    page = on(people, "exemple-reponse")
    expect(page.locator("#read-page-0")).to_be_visible()
    expect(page.locator("#read-aloud")).to_be_hidden()


def test_without_script_the_browser_plays_the_recording(people: People) -> None:
    page = on(people, "objet", script=False)
    expect(page.locator("audio[controls]")).to_be_visible()
    expect(page.locator("#read-aloud")).to_be_hidden()


def test_a_recording_is_served_by_parts(house: House, library: Library) -> None:
    """Safari plays a sound only from a server that gives parts of it."""
    url = library.exercise("sample/objet").audio
    reply = house.visitor().get(url, headers={"Range": "bytes=0-3"})
    assert reply.status_code == 206
    assert reply.headers["content-type"].startswith("audio/")
    assert reply.content == b"RIFF"
