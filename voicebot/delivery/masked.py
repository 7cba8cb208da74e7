"""Addresses with only as much left as a person needs to recognise theirs."""

from __future__ import annotations

_DOTS = "•••"


def masked(address: str) -> str:
    """'+31 ••• 678' for a number, 'j•••@voorbeeld.nl' for e-mail, '' for none."""
    name, at, domain = address.strip().rpartition("@")
    if at:
        return f"{name[:1]}{_DOTS}@{domain}"
    digits = address.strip()
    return f"{digits[:3]} {_DOTS} {digits[-3:]}" if len(digits) > 8 else _DOTS if digits else ""
