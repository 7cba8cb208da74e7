"""Measures the house in real time: how soon callers hear an answer, how many at once, how well they are heard."""
