"""Deciding what to say: the Rasa client, its payloads, training and start. Nothing else knows Rasa."""
