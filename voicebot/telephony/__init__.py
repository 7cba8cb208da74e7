"""Twilio: webhooks, TwiML, signatures and media streams. Nothing else in the house knows Twilio."""
