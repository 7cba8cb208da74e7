"""Confirmations and what is due, in the browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.e2e.console.conftest import Screen
from tests.integration.console.world import console_of, populate
from voicebot.call.written import Channels
from voicebot.confirm.compose import Composer
from voicebot.confirm.mail_room import ComposerMailRoom
from voicebot.store.models import Confirmation
from voicebot.store.wrapups import Due, SqlWrapUps, Written


@pytest.fixture
def seeded(site):
    console_of(site.app).parts.mail = ComposerMailRoom(Composer("De Voorbeeldwinkel"), Channels())
    return populate(site.world)


def owed(site) -> list[Confirmation]:
    with Session(site.world.engine, expire_on_commit=False) as session:
        return list(session.scalars(select(Confirmation).order_by(Confirmation.id)))


def test_a_dead_one_is_seen_first_and_sent_again_once(site, open_screen, seeded):
    screen: Screen = open_screen()
    screen.log_in("sam")
    page = screen.page
    badge = page.locator("#alarms span").first
    expect(badge).to_have_text("2")
    page.get_by_role("link", name="Bevestigingen").click()
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("Niet gelukt")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Onzeker")
    before = len(owed(site))
    first.get_by_role("link", name="Niet gelukt").click()
    expect(page.get_by_text("Bel de klant, of stuur het naar een ander nummer")).to_be_visible()
    screen.picture("resend-1-dead")
    page.get_by_role("link", name="Opnieuw versturen").click()
    page.get_by_label("Een ander nummer of adres").check()
    page.get_by_label("Mobiel nummer of e-mailadres").fill("zomaar iets")
    page.get_by_role("button", name="Controleren").click()
    expect(page.get_by_role("alert")).to_contain_text("geen mobiel nummer of e-mailadres")
    screen.picture("resend-2-wrong")
    screen.accessible()
    page.get_by_label("Mobiel nummer of e-mailadres").fill("sanne@voorbeeld.nl")
    page.get_by_role("button", name="Controleren").click()
    expect(page.get_by_text("sanne@voorbeeld.nl")).to_be_visible()
    screen.picture("resend-3-check")
    screen.accessible()
    page.get_by_role("button", name="Versturen").dblclick()
    expect(page.get_by_role("heading", name=re.compile(r"^Bevestiging \d+"))).to_be_visible()
    expect(page.locator("dl.line")).to_contain_text("Opnieuw – Sam Bakker")
    screen.picture("resend-4-owed")
    screen.accessible()
    assert len(owed(site)) == before + 1
    again = owed(site)[-1]
    assert (again.state, again.wish_channel, again.wish_address) == ("pending", "email", "sanne@voorbeeld.nl")
    screen.go("/")
    expect(page.locator("#alarms")).to_have_text("1 vraagt aandacht")  # the first is dealt with


def test_the_count_follows_by_the_stream(site, open_screen, seeded):
    world = site.world
    screen: Screen = open_screen()
    screen.log_in("sam")
    badge = screen.page.locator("#alarms")
    expect(badge.locator("span").first).to_have_text("2")
    call = world.call(told=False)
    world.conclude(call)
    number = world.confirmation(call, state="failed", alarm="failed")
    expect(badge).to_have_text("3 vragen aandacht")
    for each in (number, *seeded["confirmations"][:2]):
        world.app_parts.confirmations.dealt_with(each, agent_id=1)
    expect(badge).to_be_hidden()


def test_writing_one_shows_how_many_sms_it_takes(site, open_screen, seeded):
    screen: Screen = open_screen()
    screen.log_in("anna")
    page = screen.page
    screen.go(f"/calls/{seeded['past']}")
    page.get_by_role("link", name="Bevestiging schrijven").click()
    text = page.get_by_label("Wat hebt u afgesproken?")
    text.fill("Wij sturen morgen een expert.")
    expect(page.locator("#sms")).to_contain_text("Wij sturen morgen een expert.")
    expect(page.locator("#sms .meta")).to_have_text(re.compile(r"^[12] sms, \d+ tekens\.$"))
    short = page.locator("#sms .meta").inner_text()
    text.fill("Wij sturen morgen een expert tussen negen en twaalf uur.")
    expect(page.locator("#sms .meta")).not_to_have_text(short)
    screen.picture("write-1-count")
    screen.accessible()
    text.fill("Wij sturen morgen een expert. " * 9)
    expect(page.locator("#sms .meta")).to_contain_text("meer dan twee sms")
    screen.picture("write-2-long")
    screen.accessible()
    text.fill("Wij sturen morgen een expert.")
    page.get_by_role("button", name="Controleren").click()
    expect(page.get_by_role("heading", name="Versturen?")).to_be_visible()
    screen.picture("write-3-check")
    screen.accessible()
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("heading", name=re.compile(r"^Bevestiging \d+"))).to_be_visible()
    expect(page.locator("main")).to_contain_text("Wij sturen morgen een expert.")
    assert owed(site)[-1].agreements[0]["text"] == "Wij sturen morgen een expert."


def test_without_scripts_it_is_written_and_counted_as_well(site, chromium, seeded):
    context = chromium.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    screen = Screen(page, site)
    screen.log_in("anna")
    screen.go(f"/calls/{seeded['past']}/confirmation")
    page.get_by_label("Wat hebt u afgesproken?").fill("Wij sturen morgen een expert.")
    page.get_by_role("button", name="Controleren").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"[12] sms, \d+ tekens"))
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("heading", name=re.compile(r"^Bevestiging \d+"))).to_be_visible()
    screen.go("/")
    page.get_by_role("button", name="Gedaan 06 11114444").click()
    expect(page.locator("#due")).not_to_contain_text("schade aan uw kelder")
    context.close()


def test_how_messages_look(site, open_screen, seeded):
    for size in (None, {"width": 390, "height": 844}):
        screen: Screen = open_screen(size) if size else open_screen()
        screen.log_in("anna")
        screen.go("/samples")
        page = screen.page
        page.get_by_label("Gaat over").select_option("callback")
        page.get_by_role("button", name="Tonen").click()
        mail = page.frame_locator("iframe.mail").locator("body")
        expect(mail).to_contain_text("De Voorbeeldwinkel")
        name = "phone" if size else "wide"
        screen.picture(f"samples-callback-{name}")
        page.locator("iframe.mail").scroll_into_view_if_needed()  # a frame is drawn when it is in sight
        screen.picture(f"samples-callback-mail-{name}", whole=False)
        screen.accessible()


def test_what_is_due_soon_is_done_and_what_is_late_goes_to_supervisors(site, open_screen, seeded):
    world, anna = site.world, seeded["anna"]
    screen: Screen = open_screen()
    screen.log_in("anna")
    page = screen.page
    due = page.locator("#due")
    expect(due).to_contain_text("Ik bel u vandaag terug over de schade")
    expect(due).not_to_contain_text("nieuwe polisblad")  # a colleague's
    page.evaluate("window.stayed = true")
    call = world.call("+31611115555", told=False)
    soon = Due(world.clock() + timedelta(minutes=5), anna.id)
    SqlWrapUps(world.engine, world.clock).save(
        call, anna.id, Written("solved", "", "Straks bellen.", due=soon)
    )
    expect(due).to_contain_text("Straks bellen.")
    expect(page.locator("#announce")).to_contain_text("Binnenkort te doen")
    screen.picture("due-1")
    screen.accessible()
    due.locator("li", has_text="Straks bellen.").get_by_role("button", name="Gedaan").click()
    expect(due).not_to_contain_text("Straks bellen.")
    expect(page.locator("#due-title")).to_be_focused()
    assert page.evaluate("window.stayed") is True
    other: Screen = open_screen()
    other.log_in("sam")
    late = other.page.locator("#due li", has_text="nieuwe polisblad")
    expect(late).to_contain_text("te laat")
    expect(late).to_contain_text("van Noor el Amrani")
    other.picture("due-2-supervisor")
    other.accessible()
