"""Plans: what is required and what is not; made, changed, shortened, given to a colleague."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import httpx2
import msgspec
import pytest
from playwright.sync_api import Page, expect

from classroom.domain import Plan, Step
from classroom.store import accounts, piloting, plans, sessions
from tests.conftest import Cast
from tests.house import House
from tests.learning import Work
from tests.people import People

STEPS = (
    Step("Accueil", 10),
    Step("Pour commencer", 10, ("scams/three-clues",)),
    Step("Encore", 10, ("scams/gave-my-card",), "optional"),
    Step("Regarder ensemble", 5, (), "if_time"),
    Step("Les bons gestes", 10, ("passwords/strongest",)),
)
PLAN = Plan("own", "À ma façon", "", STEPS)


def opened(house: House, plan: Plan = PLAN) -> Cast:
    """A session on a plan of our own, with two people in it."""
    mediator, now = house.mediator(), house.clock()
    account = house.run(accounts.local, now)
    here = house.run(sessions.add, account, sessions.Opening(plan.title, plan), f"link-{now}", now)
    people = (house.learner(here.join_code, name) for name in ("Fatima", "Moussa"))
    return Cast(house, mediator, here.id, here.join_code, *people)


def done(cast: Cast, *refs: str) -> None:
    for ref in refs:
        Work(cast, cast.fatima, ref).answered()


def test_the_path_names_what_is_done_together_and_what_is_not_required(house: House) -> None:
    cast = opened(house)
    page = cast.fatima.get(cast.home).text
    assert "Tous ensemble\u00a0: Accueil</span>" in page
    assert "Tous ensemble\u00a0: Regarder ensemble (si le temps le permet)" in page
    assert 'Encore <span class="path-need">(facultatif)</span>' in page
    assert "Pour commencer</h2>" in page


def test_who_did_what_is_required_has_finished_and_may_go_on(house: House) -> None:
    cast = opened(house)
    done(cast, "scams/three-clues")
    assert cast.board()["Fatima"]["state"] == "working"
    passed = cast.fatima.get(f"{cast.home}/exercises/scams/three-clues?answered=1").text
    assert re.search(r'id="onward" href="[^"]*/passwords/strongest"', passed)
    # « Continuer » passes over what is not required until the rest is done.
    onward = Work(cast, cast.fatima, "scams/three-clues").act("continue")
    assert onward.headers["location"].endswith("/passwords/strongest")
    done(cast, "passwords/strongest")
    assert cast.board()["Fatima"]["state"] == "done"
    page = cast.fatima.get(cast.home).text
    assert "Vous avez fini l'essentiel" in page
    assert 'exercises/scams/gave-my-card">Continuer' in page
    done(cast, "scams/gave-my-card")
    assert "Vous avez tout terminé" in cast.fatima.get(cast.home).text


def test_who_is_stuck_on_what_is_not_required_is_seen_all_the_same(house: House) -> None:
    cast = opened(house)
    done(cast, "scams/three-clues", "passwords/strongest")
    for _ in range(3):
        Work(cast, cast.fatima, "scams/gave-my-card").answered(right=False)
    house.clock.advance(seconds=30)
    assert cast.board()["Fatima"]["state"] == "stuck"


def test_where_nothing_is_required_all_is_done_at_the_end(house: House) -> None:
    extra = (Step("Au choix", 10, ("scams/three-clues", "scams/gave-my-card"), "optional"),)
    cast = opened(house, Plan("own", "Au choix", "", extra))
    done(cast, "scams/three-clues")
    assert cast.board()["Fatima"]["state"] == "working"
    done(cast, "scams/gave-my-card")
    assert cast.board()["Fatima"]["state"] == "done"


def test_the_wall_and_the_clock_name_what_is_not_required(house: House) -> None:
    cast = opened(house)
    desk = cast.mediator.get(cast.dashboard).text
    assert "Étape 1\u00a0: Accueil (tous ensemble)." in desk
    wall = house.visitor().get(f"/wall/{house.signer.wall_token(cast.session_id)}").text
    assert "Encore (facultatif)" in wall
    assert "Regarder ensemble (si le temps le permet)" in wall
    done(cast, "scams/three-clues")
    house.clock.advance(minutes=6)
    house.run(piloting.end_at, cast.session_id, house.clock())
    assert "Laissez de côté les étapes 3, 4" in cast.mediator.get(cast.dashboard).text


def test_a_session_of_before_is_read_as_it_was(house: House) -> None:
    """Its plan has neither needs nor objectives."""
    cast = opened(house)
    step = '{"title":"E","minutes":5,"exercises":["scams/example"]}'
    kept = f'{{"id":"a","title":"A","summary":"","steps":[{step}]}}'
    house.run(
        lambda db: db.execute("update session set plan = ? where id = ?", (kept, cast.session_id))
    )
    assert "E</h2>" in cast.fatima.get(cast.home).text
    read = msgspec.json.decode(kept, type=Plan).steps[0]
    assert (read.need, read.exercises) == ("required", ("scams/example",))


def own(house: House, plan: Plan = PLAN) -> int:
    """The number of a plan kept by the organisation of the house."""
    account = house.run(accounts.local, house.clock())
    id: int = house.run(plans.add, account.organisation_id, plan, house.clock())
    return id


def kept(house: House, id: int) -> Plan:
    (content,) = house.rows("select content from plan where id = ?", id)[0]
    return msgspec.json.decode(content, type=Plan)


def fields(client: httpx2.Client, id: int, **changed: Any) -> dict[str, Any]:
    """The form of the editor as a browser would post it, with some fields changed."""
    page = client.get(f"/staff/plans/{id}/edit").text
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    for name in re.findall(r'<select[^>]* name="([^"]+)"', page):
        box = page.split(f'name="{name}"')[1].split("</select>")[0]
        chosen = re.search(r'value="([^"]*)" selected', box)
        found[name] = chosen[1] if chosen else "required"
    return {**found, **changed}


def test_the_list_holds_ready_made_plans_and_own_ones(house: House) -> None:
    client = house.mediator()
    assert "dupliquez-la" in client.get("/staff/plans").text
    id = own(house)
    page = client.get("/staff/plans").text
    assert f'href="/staff/plans/{id}">À ma façon</a>' in page
    assert 'href="/staff/plans/scams">Les arnaques</a>' in page
    assert "dupliquez-la" not in page


def test_a_plan_is_read_whole_or_shortened(house: House) -> None:
    client = house.mediator()
    page = client.get("/staff/plans/scams").text
    for words in ("Repérer les trois indices", "Premiers pas", "si le temps le permet", "1 h 50"):
        assert words in page.replace("\u00a0", " ")
    short = client.get("/staff/plans/scams?minutes=60").text
    assert "Laissé de côté\u00a0: Faire comme en vrai" in short
    assert "57 min" in short.replace("\u00a0", " ")
    assert client.get("/staff/plans/scams?minutes=x").text == page
    assert client.get("/staff/plans/unknown").status_code == 404
    assert client.get(f"/staff/plans/{10**15}").status_code == 404
    assert client.get(f"/staff/plans/{10**30}").status_code == 404


def test_a_session_opens_in_the_time_there_is(house: House) -> None:
    client, id = house.mediator(), own(house)
    form = client.get("/staff/sessions/new?plan=scams&minutes=60").text
    assert 'value="60" selected' in form
    assert "À ma façon" in form
    client.post("/staff/sessions", data={"plan": "scams", "minutes": "60"})
    client.post("/staff/sessions", data={"plan": str(id)})
    short, whole = (
        msgspec.json.decode(text, type=Plan)
        for (text,) in house.rows("select plan from session order by id")
    )
    assert short.minutes <= 57
    assert (whole.title, whole.steps) == (PLAN.title, PLAN.steps)
    refused = client.post("/staff/sessions", data={"plan": "", "minutes": "60"})
    assert refused.status_code == 422
    assert 'value="60" selected' in refused.text


def test_a_plan_is_duplicated_and_stays_as_it_was(house: House) -> None:
    client = house.mediator()
    answer = client.post("/staff/plans/scams/copy", data={"title": "La mienne", "minutes": "60"})
    assert answer.headers["location"] == "/staff/plans/1/edit"
    copied = kept(house, 1)
    assert (copied.title, copied.minutes) == ("La mienne", 57)
    again = client.post("/staff/plans/1/copy", data={"title": "\u202e"})
    assert again.headers["location"] == "/staff/plans/2/edit"
    assert kept(house, 2).title == "La mienne"


def test_a_new_plan_begins_with_a_welcome(house: House) -> None:
    client = house.mediator()
    refused = client.post("/staff/plans", data={"title": "  ", "step": "Accueil"})
    assert (refused.status_code, "Écrivez un titre" in refused.text) == (422, True)
    made = client.post("/staff/plans", data={"title": "Mes débuts", "step": "Accueil"})
    assert made.status_code == 303
    assert kept(house, 1).steps == (Step("Accueil", 10),)


def test_what_is_typed_is_kept(house: House) -> None:
    client, id = house.mediator(), own(house)
    typed = {"title": "Neuve", "objectives": "Un\r\n\r\nDeux", "level": "2", "need-1": "optional"}
    typed |= {"minutes-1": "15", "do": "save"}
    answer = client.post(f"/staff/plans/{id}", data=fields(client, id, **typed))
    assert answer.headers["location"] == f"/staff/plans/{id}"
    plan = kept(house, id)
    assert (plan.title, plan.objectives, plan.level) == ("Neuve", ("Un", "Deux"), 2)
    assert plan.steps[0] == Step("Accueil", 15, (), "optional")
    assert plan.steps[1:] == PLAN.steps[1:]
    htmx = client.post(
        f"/staff/plans/{id}", data=fields(client, id, do="save"), headers={"HX-Request": "true"}
    )
    assert (htmx.status_code, htmx.headers["hx-redirect"]) == (204, f"/staff/plans/{id}")


ORDERS = [
    ("up:2", "21345"),
    ("down:1", "21345"),
    ("up:1", "12345"),
    ("down:5", "12345"),
    ("drop:3", "1245"),
    ("add", "12345+"),
    ("up:9", "12345"),
    ("whatever", "12345"),
]


@pytest.mark.parametrize(("do", "order"), ORDERS)
def test_steps_are_moved_by_plain_buttons(house: House, do: str, order: str) -> None:
    client, id = house.mediator(), own(house)
    answer = client.post(f"/staff/plans/{id}", data=fields(client, id, do=do))
    assert answer.status_code == 303
    new = Step("Nouvelle étape", 10)
    expected = [new if key == "+" else PLAN.steps[int(key) - 1] for key in order]
    assert list(kept(house, id).steps) == expected


def test_exercises_are_moved_and_taken_out_by_plain_buttons(house: House) -> None:
    two = Plan("p", "P", "", (Step("Un", 10, ("scams/three-clues", "scams/gave-my-card")),))
    client, id = house.mediator(), own(house, two)
    for do, refs in (
        ("up:1:scams/gave-my-card", ("scams/gave-my-card", "scams/three-clues")),
        ("down:1:scams/nowhere", ("scams/gave-my-card", "scams/three-clues")),
        ("drop:1:scams/gave-my-card", ("scams/three-clues",)),
    ):
        client.post(f"/staff/plans/{id}", data=fields(client, id, do=do))
        assert kept(house, id).exercises == refs


def test_exercises_are_chosen_by_module_and_by_word(house: House) -> None:
    client, id = house.mediator(), own(house)
    answer = client.post(f"/staff/plans/{id}", data=fields(client, id, do="choose:1"))
    url = answer.headers["location"]
    assert url == f"/staff/plans/{id}/steps/1/exercises"
    everything = client.get(url).text
    assert "Le faux conseiller" in everything
    assert "Le faux conseiller" not in client.get(url, params={"module": "mail"}).text
    found = client.get(url, params={"q": "FAUX CONSEÎLLER"}).text
    assert found.count('name="exercise"') == 1
    assert "Aucun exercice" in client.get(url, params={"q": "zzz"}).text
    version = re.search(r'name="version" value="([^"]+)"', everything)
    assert version
    data = {"version": version[1], "exercise": ["scams/fake-adviser", "scams/nowhere"]}
    put = client.post(url, data=data)
    assert put.headers["location"] == f"/staff/plans/{id}/edit#step-1"
    assert kept(house, id).steps[0].exercises == ("scams/fake-adviser",)
    assert client.post(url, data=data).status_code == 409, "it has changed since"
    for number in (0, 6, 10**30):
        assert client.get(f"/staff/plans/{id}/steps/{number}/exercises").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"minutes-1": "0"}, "de 1 à 600"),
        ({"minutes-1": "-5"}, "de 1 à 600"),
        ({"minutes-1": "dix"}, "de 1 à 600"),
        ({"minutes-1": "601"}, "de 1 à 600"),
        ({"minutes-1": "400", "minutes-2": "400"}, "plus de 10 heures"),
        ({"title": " "}, "un titre de 80 signes"),
        ({"title-2": "x" * 81}, "un titre de 80 signes"),
        ({"public": "x" * 301}, "300 signes au plus"),
        ({"objectives": "a\n" * 9}, "Huit objectifs"),
        ({"step": []}, "de 1 à 30 étapes"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(
    house: House, typed: dict[str, Any], words: str
) -> None:
    client, id = house.mediator(), own(house)
    data = fields(client, id, summary="Gardé à l'écran", do="save", **typed)
    answer = client.post(f"/staff/plans/{id}", data=data)
    page = answer.text.replace("\u00a0", " ")
    assert answer.status_code == 422
    assert words in page
    assert "Gardé à l&#39;écran" in page
    for value in typed.values():
        assert value == [] or str(value).strip() in page
    assert kept(house, id) == PLAN


def test_a_change_on_an_older_version_is_refused_and_nothing_is_lost(house: House) -> None:
    client, id = house.mediator(), own(house)
    older = fields(client, id, title="La mienne", do="save")
    house.clock.advance(seconds=1)
    client.post(f"/staff/plans/{id}", data=fields(client, id, title="L'autre", do="save"))
    refused = client.post(f"/staff/plans/{id}", data=older)
    assert refused.status_code == 409
    assert "modifiée ailleurs" in refused.text
    assert 'value="La mienne"' in refused.text
    assert kept(house, id).title == "L'autre"
    version = re.search(r'name="version" value="([^"]+)"', refused.text)
    assert version
    # Either both are kept, or this one replaces the other knowingly.
    both = client.post(f"/staff/plans/{id}", data={**older, "do": "copy"})
    assert kept(house, int(both.headers["location"].split("/")[3])).title == "La mienne"
    assert kept(house, id).title == "L'autre"
    client.post(f"/staff/plans/{id}", data={**older, "version": version[1]})
    assert kept(house, id).title == "La mienne"


def test_an_archived_plan_is_put_away_and_brought_back(house: House) -> None:
    client, id = house.mediator(), own(house)
    assert client.post(f"/staff/plans/{id}/archive").status_code == 303
    assert "1 trame archivée" in client.get("/staff/plans").text
    assert "À ma façon" not in client.get("/staff/sessions/new").text
    assert client.get(f"/staff/plans/{id}").status_code == 200
    client.post(f"/staff/plans/{id}/restore")
    assert "À ma façon" in client.get("/staff/sessions/new").text


def sent(client: httpx2.Client, content: bytes) -> httpx2.Response:
    file = ("trame.json", content, "application/json")
    return client.post("/staff/plans/import", files={"file": file})


def test_a_plan_goes_out_as_a_file_and_comes_back_the_same(house: House) -> None:
    client, id = house.mediator(), own(house)
    answer = client.get(f"/staff/plans/{id}/file")
    assert answer.headers["content-disposition"] == f'attachment; filename="trame-{id}.json"'
    assert answer.json()["classroom_plan"] == 1
    back = sent(client, answer.content)
    assert back.headers["location"] == f"/staff/plans/{id + 1}/edit"
    assert kept(house, id + 1) == replace(PLAN, id="")


GOOD = {"classroom_plan": 1, "title": "Reçue", "steps": [{"title": "E", "minutes": 5}]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "n'est pas une trame"),
        (b"\xff\xfe", "n'est pas une trame"),
        (b"[" * 5000, "n'est pas une trame"),
        (b"[1]", "n'est pas une trame"),
        (b'{"title": "x"}', "n'est pas une trame"),
        (json.dumps({**GOOD, "classroom_plan": 2}).encode(), "plus récente"),
        (json.dumps({**GOOD, "title": ""}).encode(), "ne convient pas"),
        (json.dumps({**GOOD, "steps": []}).encode(), "ne convient pas"),
        (json.dumps({**GOOD, "steps": GOOD["steps"] * 31}).encode(), "ne convient pas"),
        (json.dumps({**GOOD, "steps": [{"title": "E", "minutes": 0}]}).encode(), "ne convient pas"),
        (
            json.dumps({**GOOD, "steps": [{"title": "E", "minutes": 10**40}]}).encode(),
            "ne convient",
        ),
        (json.dumps({**GOOD, "steps": [{"title": "E"}]}).encode(), "ne convient pas"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_words(
    house: House, content: bytes, words: str
) -> None:
    refused = sent(house.mediator(), content)
    assert refused.status_code == 422
    assert words in refused.text.replace("&#39;", "'")
    assert house.rows("select count(*) from plan") == [(0,)]


def test_a_huge_file_is_refused_and_none_at_all_too(house: House) -> None:
    client = house.mediator()
    huge = sent(client, b" " * 70_000 + json.dumps(GOOD).encode())
    assert (huge.status_code, "trop gros" in huge.text) == (413, True)
    none = client.post("/staff/plans/import")
    assert (none.status_code, "n'est pas une trame" in none.text) == (422, True)
    assert house.rows("select count(*) from plan") == [(0,)]


def test_exercises_unknown_here_are_listed_and_left_out_once_agreed(house: House) -> None:
    client = house.mediator()
    step = {"title": "E", "minutes": 5, "exercises": ["scams/example", "other/gone"]}
    asked = sent(client, json.dumps({**GOOD, "steps": [step]}).encode())
    assert asked.status_code == 422
    assert "other/gone" in asked.text
    assert house.rows("select count(*) from plan") == [(0,)]
    content = re.search(r'name="content" value="([^"]*)"', asked.text)
    assert content
    data = {"content": content[1].replace("&#34;", '"'), "without": "yes"}
    assert client.post("/staff/plans/import", data=data).status_code == 303
    assert kept(house, 1).exercises == ("scams/example",)


def test_a_plan_outlives_the_exercises_that_it_lost(house: House) -> None:
    lost = Plan("p", "Perdue", "", (Step("Un", 10, ("gone/one", "scams/three-clues")),))
    client, id = house.mediator(), own(house, lost)
    for page in ("/staff/plans", f"/staff/plans/{id}", "/staff/sessions/new"):
        assert "1 exercice n'existe plus" in client.get(page).text.replace("&#39;", "'")
    assert "gone/one n'existe plus" in client.get(f"/staff/plans/{id}/edit").text
    client.post(f"/staff/plans/{id}", data=fields(client, id, do="save"))
    assert kept(house, id).exercises == lost.exercises, "it may come back"
    opened = client.post("/staff/sessions", data={"plan": str(id)})
    assert client.get(opened.headers["location"]).status_code == 200
    client.post(f"/staff/plans/{id}", data=fields(client, id, do="drop:1:gone/one"))
    assert kept(house, id).exercises == ("scams/three-clues",)


def test_the_plans_of_another_organisation_do_not_exist(house: House) -> None:
    id = own(house)
    elsewhere, _ = house.other_organisation()
    assert "À ma façon" not in elsewhere.get("/staff/plans").text
    assert "À ma façon" not in elsewhere.get("/staff/sessions/new").text
    assert elsewhere.get(f"/staff/plans/{id}").status_code == 404
    assert elsewhere.post("/staff/sessions", data={"plan": str(id)}).status_code == 422
    assert kept(house, id) == PLAN


def editor(people: People) -> tuple[Page, int]:
    id = own(people.house)  # type: ignore[arg-type]
    page = people.mediator()
    page.goto(f"{people.house.staff_url}/staff/plans/{id}/edit")
    expect(page.locator("[data-grip]").first).to_be_visible()
    return page, id


def titles(page: Page) -> list[str]:
    return [one.input_value() for one in page.locator('.plan-step input[name^="title-"]').all()]


def test_steps_are_moved_by_keyboard_and_saved(people: People, house: House) -> None:
    page, id = editor(people)
    down = page.get_by_role("button", name="Descendre l'étape – Accueil")
    down.focus()
    page.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(page.locator("[data-status]")).to_contain_text("Place 2 sur 5")
    assert titles(page)[:2] == ["Pour commencer", "Accueil"]
    assert kept(house, id) == PLAN, "nothing is saved yet"
    # The Enter key in a field saves, it moves nothing.
    page.locator("#title").press("Enter")
    page.wait_for_url(f"**/staff/plans/{id}")
    assert [step.title for step in kept(house, id).steps][:2] == ["Pour commencer", "Accueil"]


def test_steps_are_dragged_and_saved(people: People, house: House) -> None:
    page, id = editor(people)
    page.set_viewport_size({"width": 1024, "height": 2600})
    grip, target = page.locator(".plan-step-head > [data-grip]").first, page.locator("#step-3")
    start, end = grip.bounding_box(), target.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, end["y"] + end["height"] - 5, steps=8)
    page.mouse.up()
    assert titles(page) == ["Pour commencer", "Encore", "Accueil", *titles(page)[3:]]
    page.get_by_role("button", name="Enregistrer").last.click()
    page.wait_for_url(f"**/staff/plans/{id}")
    assert [step.title for step in kept(house, id).steps][2] == "Accueil"
