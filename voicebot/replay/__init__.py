"""Replays recorded calls through the real server: scenarios, a simulated carrier, checks, a report."""
