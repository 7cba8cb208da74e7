"""What the intents mean for the flow of a call; their names stand in rasa_project/domain/intents.yml."""

from __future__ import annotations

# Answered by a person, at once, whatever is open: the condition of voicebot/call/handover.py.
PERSON = {
    "ask_person": "asked_person",
    "other_language": "other_language",
    "report_claim": "claim",
    "report_accident": "accident",
    "report_burglary": "burglary",
    "report_fire": "fire",
    "report_illness": "illness",
    "report_bereavement": "bereavement",
    "complain": "complaint",
    "legal_threat": "legal_threat",
    "vulnerable": "vulnerable",
    "danger": "violence",  # words of suicide bring their own condition before the dialogue is asked
    "ask_advice": "advice",
    "change_bank_account": "bank_account",
}

# What a person will hear of; who only asks for one, or for another language, has told it all.
STORIES = frozenset(PERSON) - {"ask_person", "other_language"}

# Never checked with a question first: when in doubt, a person.
NEVER_CHECKED = frozenset({"danger", "vulnerable"})

# Wishes that are answered in one turn and leave an open task open.
FLAT_WISHES = frozenset({"opening_hours", "policy_cancel_term", "ask_products"})

# Need questions (voicebot/dialogue/tasks/catalogue.py).
TASK_WISHES = frozenset(
    {
        "order_status", "change_delivery_address", "change_delivery_slot", "return_order", "cancel_order",
        "parcel_missing", "parcel_damaged", "ask_invoice", "payment_question",
        "change_address", "change_phone", "change_email", "policy_premium", "policy_start", "policy_end",
        "policy_own_risk", "ask_green_card", "ask_policy_sheet", "ask_coverage", "ask_callback",
        "confirm_by_sms", "confirm_by_email", "no_confirmation",
    }
)  # fmt: skip
WISHES = TASK_WISHES | FLAT_WISHES

# What the house itself tells the dialogue, by the name that the core gives it; callers can never say these.
HOUSE = {"nobody_free": "house_nobody_free", "closed": "house_closed"}

# Answered by a rule while a task is open; then the task goes on.
SIDE = FLAT_WISHES | {
    "ask_capabilities",
    "bot_challenge",
    "no_number",
    "small_talk",
    "ask_repeat",
    "speak_slower",
    "speak_louder",
    "wait_moment",
}
# After these the question is not put again: it was already, or the caller is looking for the answer.
QUESTION_STANDS = frozenset({"ask_repeat", "speak_slower", "speak_louder", "wait_moment", "nlu_check"})

# Close an open task, after a rule has answered.
CLOSING = frozenset({*PERSON, "cancel", "goodbye", "correction"})

# No answer to a question, but no mishearing either: the question is simply put again.
NOT_AN_ANSWER = frozenset({"greet", "thanks", "affirm", "deny"})

# Too plain to be asked about; a confidence gate that doubts them is believed.
PLAIN = frozenset({"affirm", "deny", "inform", "greet", "thanks", "correction", *QUESTION_STANDS}) - {
    "nlu_check"
}

CHECK = "nlu_check"
FALLBACK = "nlu_fallback"
# After these the bot would ask again: while the caller still speaks, there may be more to come.
IN_DOUBT = frozenset({CHECK, FALLBACK, "out_of_scope"})
