"""Simulations in a real browser: a mailbox, a form, a telephone, as a person would use them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from classroom.modules import Library
from tests import axe
from tests.conftest import Cast
from tests.exercises.forms import SAMPLE
from tests.house import House
from tests.keyboard import Keyboard
from tests.learning import Work
from tests.people import People, redrawn

INBOX, SMS = "scams/josette-inbox", "scams/parcel-sms"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    shipped = Library.shipped()
    library = Library((*shipped.modules, *SAMPLE.modules), shipped.plans, ())
    served = House(tmp_path_factory.mktemp("data"), library)
    yield served
    served.close()


def start(people: People, ref: str, **options: object) -> Page:
    """A newcomer in front of one exercise."""
    module = ref.partition("/")[0]
    _, _, code = people.house.open_session(plan="", module=module)
    page = people.join(code, "Fatima", "7", **options)
    page.goto(f"{people.learner_url.rstrip('/')}/s/{code}/exercises/{ref}")
    expect(page.locator("h1")).to_have_text(people.house.library.exercise(ref).title)
    if options.get("java_script_enabled", True):
        page.wait_for_function("() => 'htmx' in window")
    return page


def press(page: Page, name: str) -> None:
    """One button of the fake screen, and what it draws."""
    with redrawn(page):
        page.locator("#answer").get_by_role("button", name=name).first.click()


def passed(page: Page) -> None:
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")
    expect(page.locator("#onward")).to_be_visible()


def test_a_mailbox_is_put_in_order(people: People) -> None:
    page = start(people, INBOX)
    screen = page.locator("#screen")
    expect(screen).to_contain_text("rien n'est réel")
    press(page, "Assurance Maladie")
    expect(screen.locator("h2")).to_be_focused()
    press(page, "Voir l'adresse")
    expect(screen).to_contain_text("carte@amelie-remboursement.info")
    press(page, "www.ameli.fr")
    expect(page.locator("#feedback")).to_contain_text("Pas de danger")
    expect(screen.locator("h2")).to_have_text("Vous avez ouvert le lien")
    press(page, "Revenir au mail")
    press(page, "Supprimer")
    expect(screen).to_contain_text("Mail supprimé")
    press(page, "Annuler")
    press(page, "Signaler")
    press(page, "J'ai fini")
    expect(page.locator("#feedback")).to_contain_text("mot de passe")
    press(page, "Service technique")
    press(page, "Signaler")
    press(page, "Léa Martin")
    press(page, "Répondre")
    expect(page.get_by_label("À", exact=True)).to_have_value("lea.martin@exemple.fr")
    page.get_by_label("Message").fill("Oui, avec plaisir.")
    page.get_by_label("Objet").press("Enter")
    expect(page.get_by_label("Message")).to_have_value("Oui, avec plaisir.")
    press(page, "Envoyer")
    passed(page)
    page.reload()
    expect(screen.get_by_role("button", name="Léa Martin")).to_be_disabled()


def test_a_press_while_another_is_on_its_way_does_no_harm(people: People) -> None:
    page = start(people, INBOX)
    press(page, "Assurance Maladie")
    expect(page.locator("#screen h2")).to_be_focused()
    answers: list[int] = []
    page.on("response", lambda response: answers.append(response.status))
    page.evaluate(
        """() => ["show_sender:m1", "report:m1"].forEach(
             (value) => document.querySelector(`#answer [value="${value}"]`).click())"""
    )
    expect(page.locator("#screen")).to_contain_text("carte@amelie-remboursement.info")
    press(page, "Signaler")
    expect(page.locator("#screen")).to_contain_text("Mail signalé")
    assert set(answers) == {200}


def test_a_form_is_filled_in_on_a_telephone(people: People) -> None:
    page = start(people, "sample/sim-demarche", viewport=PHONE)
    page.get_by_label("Nom", exact=True).fill("Benali")
    page.get_by_label("Date de naissance").fill("4 février 61")
    press(page, "Suivant")
    expect(page.locator("#form-errors")).to_contain_text("jour/mois/année")
    page.get_by_label("Date de naissance").fill("4/2/1961")
    page.get_by_label("Date de naissance").press("Enter")
    page.get_by_label("Loyer par mois").fill("480 €")
    press(page, "Suivant")
    press(page, "quittance_mars.pdf")
    expect(page.get_by_role("button", name="Retirer")).to_be_visible()
    press(page, "Suivant")
    expect(page.locator(".form-part").first).to_contain_text("Benali")
    press(page, "Envoyer ma demande")
    expect(page.locator("#form-errors")).to_contain_text("Cochez")
    page.get_by_label("Je certifie").check()
    press(page, "Envoyer ma demande")
    expect(page.locator("#screen")).to_contain_text("Votre demande est envoyée")
    press(page, "Télécharger le reçu")
    passed(page)


def test_a_strange_text_message_is_dealt_with_without_javascript(people: People) -> None:
    page = start(people, SMS, viewport=PHONE, java_script_enabled=False)
    press(page, "Messages")
    press(page, "Médiathèque")
    press(page, "Retour")
    press(page, "06 39 98 00 12")
    press(page, "http://colis-poste.example")
    expect(page.locator("#feedback")).to_contain_text("Pas de danger")
    press(page, "Retour")
    press(page, "Transférer au 33700")
    passed(page)


def test_a_mail_is_answered_with_the_keyboard_alone(people: People) -> None:
    page = start(people, "sample/sim-boite")
    keys = Keyboard(page)
    keys.tab_to(id="row-m2")
    keys.press("Enter")
    expect(page.locator("#screen h2")).to_be_focused()
    keys.tab_to("Signaler")
    keys.press("Space")
    expect(page.locator("#screen h2")).to_have_text("Réception")
    expect(page.locator("#screen h2")).to_be_focused()
    keys.tab_to(id="row-m1")
    keys.press("Enter")
    expect(page.locator("#screen h2")).to_have_text("Repas dimanche")
    keys.tab_to("Répondre")
    keys.press("Enter")
    expect(page.get_by_label("Objet")).to_be_visible()
    keys.tab_to(id="mail-body")
    keys.type("Oui !")
    keys.tab_to("Envoyer")
    keys.press("Enter")
    expect(page.locator("#feedback")).to_be_focused()
    passed(page)


def test_the_official_site_is_found_and_its_cookies_refused(people: People) -> None:
    page = start(people, "sample/sim-recherche")
    page.get_by_label("Mots à chercher").fill("site des impôts")
    page.get_by_label("Mots à chercher").press("Enter")
    press(page, "Vos impôts en 2 min")
    expect(page.locator("#feedback")).to_contain_text("C'est une annonce")
    press(page, "Page précédente")
    expect(page.locator("#screen h2")).to_have_text("Recherche")
    press(page, "Plus gros")
    expect(page.locator(".web-page")).to_have_attribute("data-zoom", "125")
    press(page, "Nouvel onglet")
    page.get_by_label("Adresse").fill("www.impots.gouv.fr")
    page.get_by_label("Adresse").press("Enter")
    expect(page.get_by_label("Adresse")).to_have_value("https://www.impots.gouv.fr")
    press(page, "Continuer sans accepter")
    passed(page)


def test_a_bill_is_put_in_a_new_folder(people: People) -> None:
    page = start(people, "sample/sim-fichiers", viewport=PHONE)
    press(page, "Documents")
    page.get_by_label("Nouveau dossier").fill("Factures")
    press(page, "Créer")
    expect(page.locator(".files-list")).to_contain_text("Factures")
    press(page, "Retour")
    press(page, "Téléchargements")
    press(page, "Actions")
    page.get_by_text("Déplacer vers…").click()
    press(page, "Documents › Factures")
    passed(page)


def test_a_password_is_invented_and_never_sent(people: People) -> None:
    page = start(people, "sample/sim-mot-de-passe")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    told, first = page.locator("[data-told]"), page.locator("#password-one")
    first.fill("Josette1950!!")
    expect(told).to_contain_text("se devine")
    first.fill("Tasse.velo7Nuage!")
    expect(told).to_contain_text("encore une fois")
    page.get_by_label("Encore une fois").fill("Tasse.velo7Nuage")
    expect(told).to_contain_text("pas pareils")
    press(page, "C'est mon mot de passe")
    expect(page.locator("#onward")).to_have_count(0)
    expect(first).to_have_value("")
    first.fill("Tasse.velo7Nuage!")
    page.get_by_role("button", name="Afficher").click()
    page.get_by_label("Encore une fois").fill("Tasse.velo7Nuage!")
    expect(told).to_contain_text("C'est bon")
    press(page, "C'est mon mot de passe")
    passed(page)
    assert any("rules=yes" in one for one in sent)
    assert not any("Tasse" in one for one in sent)


def test_a_doctor_hears_and_sees_again(people: People) -> None:
    page = start(people, "sample/sim-visio", viewport=PHONE)
    press(page, "Entrer dans l'appel")
    press(page, "Micro éteint")
    expect(page.locator("#feedback")).to_contain_text("Autorisez d'abord")
    press(page, "Autoriser")
    press(page, "Micro éteint")
    press(page, "Caméra éteinte")
    expect(page.get_by_role("button", name="Caméra allumée")).to_have_attribute(
        "aria-pressed", "true"
    )
    press(page, "Raccrocher")
    passed(page)


# What the shipped exercises do not show: each with the buttons that lead there.
SCREENS = {
    "a message": ("sample/sim-boite", ["Assurance Maladie", "Voir l'adresse", "Voir où mène"]),
    "a link": ("sample/sim-boite", ["Assurance Maladie", "www.ameli.fr"]),
    "a reply": ("sample/sim-boite", ["Léa Martin", "Répondre"]),
    "a form": ("sample/sim-demarche", []),
    "its errors": ("sample/sim-demarche", ["Suivant"]),
    "a browser": ("sample/sim-recherche", ["Nouvel onglet", "Plus gros", "Plus gros"]),
    "folders": ("sample/sim-fichiers", []),
    "a folder": ("sample/sim-fichiers", ["Documents", "Actions"]),
    "the bin": ("sample/sim-fichiers", ["Images", "Corbeille"]),
    "a telephone": ("sample/sim-telephone", ["Réglages", "Affichage", "Plus"]),
    "a call": ("sample/sim-visio", ["Entrer dans l'appel"]),
    "its messages": ("sample/sim-visio", ["Entrer dans l'appel", "Autoriser", "Messages"]),
    "messages": ("sample/sim-telephone", ["Messages", "06 39 98 00 12"]),
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_fake_screen_holds_for_everyone(name: str, people: People) -> None:
    ref, buttons = SCREENS[name]
    page = start(people, ref)
    for button in buttons:
        press(page, button)
    axe.inject(page)
    found = {"wide": axe.violations(page, "color-contrast-enhanced")}
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    found["at 320 px"] = axe.too_wide(page) + axe.broken(page, axe.SIZES)
    found["at 320 px, very large text"] = axe.too_wide(page, "150%")
    assert not {where: what for where, what in found.items() if what}


def test_the_mediator_reads_what_was_done(people: People) -> None:
    _, session_id, code = people.house.open_session(plan="", module="scams")
    page = people.join(code, "Fatima", "7")
    page.goto(f"{people.learner_url.rstrip('/')}/s/{code}/exercises/{INBOX}")
    press(page, "Léa Martin")
    press(page, "Supprimer")
    expect(page.locator("#screen")).to_contain_text("Mail supprimé")
    desk = people.mediator()
    desk.goto(f"{people.house.staff_url}/staff/sessions/{session_id}")
    desk.locator(".tile").get_by_role("link").first.click()
    done = desk.locator(".replay li a")
    expect(done).to_have_text(["Ouvrir le mail «\u00a0Repas dimanche\u00a0»",
                               "Supprimer «\u00a0Repas dimanche\u00a0»"])  # fmt: skip
    expect(desk.locator("#screen")).to_contain_text("Vous regardez l'écran de Fatima")
    expect(desk.locator("#screen h2")).to_have_text("Réception")
    expect(desk.locator(".replay-now")).to_contain_text("Action 2 sur 2")
    desk.get_by_role("link", name="Précédent").click()
    expect(desk.locator("#screen h2")).to_have_text("Repas dimanche")
    expect(desk.locator(".replay [aria-current]")).to_contain_text("Ouvrir le mail")
    desk.wait_for_function("() => customElements.get('replay-keys')")
    desk.keyboard.press("ArrowLeft")
    expect(desk.locator(".replay-now")).to_have_text("Au départ")
    expect(desk.get_by_role("link", name="Précédent")).to_have_count(0)
    assert desk.locator("#screen button:enabled, #screen input:enabled").count() == 0
    desk.keyboard.press("ArrowRight")
    desk.get_by_role("link", name="Fin", exact=True).click()
    expect(desk.locator(".replay-now")).to_contain_text("Action 2 sur 2")


@pytest.mark.parametrize("query", [
    "?step=0", "?step=-1", "?step=99999999999", "?step=x", "?step=%00&replay=../x",
    "?replay=scams/three-clues&step=1", "?replay=&step=", "?step=1&step=2",
])  # fmt: skip
def test_a_strange_step_shows_a_step(house: House, query: str) -> None:
    mediator, session_id, code = house.open_session(plan="", module="scams")
    fatima = house.learner(code)
    work = Work(Cast(house, mediator, session_id, code, fatima, fatima), fatima, INBOX)
    work.answered()
    page = mediator.get(f"/staff/sessions/{session_id}/learners/{work.learner_id}{query}")
    assert page.status_code == 200
    assert "Vous regardez l'écran de Fatima" in page.text.replace("&#39;", "'")
