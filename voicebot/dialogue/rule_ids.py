"""Why the dialogue said something: the rule ids of its payloads, as they stand in the ledger."""

from __future__ import annotations

RULES = {
    "D-01": "Greets and asks for the wish.",
    "D-02": "Tells what it can do.",
    "D-03": "Says honestly that it is a computer.",
    "D-04": "The caller dropped the question; asks for another.",
    "D-05": "Thanked; asks whether there is more.",
    "D-06": "Says goodbye and ends the call.",
    "D-07": "Did not understand the first time; asks for other words.",
    "D-08": "Repeats what it said last.",
    "D-09": "Asks for the wish after a bare yes or no.",
    "D-10": "Asks for a slot of the order form.",
    "D-11": "Could not read the number or postcode.",
    "D-12": "Number and postcode do not match; asks one of them again, always in the same order.",
    "D-13": "Number and postcode match; tells where the order is.",
    "D-14": "Tells where the order number stands.",
    "D-15": "Tells a sentence of the policy conditions.",
    "D-20": "The caller asks for a person.",
    "D-21": "The caller reports a claim.",
    "D-22": "The caller complains.",
    "D-23": "Did not understand twice in a row.",
    "D-24": "Would have asked the same slot a third time.",
    "D-25": "Three combinations did not match.",
    "D-26": "An action failed, or the back office did not answer.",
}
