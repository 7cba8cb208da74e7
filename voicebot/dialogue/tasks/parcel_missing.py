"""A parcel that is late, or said to be delivered and not there."""

from __future__ import annotations

from voicebot.backoffice import rules
from voicebot.backoffice.port import NotPossible, OrderStatus, Reason
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks.identity import ORDER
from voicebot.dialogue.tasks.model import Done, Task, Work
from voicebot.dialogue.tasks.order_status import status_of

ANSWER_DAYS = 2  # working days; the house's own promise


def _check(work: Work) -> None:
    try:
        rules.missing(work.order, work.today)
    except NotPossible as problem:
        if problem.reason not in (Reason.NOT_SHIPPED, Reason.NOT_LATE):
            raise


def _on_its_way(work: Work) -> bool:
    """Nothing is missing yet: the caller hears when it comes."""
    try:
        rules.missing(work.order, work.today)
    except NotPossible:
        return True
    return False


def _read_back(work: Work) -> str:
    if _on_its_way(work):
        return ""
    # One question, about what the caller wants; 'klopt dat?' might be about where the parcel is.
    state = (
        "Volgens ons is uw bestelling bezorgd"
        if work.order.status is OrderStatus.DELIVERED
        else "Hij is te laat"
    )
    return f"{state}: zal ik hem laten zoeken?"


def _fulfil(work: Work) -> Done:
    order = work.order
    if _on_its_way(work):
        return status_of(order, work.today)
    reference = work.backoffice.report_missing(order.number, call_id=work.call_id)
    agreement = Agreement(
        "parcel_searched",
        f"We hebben gemeld dat bestelling {order.number} niet is aangekomen. De bezorger zoekt het pakket; "
        f"u hoort binnen {ANSWER_DAYS} werkdagen van ons.",
        reference,
    )
    text = f"De bezorger zoekt uw pakket. U hoort binnen {ANSWER_DAYS} werkdagen van ons."
    return Done(text, "D-32", (agreement,))


TASK = Task(
    "parcel_missing",
    ORDER,
    _fulfil,
    check=_check,
    read_back=_read_back,
    refusals={
        Reason.CANCELLED: "Uw bestelling is geannuleerd en wordt niet bezorgd. U kunt wel opnieuw bestellen."
    },
)
