"""Without JavaScript: everything is done by plain forms, from the code to the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from classroom.domain import Plan
from classroom.exercises import KINDS
from tests.house import House
from tests.people import ELSEWHERE, People, open_exercise, redrawn

PLAIN = {"java_script_enabled": False}
CLUES = "scams/three-clues"
# One ready-made plan, and what it does not hold: together every kind and every shape of a kind.
PLAN = "passwords"
FOR_REAL = "procedures/for-real"
OTHERS = [
    *("search/call-town-hall", "scams/whom-to-tell", "scams/gave-my-card", "scams/who-writes"),
    *("scams/sender-address", "search/browser-window", "scams/clues-in-a-mail", "scams/words"),
]
OTHERS += ["scams/josette-inbox", "keyboard/first-words", "keyboard/repair"]


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"), allowed_hosts=(ELSEWHERE,))
    yield served
    served.close()


def start(people: People, name: str = "Fatima", ref: str = "", **session: object) -> Page:
    """A newcomer to a new session, on the path or on the exercise `ref`."""
    _, _, code = people.house.open_session(**session)
    page = people.join(code, name, "7", **PLAIN)
    expect(page.locator("#display")).to_be_hidden()
    if ref:
        open_exercise(page, people.house.library.exercise(ref).title)
    return page


def ready_made(house: House) -> Plan:
    return next(plan for plan in house.library.plans if plan.id == PLAN)


def test_a_whole_plan_is_done_from_the_code_to_the_last_exercise(people: People) -> None:
    plan = ready_made(people.house)
    page = start(people, plan=plan.id)
    page.get_by_role("link", name="Commencer").click()
    # What is not required comes once the rest is done.
    for ref in sorted(plan.exercises, key=lambda ref: ref in plan.spare):
        number = plan.exercises.index(ref) + 1
        expect(page.locator("h1")).to_have_text(people.house.library.exercise(ref).title)
        expect(page.locator("#progress-text")).to_have_text(
            f"Exercice {number} sur {len(plan.exercises)}"
        )
        people.solve(page, ref)
        expect(page.locator("#feedback")).to_contain_text("Enregistré")
        page.get_by_role("link", name="Continuer").click()
        if page.get_by_text("Vous avez fini l'essentiel").is_visible():
            page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_text("Vous avez tout terminé")).to_be_visible()
    expect(page.locator(".path-state")).to_have_text(["Réussi"] * len(plan.exercises))


def test_every_kind_has_an_exercise_here(house: House) -> None:
    refs = [*ready_made(house).exercises, *OTHERS, FOR_REAL]
    assert {house.library.exercise(ref).kind for ref in refs} == set(KINDS)


def test_what_is_done_for_real_calls_the_mediator(people: People) -> None:
    page = start(people, ref=FOR_REAL, plan="procedures")
    page.get_by_role("button", name="C'est fait, venez voir").click()
    expect(page.locator("#ready")).to_contain_text("C'est noté")
    expect(page.locator("#help")).to_contain_text("Votre demande est envoyée")
    page.get_by_role("link", name="Continuer").click()
    expect(page.locator("h1")).not_to_have_text(people.house.library.exercise(FOR_REAL).title)


def test_the_kinds_that_this_plan_lacks_are_done_too(people: People) -> None:
    page = start(people, plan="", module=["scams", "search", "keyboard"])
    home = page.url
    for ref in OTHERS:
        page.goto(f"{home}/exercises/{ref}")
        people.solve(page, ref)
        expect(page.locator("#feedback")).to_contain_text("Enregistré")
    page.goto(home)
    expect(page.get_by_text(f"{len(OTHERS)} exercices réussis")).to_be_visible()


def test_errors_bring_a_hint_then_the_answer_and_one_may_begin_again(people: People) -> None:
    page = start(people, ref=CLUES)
    hints, solution = page.locator("#hints li"), page.locator("#solution")
    page.get_by_role("button", name="Un indice").click()
    expect(hints).to_have_count(1)
    for tried in range(1, 4):
        with redrawn(page):
            people.answer(page, CLUES, right=False)
        expect(page.locator("#feedback")).to_contain_text("Presque")
        expect(solution).to_have_count(int(tried == 3))
    expect(solution).to_contain_text("« expire ce soir »")
    expect(page.get_by_role("button", name="Vérifier")).to_have_count(0)
    page.get_by_role("button", name="Refaire").click()
    expect(solution).to_have_count(0)
    people.solve(page, CLUES)
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")


def test_help_is_called_and_cancelled_from_the_exercise(people: People) -> None:
    page = start(people, ref=CLUES)
    exercise = page.url
    page.get_by_role("button", name="J'ai besoin d'aide").click()
    expect(page.locator("#help")).to_contain_text("Votre demande est envoyée")
    expect(page).to_have_url(exercise)
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("button", name="J'ai besoin d'aide")).to_be_visible()
    expect(page).to_have_url(exercise)


def test_an_exercise_is_put_off(people: People) -> None:
    page = start(people, ref=CLUES)
    page.get_by_role("button", name="Passer pour l'instant").click()
    expect(page.locator("h1")).to_have_text("Qui écrit vraiment ?")
    page.get_by_role("link", name="Mon parcours").click()
    expect(page.locator("#path-2 .path-state")).to_have_text("À revoir")


def test_an_unfinished_answer_is_asked_again_in_words(people: People) -> None:
    page = start(people, ref=CLUES)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator(".refused")).to_contain_text("Il manque quelque chose")


def test_the_card_opens_the_same_place_on_another_machine(people: People) -> None:
    page = start(people, ref=CLUES)
    people.solve(page, CLUES)
    other = people.return_by_card(page, "Fatima", **PLAIN)
    expect(other.get_by_text("1 exercice réussi sur")).to_be_visible()


def test_the_next_person_sees_nothing_of_the_one_before(people: People) -> None:
    # Where browsers trust nothing they also clear nothing at the server's word.
    page = start(people.elsewhere(), "Josiane", ref=CLUES)
    people.solve(page, CLUES)
    expect(page.get_by_text("Josiane").first).to_be_visible()
    page.locator("#person summary").click()
    page.get_by_role("button", name="Changer de personne").click()
    expect(page.get_by_label("Votre prénom")).to_have_value("")
    for _ in range(3):
        page.go_back()
        expect(page.get_by_label("Votre prénom")).to_be_visible()
        assert "Josiane" not in page.content()
        assert "Enregistré" not in page.content()


def test_the_mediator_runs_a_session(people: People) -> None:
    desk = people.mediator(**PLAIN)
    desk.get_by_role("link", name="Nouvelle séance").first.click()
    desk.get_by_label("Les mots de passe").first.check()
    desk.get_by_label("Votre prénom").fill("Karim")
    desk.get_by_role("button", name="Ouvrir la séance").click()
    expect(desk.locator("noscript p")).to_contain_text("se recharge toutes les 15 secondes")
    code = desk.locator(".strip-code .code").inner_text()
    fatima = people.join(code, "Fatima", **PLAIN)
    fatima.get_by_role("button", name="J'ai besoin d'aide").click()

    desk.reload()
    call = desk.locator("#attention .need")
    expect(call).to_contain_text("demande de l'aide")
    call.get_by_role("button", name="J'y vais").click()
    expect(call).to_contain_text("Réglé")
    fatima.reload()
    expect(fatima.locator("#help")).to_contain_text("Karim arrive")
    call.get_by_role("button", name="Réglé").click()
    expect(call).to_have_count(0)

    desk.get_by_role("button", name="Pause").click()
    expect(desk.locator("#strip")).to_contain_text("En pause")
    fatima.reload()
    expect(fatima.locator("#pause")).to_contain_text("Regardez le tableau")
    desk.get_by_role("button", name="Reprendre").click()
    expect(desk.get_by_role("button", name="Pause")).to_be_visible()
    fatima.get_by_role("link", name="La pause est finie").click()
    expect(fatima.get_by_role("link", name="Commencer")).to_be_visible()

    desk.get_by_text("Plus", exact=True).click()
    desk.get_by_text("Terminer", exact=True).click()
    desk.get_by_role("button", name="Terminer la séance").click()
    expect(desk.locator("#strip")).to_contain_text("Séance terminée")
    fatima.reload()
    expect(fatima.locator("#live-ended")).to_contain_text("La séance est terminée")
