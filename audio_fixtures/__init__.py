"""Recorded test calls, and what made them: the line, its noise, the callers' voice."""
