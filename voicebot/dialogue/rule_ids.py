"""Why the dialogue said something: the rule ids of its payloads, as they stand in the ledger."""

from __future__ import annotations

RULES = {
    "D-00": "Said something without a rule of its own.",
    # Talk
    "D-01": "Greets and asks for the wish.",
    "D-02": "Tells what it can do.",
    "D-03": "Says honestly that it is a computer.",
    "D-04": "The caller dropped the question; asks for another.",
    "D-05": "Thanked; asks whether there is more.",
    "D-06": "Says goodbye and ends the call.",
    "D-07": "Did not understand; asks for other words.",
    "D-08": "Repeats what it said last.",
    "D-09": "Asks for the wish after a bare yes, no or number.",
    # Tasks
    "D-10": "Asks for a value that the task needs; the second time in other words, with keys or a person.",
    "D-11": "Could not read the value.",
    "D-12": "The two values do not match; asks one of them again, always in the same order.",
    "D-13": "The caller is identified; tells what stands in the order.",
    "D-14": "Tells where the number stands.",
    "D-15": "Tells a sentence of the knowledge files, with its source and version.",
    "D-16": "Reads back what was heard, or what will be changed, for a yes.",
    "D-17": "The caller said no to what was read back; asks it again.",
    "D-18": "The knowledge files do not say it; offers a person and makes nothing up.",
    "D-19": "The caller said no to a change; nothing was changed.",
    # To a person
    "D-20": "The caller asks for a person.",
    "D-21": "The caller reports a claim.",
    "D-22": "The caller complains.",
    "D-23": "Did not understand twice in a row.",
    "D-24": "Would have asked the same slot a third time.",
    "D-25": "Three combinations did not match, or no value may be asked again.",
    "D-26": "An action failed, or the back office did not answer.",
    "D-27": "The caller is upset about a damaged parcel.",
    "D-28": "The caller wants to change a policy that has ended.",
    "D-29": "The caller asks about somebody else's policy.",
    # Tasks, their ends
    "D-31": "The back office does not allow it; says why and what is possible instead.",
    "D-32": "It was read back, agreed and done, or sent; confirmed in writing.",
    "D-33": "The caller is identified; tells what stands in the policy.",
    "D-50": "A callback was read back and agreed; tells its ticket. Confirmed in writing.",
    # Not sure
    "D-40": "Doubts what was meant; asks 'klopt dat?'.",
    "D-41": "It was not meant; asks for other words.",
    "D-42": "Nothing that it knows; says what it does know.",
    "D-43": "A question in between was answered; recalls the open question without asking it a third time.",
    "D-44": "Speaks slower or louder from now on.",
    "D-45": "The caller says that it was not meant; drops what was open and asks for the wish.",
    "D-46": "Gives the caller time.",
    # Told to anybody
    "D-47": "Tells the opening hours.",
    "D-48": "Tells which insurance there is.",
    "D-49": "Says honestly that it cannot chat.",
    # To a person, continued
    "D-51": "The caller speaks another language.",
    "D-52": "The caller reports an accident.",
    "D-53": "The caller reports a burglary.",
    "D-54": "The caller reports a fire.",
    "D-55": "The caller speaks of an illness.",
    "D-56": "The caller reports a death.",
    "D-57": "The caller speaks of a lawyer or a court.",
    "D-58": "The caller cannot cope.",
    "D-59": "The caller speaks of violence or danger.",
    "D-60": "The caller wants advice about insurance, which is regulated.",
    "D-61": "The caller wants to change a bank account.",
    # No person can come
    "D-63": "Nobody is free; offers to have the caller called back.",
    "D-64": "Nobody works at this hour; tells when somebody does, and offers to have the caller called back.",
    "D-65": "The caller wants no callback; tells when people can be reached.",
    # In writing
    "D-71": "It cannot be written to anybody yet; asks whether an SMS is wanted.",
    "D-72": "The caller chose how it comes in writing; tells the end of the number or the address.",
    "D-73": "The caller wants nothing in writing; tells the reference once more.",
    "D-74": "No e-mail address is on file; tells what is possible instead.",
}
