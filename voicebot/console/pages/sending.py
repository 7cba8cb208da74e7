"""Writing a confirmation, and sending one again: the form, a look at what will go out and where, the sending.

The form's last step holds a key, made when it is shown: however often it is sent, one message goes out.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voicebot.call.written import Written
from voicebot.console import access, forms
from voicebot.console.house import house
from voicebot.console.pages.confirmations import found
from voicebot.console.rights import Right
from voicebot.console.texts import LANGUAGES
from voicebot.delivery.masked import masked
from voicebot.delivery.states import SETTLED
from voicebot.store.errors import Refused
from voicebot.store.records import StoredCall, StoredConfirmation

log = logging.getLogger(__name__)

LONGEST = 300  # letters: two SMS at most, with what stands around them
LONGEST_ADDRESS = 320
_TARGET_SMS = "sms"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message is to go. channel: 'none' for nowhere. written: None for the usual way.

    typed: the address as the agent wrote it. problem: a key of the texts.
    """

    channel: str
    address: str
    written: Written | None
    typed: str
    problem: str = ""


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("sending", __name__)

    @pages.get("/confirmations/<int:number>/resend")
    @access.needs(Right.SEND)
    def choose(number: int) -> ResponseReturnValue:
        """To the same address, or to another one?"""
        first, call = _resendable(number)
        return _choose(first, call, _target(call, _again(first), ""))

    @pages.post("/confirmations/<int:number>/resend")
    @access.needs(Right.SEND)
    def resend(number: int) -> ResponseReturnValue:
        """First a look at what goes where, then the sending."""
        first, call = _resendable(number)
        key = forms.text("key", 64)
        target = _target(call, _again(first), _typed())
        if target.problem:
            return _choose(first, call, target), 400
        if not key:
            return render_template(
                "resend_check.html", each=first, target=target, call=call, key=secrets.token_hex(16)
            )
        return _owed(
            lambda: house().parts.confirmations.resend(
                number, agent_id=access.me().id, key=key, written=target.written
            ),
            "resent",
            number,
        )

    @pages.get("/calls/<call_id>/confirmation")
    @access.needs(Right.SEND)
    def form(call_id: str) -> ResponseReturnValue:
        """What to write, and where to."""
        call = _call(call_id)
        return _write(call, "", _target(call, Written(), ""), "")

    @pages.post("/calls/<call_id>/confirmation")
    @access.needs(Right.SEND)
    def write(call_id: str) -> ResponseReturnValue:
        """First a look at the whole message and its size, then the sending."""
        call, text, key = _call(call_id), forms.text("text", LONGEST), forms.text("key", 64)
        usual = Written(language=_language())
        target = _target(call, usual, _typed())
        problem = "" if text else "sending.no_text"
        if problem or target.problem:
            return _write(call, text, target, problem), 400
        sms = house().parts.mail.sms(call, text, usual.language)
        if target.channel == _TARGET_SMS and sms.cut:
            return _write(call, text, target, "sending.too_long"), 400
        if request.form.get("change"):
            return _write(call, text, target, "")
        if not key:
            return render_template(
                "write_check.html",
                call=call,
                text=text,
                sms=sms,
                target=target,
                key=secrets.token_hex(16),
            )
        return _owed(
            lambda: house().parts.confirmations.write(
                call_id, text, agent_id=access.me().id, key=key, written=target.written or usual
            ),
            "written",
            0,
        )

    @pages.post("/calls/<call_id>/confirmation/size")
    @access.needs(Right.SEND)
    def size(call_id: str) -> ResponseReturnValue:
        """How the SMS would look now, and how many it takes: asked while somebody types."""
        call, text = _call(call_id), forms.text("text", LONGEST)
        return render_template("_sms.html", sms=house().parts.mail.sms(call, text, _language()))

    return pages


def _owed(owe: Callable[[], int], what: str, first: int) -> ResponseReturnValue:
    """Have it owed; its page. 409 when it cannot be any more."""
    try:
        number = owe()
    except Refused:
        return render_template("sending_refused.html", first=first), 409
    log.info("console: agent %d had confirmation %d %s (first: %d)", access.me().id, number, what, first)
    return redirect(url_for("confirmations.one", number=number), 303)


def _again(first: StoredConfirmation) -> Written:
    """The way of a confirmation that is sent once more: as it went, else as it was wanted."""
    if first.channel in ("sms", "email") and first.address:
        return Written(first.channel, first.address, first.language)
    channel = "" if first.wish_channel == "none" else first.wish_channel
    return Written(channel, first.wish_address, first.language)


def _target(call: StoredCall, usual: Written, typed: str) -> Target:
    """Where it goes: to what was ``typed``, else the ``usual`` way; with the key of what is wrong."""
    parts = house().parts
    if not typed:
        channel, address = parts.mail.way(call, usual)
        problem = "sending.nowhere" if channel == "none" else _stopped(channel, address)
        return Target(channel, address, None, "", problem)
    way = parts.mail.address(typed)
    if way is None:
        return Target("none", "", None, typed, "sending.no_address")
    return Target(*way, Written(*way, usual.language), typed, _stopped(*way))


def _stopped(channel: str, address: str) -> str:
    stopped = channel == _TARGET_SMS and house().parts.confirmations.opted_out(address)
    return "sending.opted_out" if stopped else ""


def _typed() -> str:
    """The other address, if that is what was chosen."""
    return forms.text("address", LONGEST_ADDRESS) if request.form.get("to") == "other" else ""


def _language() -> str:
    wanted = request.form.get("language", "nl")
    return wanted if wanted in LANGUAGES else "nl"


def _call(call_id: str) -> StoredCall:
    call = house().parts.calls.call(call_id)
    if call is None:
        abort(404)
    return call


def _resendable(number: int) -> tuple[StoredConfirmation, StoredCall]:
    first = found(number).confirmation
    if first.state not in SETTLED or first.erased_at:
        abort(404)
    return first, _call(first.call_id)


def _choose(first: StoredConfirmation, call: StoredCall, target: Target) -> str:
    usual = target if not target.typed else _target(call, _again(first), "")
    return render_template("resend.html", each=first, call=call, target=target, usual=usual, masked=masked)


def _write(call: StoredCall, text: str, target: Target, problem: str) -> str:
    usual = target if not target.typed else _target(call, Written(), "")
    return render_template(
        "write.html",
        call=call,
        text=text,
        target=target,
        usual=usual,
        problem=problem,
        sms=house().parts.mail.sms(call, text, _language()),
        masked=masked,
        longest=LONGEST,
    )
