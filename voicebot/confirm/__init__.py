"""Writes to callers what was agreed: the texts, the channels, and the worker that sends them."""
