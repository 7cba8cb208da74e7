"""Hearing and speaking: Whisper with its weights and its gate; pyttsx3 in a process of its own."""
