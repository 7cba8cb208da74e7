"""Warm transfer: a caller, a queue, agents who are offered the call, and what becomes of it. No I/O."""
