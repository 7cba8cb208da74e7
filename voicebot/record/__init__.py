"""Calls become scenarios: taken apart, what is personal replaced, and looked over by a person."""
