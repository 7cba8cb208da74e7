"""Between callers, agents and the carrier: every word becomes a step of a transfer, in the store."""
