"""Readings of what callers say: numbers, dates, addresses. Pure; None when there is no sure reading."""
