"""Runs calls: carries out the core's commands on real parts, and keeps the house's processes together."""
