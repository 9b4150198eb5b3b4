"""A whole workshop in real browsers: one mediator, four people, everything that happens in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.house import House
from tests.people import LIVE_MS, People, expect_tile, open_exercise, tile

CLUES = "scams/three-clues"


@pytest.fixture(name="house", params=["sqlite", "postgres"])
def served_from(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """On either engine the workshop is the same."""
    url = request.getfixturevalue("databases").fresh() if request.param == "postgres" else ""
    served = House(tmp_path / "data", database_url=url)
    yield served
    served.close()


def test_a_workshop_from_the_code_to_the_history(people: People) -> None:
    house = people.house
    title = house.app_state()["library"].exercise(CLUES).title
    dashboard = people.mediator()
    expect(dashboard.get_by_role("heading", name="Votre première séance")).to_be_visible()
    dashboard.get_by_role("link", name="Nouvelle séance").click()
    dashboard.locator("label").filter(has_text="Reconnaître un message louche").first.click()
    dashboard.get_by_label("Votre prénom").fill("Karim")
    dashboard.get_by_role("button", name="Ouvrir la séance").click()

    expect(dashboard.locator(".nobody .joining-code")).to_be_visible()
    expect(dashboard.locator("[data-freshness]")).to_have_text("En direct")
    code = dashboard.locator(".strip-code .code").inner_text().replace("\u00a0", "")

    fatima = people.join(f"{code[:3]} {code[3:]}", "Fatima", "7")
    moussa = people.join(code.translate(str.maketrans("1234567890", "&é\"'(-è_çà")), "Moussa")
    yvette = people.join(f"  {code}.", "Yvette")
    linh = people.join(code, "Linh")
    for name in ("Fatima", "Moussa", "Yvette", "Linh"):
        expect_tile(dashboard, name, "pas commencé")
    expect(dashboard.locator(".strip-counts")).to_contain_text("4 sur 4 en ligne")

    for page in (fatima, moussa, linh):
        open_exercise(page, title)

    people.answer(fatima, CLUES, right=True)
    expect(fatima.locator("#feedback")).to_contain_text("Enregistré")
    expect(tile(dashboard, "Fatima").locator('.dot[data-status="done_alone"]')).to_have_count(1)
    expect_tile(dashboard, "Fatima", "avance")

    for tried in range(3):
        people.answer(moussa, CLUES, right=False)
        expect(moussa.locator("#feedback")).to_contain_text("Presque")
        expect(moussa.locator("#solution")).to_have_count(int(tried == 2))
    house.clock.advance(seconds=26)
    need = dashboard.locator("#attention .need").filter(has_text="Moussa")
    expect(need).to_contain_text("3 essais faux de suite", timeout=LIVE_MS)
    expect(need).to_contain_text(title)
    expect_tile(dashboard, "Moussa", "bloqué")

    yvette.get_by_role("button", name="J'ai besoin d'aide").click()
    expect(yvette.locator("#help")).to_contain_text("Votre demande est envoyée")
    expect_tile(dashboard, "Yvette", "appelle")
    call = dashboard.locator("#attention .need").first
    expect(call).to_contain_text("Yvette")
    call.get_by_role("button", name="J'y vais").click()
    clicked_at = dashboard.evaluate("Date.now()")
    expect(yvette.locator("#help")).to_contain_text("Karim arrive")
    # The second half of a double click would not count: nobody is there that fast.
    dashboard.wait_for_function("since => Date.now() - since > 1000", arg=clicked_at)
    call.get_by_role("button", name="Réglé").click()
    expect(yvette.get_by_role("button", name="J'ai besoin d'aide")).to_be_visible()
    expect_tile(dashboard, "Yvette", "pas commencé")

    linh.context.set_offline(True)
    expect(linh.locator("#connection")).to_contain_text("Connexion perdue", timeout=LIVE_MS)
    people.answer(linh, CLUES, right=True)
    expect(linh.locator("#answer [data-kept]")).to_be_visible()
    assert not house.rows(
        "select 1 from attempt a join learner l on l.id = a.learner_id where l.name = 'Linh'"
    )
    linh.context.set_offline(False)
    expect(linh.locator("#feedback")).to_contain_text("Enregistré", timeout=LIVE_MS)
    assert (
        len(
            house.rows(
                "select 1 from attempt a join learner l on l.id = a.learner_id "
                "where l.name = 'Linh'"
            )
        )
        == 1
    )

    machine_two = people.return_by_card(fatima, "Fatima")
    fatima.get_by_role("link", name="Mon parcours").click()
    expect(machine_two.get_by_text("1 exercice réussi sur")).to_be_visible()
    expect(dashboard.locator(".tile")).to_have_count(4)

    dashboard.get_by_role("button", name="Pause").click()
    for page in (fatima, moussa, yvette, linh, machine_two):
        expect(page.locator("#pause")).to_contain_text("Regardez le tableau")
    dashboard.get_by_role("button", name="Reprendre").click()
    for page in (fatima, moussa, yvette, linh, machine_two):
        expect(page.locator("#pause")).to_have_count(0)

    dashboard.get_by_text("Plus", exact=True).click()
    dashboard.get_by_text("Terminer", exact=True).click()
    dashboard.get_by_role("button", name="Terminer la séance").click()
    expect(dashboard.locator("#strip")).to_contain_text("Séance terminée")
    for page in (fatima, yvette):
        expect(page.locator("#live-ended")).to_contain_text("La séance est terminée")
    dashboard.get_by_role("link", name="Historique").click()
    dashboard.get_by_role("link", name="Les arnaques").click()
    row = dashboard.locator("tbody tr").filter(has_text="Fatima")
    expect(row.locator('.dot[data-status="done_alone"]')).to_have_count(1)
