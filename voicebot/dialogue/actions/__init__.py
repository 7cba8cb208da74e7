"""Rasa's custom actions, in voicebot's own Python: they reach the back office through its port."""
