"""What is stored of a call's end, from the commands that it gave."""

from voicebot.call import commands as do
from voicebot.call.concluded import conclusion
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.replies import Agreement
from voicebot.call.written import UNCHOSEN, Written

PROMISE = (Agreement("handover", "Een medewerker neemt dit met u door."),)


def test_a_call_that_only_ended_owes_nothing():
    assert conclusion(Outcome.SOLVED, "O-03", None, None) == Conclusion(Outcome.SOLVED, "O-03")


def test_where_it_goes_and_what_is_owed_are_kept():
    over = do.HandOver("schade", 2, "H-10", "Caller reports a claim.")
    for chosen, kept in ((UNCHOSEN, None), (Written("email"), Written("email"))):
        sent = do.SendConfirmation(PROMISE, "s@voorbeeld.nl", chosen)
        assert conclusion(Outcome.HANDED_OVER, "H-10", over, sent) == Conclusion(
            Outcome.HANDED_OVER,
            "H-10",
            queue="schade",
            priority=2,
            summary="Caller reports a claim.",
            agreements=PROMISE,
            contact_email="s@voorbeeld.nl",
            written=kept,
        )
