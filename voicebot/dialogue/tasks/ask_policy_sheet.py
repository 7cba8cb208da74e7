"""The policy sheet by e-mail; of an ended policy too."""

from __future__ import annotations

from voicebot.dialogue.tasks.document import document_task

TASK = document_task("ask_policy_sheet", "policy_sheet", "het polisblad", "het")
