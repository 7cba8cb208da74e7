"""Many recorded callers at once, as Twilio would speak for them, against any house that one may load."""
