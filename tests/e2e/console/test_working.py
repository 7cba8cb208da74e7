from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.console.conftest import PHONE, Screen
from tests.integration.console.world import PASSWORD, console_of
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.store.wrapups import SqlWrapUps, Written


def test_a_call_from_waiting_to_wrapped_up(site, open_screen):
    world = site.world
    anna = world.agent("anna", "Anna de Wit")
    screen: Screen = open_screen()
    screen.log_in("anna")
    page = screen.page
    expect(page.get_by_text("Er wacht niemand.")).to_be_visible()
    page.get_by_role("button", name="Beschikbaar").click()
    expect(page.locator("#state-now")).to_have_text("Beschikbaar")
    page.evaluate("window.stayed = true")  # gone after any reload

    call = world.call("+31612345678")
    transfer = world.wait(call)
    expect(page.locator("#waiting tbody tr")).to_contain_text("Wil een schade melden")
    expect(page.locator("#announce")).to_have_text("Nieuwe wachtende: Schade, voorrang 2.")

    world.offer(transfer, anna)
    expect(page.get_by_role("heading", name="Oproep: 06 12345678")).to_be_visible()
    expect(page).to_have_title(re.compile("^Oproep!"))
    for words in ("Herkend met polis 700451", "Geïrriteerd", "Vraag wat er is gebeurd", "52% zeker"):
        expect(page.locator("#desk")).to_contain_text(words)
    screen.picture("working-1-offer")
    page.get_by_role("button", name="Aannemen").click()
    expect(page.locator("#state-now")).to_have_text("In gesprek")
    expect(page.get_by_role("heading", name="In gesprek: 06 12345678")).to_be_visible()
    expect(page.get_by_role("button", name="Pauze")).to_be_disabled()
    screen.picture("working-2-call")
    screen.accessible()

    # what is said meanwhile appears, and a mark is kept without losing the place
    said = {"turn": 9, "text": "bent u daar nog", "confidence": 0.4, "source": "voice"}
    world.tell(call, LedgerEntry(40.0, Kind.CALLER_TURN, "T-03", said))
    expect(page.locator("#turns")).to_contain_text("bent u daar nog")
    turn = page.locator("#turns li", has_text="een april negentien")
    turn.get_by_text("Verkeerd verstaan?").click()
    turn.get_by_label("Wat zei de beller echt?").fill("1 april 1975")
    turn.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#turns li.marked")).to_contain_text("1 april 1975")

    world.hang_up(transfer)
    world.conclude(call)
    expect(page.get_by_role("heading", name="Afronden: 06 12345678")).to_be_visible()
    screen.picture("working-3-wrap-up")
    screen.accessible()
    page.get_by_role(
        "button", name="Klaar, ik ben beschikbaar"
    ).click()  # the browser itself asks for the ending
    page.get_by_label("Hoe is het afgelopen?").select_option("registered")
    page.get_by_label("Notities").fill("Kelder onder water.")
    page.get_by_label("Belofte aan de klant").fill("Wij sturen morgen een expert.")
    page.get_by_label("Had de assistent zelf kunnen doen").check()
    page.get_by_role("button", name="Klaar, ik ben beschikbaar").click()
    expect(page.locator("#state-now")).to_have_text("Beschikbaar")
    expect(page.locator("#desk")).to_contain_text("U bent beschikbaar")
    assert page.evaluate("window.stayed") is True
    (kept,) = SqlWrapUps(world.engine).of_call(call)
    assert kept.written == Written("registered", "Kelder onder water.", "Wij sturen morgen een expert.", True)
    assert world.promises.made == [(call, "Wij sturen morgen een expert.")]


def test_with_the_keyboard_alone(site, open_screen):
    world = site.world
    anna = world.agent("anna")
    screen: Screen = open_screen()
    page, keys = screen.page, screen.page.keyboard
    screen.go("/login")
    expect(page.locator("input[name=login]")).to_be_focused()  # by itself, soon after the page is there
    keys.type("anna")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url(site.url + "/")
    keys.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    keys.press("v")
    expect(page.locator("#state-now")).to_have_text("Beschikbaar")
    keys.press("p")
    expect(page.locator("#state-now")).to_have_text("Pauze")
    keys.press("v")
    expect(page.locator("#state-now")).to_have_text("Beschikbaar")

    first = world.wait(world.call())
    world.offer(first, anna)
    expect(page.get_by_role("button", name="Weigeren")).to_be_visible()
    keys.press("d")
    expect(page.locator("#desk")).to_contain_text("U bent beschikbaar")
    world.gone(first)
    second = world.wait(world.call())
    world.offer(second, anna)
    expect(page.get_by_role("button", name="Aannemen")).to_be_visible()
    keys.press("a")
    expect(page.locator("#state-now")).to_have_text("In gesprek")
    world.hang_up(second)
    ending = page.get_by_label("Hoe is het afgelopen?")
    expect(ending).to_be_visible()
    for _ in range(60):
        keys.press("Tab")
        if ending.evaluate("(field) => field === document.activeElement"):
            break
    expect(ending).to_be_focused()
    keys.type("Opgelost")
    keys.press("Tab")
    keys.type("alles vap goed")  # keys that mean something elsewhere are words here
    ready = page.get_by_role("button", name="Klaar, ik ben beschikbaar")
    for _ in range(16):  # past the promise, its reminder (the parts of a day and of a time) and the box
        keys.press("Tab")
        if ready.evaluate("(button) => button === document.activeElement"):
            break
    expect(ready).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#state-now")).to_have_text("Beschikbaar")
    keys.press("/")
    page.wait_for_url(site.url + "/calls")
    keys.press("/")
    expect(page.get_by_role("textbox", name="Telefoonnummer")).to_be_focused()


def test_keys_can_be_switched_off(site, open_screen):
    site.world.agent("anna")
    screen: Screen = open_screen()
    screen.log_in("anna")
    page = screen.page
    expect(page.locator("#agents tbody tr")).to_have_count(1)
    page.get_by_text("Sneltoetsen", exact=True).click()
    screen.picture("keys")
    page.get_by_label("Sneltoetsen aan").uncheck()
    page.keyboard.press("v")
    page.reload()
    expect(page.locator("#desk")).to_contain_text("U bent afwezig")
    page.keyboard.press("v")
    page.wait_for_timeout(600)
    expect(page.locator("#state-now")).to_have_text("Afwezig")


def test_on_a_phone(site, open_screen):
    world = site.world
    anna = world.agent("anna", state="available")
    screen: Screen = open_screen(PHONE)
    screen.log_in("anna")
    page = screen.page
    world.offer(world.wait(world.call("+31612345678")), anna)
    accept = page.get_by_role("button", name="Aannemen")
    expect(accept).to_be_visible()
    screen.picture("phone-offer", whole=False)
    box = accept.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] < 844, "Accept is below the fold"
    accept.click()
    expect(page.locator("#state-now")).to_have_text("In gesprek")
    screen.accessible()


def test_an_offer_that_went_to_somebody_else(site, open_screen):
    world = site.world
    anna = world.agent("anna", state="available")
    screen: Screen = open_screen()
    screen.log_in("anna")
    offer = world.offer(world.wait(world.call()), anna)
    button = screen.page.get_by_role("button", name="Aannemen")
    expect(button).to_be_visible()
    world.desk.accept = lambda *_: False  # type: ignore[method-assign]
    button.click()
    expect(screen.page.locator("#said")).to_contain_text("Deze oproep is er niet meer")
    world.desk.decline(offer, anna.id)
    expect(screen.page.locator("#desk")).to_contain_text("U bent beschikbaar")


def test_a_lost_connection_is_said_and_comes_back(site, open_screen):
    world = site.world
    world.agent("anna")
    screen: Screen = open_screen()
    screen.log_in("anna")
    page = screen.page
    expect(page.locator("#agents tbody tr")).to_have_count(1)
    page.context.set_offline(True)
    expect(page.locator("#connection")).to_contain_text("Geen verbinding")
    screen.picture("lost")
    page.context.set_offline(False)
    expect(page.locator("#connection")).to_contain_text("De verbinding is terug")
    world.wait(world.call())
    expect(page.locator("#waiting tbody tr")).to_have_count(1)


def test_too_many_screens_refresh_by_themselves(site, open_screen):
    world = site.world
    world.agent("anna")
    screen: Screen = open_screen()
    hub = console_of(site.app).hub
    hub._limit = 0
    screen.log_in("anna")
    page = screen.page
    expect(page.locator("#connection")).to_contain_text("om de vijf seconden")
    expect(page.locator("#agents tbody tr")).to_have_count(1)
    screen.picture("polling")
    screen.accessible()
    world.wait(world.call())
    expect(page.locator("#waiting tbody tr")).to_have_count(1)


def test_a_session_that_ended_elsewhere_leads_to_the_log_in(site, open_screen):
    world = site.world
    anna = world.agent("anna")
    screen: Screen = open_screen()
    screen.log_in("anna")
    expect(screen.page.locator("#agents tbody tr")).to_have_count(1)
    world.agents.end_sessions(anna.id)
    screen.page.wait_for_url(site.url + "/login")


def test_words_of_callers_run_nowhere(site, open_screen):
    world = site.world
    evil = "<img src=x onerror='window.hurt=1'><script>window.hurt=1</script>"
    anna = world.agent("anna", evil, state="available")
    screen: Screen = open_screen()
    screen.log_in("anna")
    call = world.call(told=False)
    world.tell(call, LedgerEntry(1.0, Kind.CALLER_TURN, "T-03", {"turn": 1, "text": evil, "confidence": 0.9}))
    world.tell(call, LedgerEntry(2.0, Kind.UNDERSTOOD, "D-10", {"turn": 1, "intent": evil[:60]}))
    world.offer(world.wait(call), anna)
    expect(screen.page.locator("#turns")).to_contain_text("window.hurt")
    expect(screen.page.locator("#agents")).to_contain_text("window.hurt")
    assert screen.page.evaluate("window.hurt") is None
