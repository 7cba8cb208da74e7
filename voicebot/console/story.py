"""Everything that a page tells of one call, gathered."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from voicebot.backoffice.port import Backoffice, BackofficeError
from voicebot.call.handover import ROWS
from voicebot.call.outcome import Outcome
from voicebot.console.house import Parts
from voicebot.console.pop import SURE, Pop, pop, slots
from voicebot.store.reasons import first_of
from voicebot.store.records import StoredCall, StoredEntry, StoredTurn
from voicebot.store.search import PastTransfer
from voicebot.store.wrapups import StoredMark, StoredWrapUp

log = logging.getLogger(__name__)

_HANDOVERS = frozenset(row.rule_id for row in ROWS)


@dataclass(frozen=True, slots=True)
class Story:
    """One call. name: the customer's, '' when not identified. rule: of the hand-over, None without one.

    last_seq: of the last ledger entry, -1 without any.
    """

    call: StoredCall
    pop: Pop
    name: str
    rule: str | None
    queue: str | None
    priority: int | None
    turns: tuple[StoredTurn, ...]
    ledger: tuple[StoredEntry, ...]
    marks: dict[int, StoredMark]
    transfers: tuple[PastTransfer, ...]
    wrap_ups: tuple[StoredWrapUp, ...]

    @property
    def last_seq(self) -> int:
        """The number of the last entry, -1 without any."""
        return self.ledger[-1].seq if self.ledger else -1

    @property
    def live(self) -> bool:
        """Whether there may be more to come."""
        return live(self.call, self.transfers)


def live(call: StoredCall, transfers: Iterable[PastTransfer]) -> bool:
    """Whether the call goes on, or may: with the assistant, in a queue, with a person."""
    return call.outcome is None or any(each.ended_at is None for each in transfers)


def sure(turn: StoredTurn) -> bool:
    """Whether what the caller said was heard surely enough to be relied on."""
    return turn.source == "keys" or turn.confidence is None or turn.confidence >= SURE


def load(parts: Parts, call_id: str) -> Story | None:
    """The call's story; None for an unknown call. Raises PartError."""
    call = parts.calls.call(call_id)
    if call is None:
        return None
    ledger, turns = parts.calls.ledger(call_id), parts.calls.turns(call_id)
    transfers = parts.search.transfers(call_id)
    last = transfers[-1] if transfers else None
    wish = first_of(ledger) if call.outcome is Outcome.CALLBACK else None
    rule = last.rule_id if last else wish or call.rule_id
    return Story(
        call=call,
        pop=pop(ledger, turns),
        name=_name(parts.backoffice, slots(ledger)),
        rule=rule if rule in _HANDOVERS else None,
        queue=last.queue if last else call.queue,
        priority=last.priority if last else call.priority,
        turns=turns,
        ledger=ledger,
        marks=parts.wrap_ups.marks(call_id),
        transfers=transfers,
        wrap_ups=parts.wrap_ups.of_call(call_id),
    )


def _name(office: Backoffice | None, known: dict[str, str]) -> str:
    """The name of a caller who proved who they are; '' otherwise, or when the back office does not answer."""
    if office is None:
        return ""
    try:
        if known.get("order_known"):
            order = office.find_order(known.get("order_number", ""), known.get("postcode", ""))
            if order is not None:
                return order.customer_name
        if known.get("policy_known"):
            born = date.fromisoformat(known.get("birth_date", ""))
            policy = office.find_policy(known.get("policy_number", ""), born)
            return policy.customer_name if policy is not None else ""
    except BackofficeError as error:
        log.warning("the back office did not tell a name: %s", error)
    except ValueError:
        pass  # a birth date that is none: somebody else's way of writing it
    return ""
