"""The green card of a car by e-mail."""

from __future__ import annotations

from voicebot.dialogue.tasks.document import document_task

TASK = document_task("ask_green_card", "green_card", "de groene kaart", "hem", product="auto")
