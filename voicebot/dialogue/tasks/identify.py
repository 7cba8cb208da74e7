"""Finding out who is calling about what: both values, read back when they were spoken, then the lookup."""

from __future__ import annotations

from voicebot.backoffice.port import Backoffice, Order, Policy
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.tasks.asking import LIMIT, ask, ask_whether
from voicebot.dialogue.tasks.identity import ORDER, TRIES, Identity
from voicebot.dialogue.tasks.model import Said, Step
from voicebot.dialogue.tasks.turn import SPOKEN, Script

MISMATCHED = "D-12"


def hear(script: Script, step: Step, value: str) -> None:
    """Take a value; one that was spoken will be read back."""
    script.put(step.slot, value)
    spoken = set((script.get(SPOKEN) or "").split())
    spoken = spoken - {step.slot} if script.heard.said.keyed else spoken | {step.slot}
    script.put(SPOKEN, " ".join(sorted(spoken)) or None)


def hear_early(script: Script, identity: Identity) -> None:
    """Numbers in the sentence that names the wish; another number than the known one means another record."""
    said = script.heard.said
    number = identity.number.read(said)
    if not number:
        return
    if script.get(identity.known):
        if number == script.get(identity.number.slot):
            return
        forget(script, identity)
    hear(script, identity.number, number)
    if secret := identity.secret.read(said):
        hear(script, identity.secret, secret)


def about_another(script: Script, identity: Identity, product: str | None, backoffice: Backoffice) -> bool:
    """Whether the sentence is about another insurance than the policy that was found before.

    Raises BackofficeError.
    """
    if product is None or not script.get(identity.known):
        return False
    number, secret = (script.get(step.slot) or "" for step in identity.steps)
    record = identity.find(backoffice, number, secret)
    return isinstance(record, Policy) and record.product != product


def forget(script: Script, identity: Identity) -> None:
    """Nothing is known of this kind of record any more."""
    for slot in (identity.known, *(step.slot for step in identity.steps)):
        script.put(slot, None)


def forget_number(script: Script, identity: Identity) -> None:
    """It is another record of the same caller."""
    script.put(identity.known, None)
    script.put(identity.number.slot, None)


def hear_answer(script: Script, identity: Identity, asked: Step) -> bool:
    """Take the asked value, and the other one when it was told as well; False when the asked one was not."""
    said = script.heard.said
    value = asked.read(said)
    if value is None:
        return False
    hear(script, asked, value)
    other = identity.secret if asked is identity.number else identity.number
    # A birth date in digits ('1 4 1975') may look like a policy number; a postcode never like an order's.
    parted = other is identity.secret or identity is ORDER
    if parted and not said.keyed and (told := other.read(said)) and told != script.get(other.slot):
        hear(script, other, told)
    return True


def corrections(script: Script, identity: Identity) -> bool:
    """Take other values than those read back ('nee, 42075'); whether there were any."""
    said = script.heard.said
    if said.keyed:
        return False
    found = False
    for step in identity.steps:
        value = step.read(said)
        if value and value != script.get(step.slot):
            hear(script, step, value)
            found = True
    return found


def refuse(script: Script, identity: Identity) -> None:
    """What was read back is wrong: the value that the caller names is asked again, else the number first."""
    script.say("Dan vraag ik het nog eens.", Payload("D-17", rejected=True))
    _ask_other(script, identity, _named(script.heard.said, identity))


def _named(said: Said, identity: Identity) -> Step | None:
    """The one value that the caller calls wrong by its name."""
    text = said.text.lower()
    number, secret = "nummer" in text, any(word in text for word in ("postcode", "datum", "geboren"))
    if number is secret:
        return None
    return identity.number if number else identity.secret


def _ask_other(script: Script, identity: Identity, named: Step | None = None) -> None:
    """Ask one value again: always in the same order, whichever was wrong, so that nothing is given away."""
    first, second = identity.steps
    step = named or (first if script.asked(first.slot) <= script.asked(second.slot) else second)
    if script.asked(step.slot) >= LIMIT:
        step = second if step is first else first
    if script.asked(step.slot) >= LIMIT:
        script.hand_over("identification_failed", "D-25")
        return
    script.put(step.slot, None)
    ask(script, step)


def identified(script: Script, identity: Identity, backoffice: Backoffice) -> Order | Policy | None:
    """The record, once it is known; None when something was asked instead, or a person takes over.

    Raises BackofficeError.
    """
    for step in identity.steps:
        if not script.get(step.slot):
            ask(script, step)
            return None
    if not script.get(identity.known):
        spoken = [step for step in identity.steps if step.slot in (script.get(SPOKEN) or "").split()]
        if spoken and script.asked(identity.check) < LIMIT:
            heard = ", ".join(step.aloud(script.get(step.slot) or "") for step in spoken)
            ask_whether(script, identity.check, f"Ik zoek {heard}")
            return None
    number, secret = (script.get(step.slot) or "" for step in identity.steps)
    record = identity.find(backoffice, number, secret)
    if record is None:
        _mismatch(script, identity)
        return None
    script.put(identity.known, "yes")
    script.put(SPOKEN, None)
    return record


def _mismatch(script: Script, identity: Identity) -> None:
    if script.get(identity.known):  # it was there a moment ago
        script.hand_over("dialogue_failed", "D-26")
        return
    if script.heard.ruled.get(MISMATCHED, 0) + 1 >= TRIES:
        script.hand_over("identification_failed", "D-25")
        return
    script.put(SPOKEN, None)
    script.say(identity.mismatch, Payload(MISMATCHED))
    _ask_other(script, identity)
