"""Which SIP addresses the house rings."""

from __future__ import annotations

import re

# A name of printable ASCII, a host with its port, and of all parameters the one that says how to get there.
# No '?' anywhere: what comes behind it would be headers of the call, and ours are put there.
_SIP = re.compile(
    r"sips?:[!#-;=A-~]{1,40}@[A-Za-z0-9.\-:]{1,60}(?:;transport=(?:udp|tcp|tls))?",
    re.ASCII,
)


def can_be_rung(address: str) -> bool:
    """Whether it is one: sip:name@host or sips:name@host, perhaps with ;transport=udp, tcp or tls."""
    return _SIP.fullmatch(address) is not None
