"""Confirmations as they arrive: through a real SMTP server, and on a screen."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.e2e.accessibility import violations
from tests.e2e.confirm.conftest import part
from voicebot.call.ports import ConfirmationJob, Message
from voicebot.call.replies import Agreement
from voicebot.call.written import Written
from voicebot.confirm.compose import Composer
from voicebot.confirm.samples import KINDS, job, usual

COMPOSER = Composer("De Voorbeeldwinkel", privacy_url="https://voorbeeld.nl/privacy")
ENDLESS = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 6
HARD = job("return_registered", "delivery_address_changed", "email_changed", "callback", "promise")
HARD = replace(
    HARD,
    agreements=(
        *HARD.agreements,
        Agreement("promise", f"{ENDLESS} 😀 <b>vet</b> \u202eomgekeerd"),
        Agreement("promise", "אנחנו נתקשר אליך מחר בבוקר, בין 8 ל-12."),
    ),
)
SHOWN = {
    "return": usual("return_registered"),
    "callback": usual("callback"),
    "english": replace(usual("order_cancelled"), written=Written(language="en")),
    "hard": HARD,
}
Delivered = Callable[..., EmailMessage]


def sent(delivered: Delivered, what: ConfirmationJob, composer: Composer = COMPOSER) -> EmailMessage:
    message = composer.compose(what, "email", "s.dewit@example.nl")
    return delivered(message, what.written.language)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_kind_arrives_as_it_was_written(delivered: Delivered, kind: str, language: str) -> None:
    what = replace(usual(kind), written=Written(language=language))
    message = COMPOSER.compose(what, "email", "s.dewit@example.nl")
    mail = sent(delivered, what)
    assert (mail["Subject"], mail["Content-Language"]) == (message.subject, language)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert part(mail, "plain").replace("\r\n", "\n") == message.text
    assert part(mail, "html").replace("\r\n", "\n") == message.html
    assert not mail.defects and not any(each.defects for each in mail.walk())


@pytest.mark.parametrize(
    "hostile",
    [
        "Jan\r\nBcc: dief@example.com\r\n\r\nHallo",
        "😀" * 100,
        "\u202e\u2066moc.elpmaxe@feid\u202c",
        "x" * 500,
        ".\r\n.\r\nMAIL FROM:<dief@example.com>",
        "=?utf-8?q?=0d=0aBcc=3a_dief=40example.com?=",
        "\x00\x1b[31m\x7f",
        "\udcff\ud83d",
    ],
)
def test_hostile_names_change_nothing_but_words(delivered: Delivered, hostile: str) -> None:
    mail = delivered(
        Message("s.dewit@example.nl", f"Beste {hostile},\n.\nDag\n", hostile, f"<p>{hostile}</p>")
    )
    assert [each.addr_spec for each in mail["To"].addresses] == ["s.dewit@example.nl"]
    assert mail["Bcc"] is None and len(mail.keys()) == len(set(mail.keys())) == 10
    assert [each.get_content_type() for each in mail.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    assert part(mail, "plain").replace("\r\n", "\n").endswith(",\n.\nDag\n")


TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 0.5 || box.left < -0.5);
}).map(each => each.tagName + " " + each.textContent.slice(0, 40))"""
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_it_can_be_read_on_every_screen(
    delivered: Delivered, chromium: Browser, pictures: Path, name: str
) -> None:
    context = chromium.new_context(offline=True)
    try:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(part(sent(delivered, SHOWN[name]), "html"), wait_until="load")
        assert asked == [], "a mail that fetches something tells its sender that it was read"
        assert page.locator("html").get_attribute("lang") == SHOWN[name].written.language
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in (800, 320):
                page.set_viewport_size({"width": width, "height": 720})
                page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)
                assert page.evaluate(OVER) <= 0 and page.evaluate(TOO_WIDE) == []
            assert violations(page) == [], scheme
    finally:
        context.close()


@pytest.mark.parametrize("colour", ["#b3003c", "#000000", "#767676"])
def test_every_colour_that_is_allowed_can_be_read(
    delivered: Delivered, chromium: Browser, pictures: Path, colour: str
) -> None:
    composer = Composer("Bakkerij De Gouden Korenaar & Zonen", colour=colour)
    page = chromium.new_page(viewport={"width": 800, "height": 720})
    try:
        page.set_content(part(sent(delivered, usual("callback"), composer), "html"))
        page.screenshot(path=pictures / f"colour-{colour[1:]}.png", full_page=True)
        found = Axe().run(page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}})
        assert [each["html"] for bad in found.response["violations"] for each in bad["nodes"]] == []
        band = page.locator(".head").evaluate("each => getComputedStyle(each).backgroundColor")
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert band == f"rgb({red}, {green}, {blue})"
    finally:
        page.close()


@pytest.mark.skipif(
    shutil.which("w3m") is None, reason="w3m is not installed; on Debian: apt-get install w3m"
)
def test_a_program_without_graphics_shows_it(delivered: Delivered) -> None:
    """What mutt and its kin show of the HTML part."""
    shown = subprocess.run(
        ["w3m", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "72"],
        input=part(sent(delivered, usual("return_registered")), "html").encode(),
        capture_output=True,
        check=True,
        timeout=20,
    ).stdout.decode()
    for words in ("De Voorbeeldwinkel", "Uw kenmerk is 2117360", "020 123 4567", "binnen 14 dagen"):
        assert words in " ".join(shown.split())
