"""Measures the house in real time: how soon it answers, how many callers at once, how well it hears."""
