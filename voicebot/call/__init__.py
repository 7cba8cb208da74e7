"""The call core: events in, commands out; no socket, no clock, no thread."""
