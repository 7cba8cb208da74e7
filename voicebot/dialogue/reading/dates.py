"""Birth dates and days out of what Whisper writes when a Dutch caller says them."""

from voicebot.dialogue.reading.birth_date import find_birth_date
from voicebot.dialogue.reading.day import find_day

__all__ = ["find_birth_date", "find_day"]
