"""The words in which callers spell an e-mail address, as speech recognition writes them, as its signs."""

from __future__ import annotations

import re

# Address providers of Dutch callers: an address ends in them, though no sign was said.
PROVIDERS = frozenset(
    {
        "gmail.com", "googlemail.com", "hotmail.com", "hotmail.nl", "outlook.com", "outlook.nl", "live.nl",
        "live.com", "msn.com", "icloud.com", "me.com", "mac.com", "yahoo.com", "yahoo.nl", "ziggo.nl",
        "kpnmail.nl", "kpnplanet.nl", "planet.nl", "hetnet.nl", "xs4all.nl", "home.nl", "upcmail.nl",
        "chello.nl", "casema.nl", "quicknet.nl", "telfort.nl", "tele2.nl", "solcon.nl", "caiway.nl",
        "online.nl", "zonnet.nl", "versatel.nl", "freedom.nl", "proton.me", "protonmail.com", "pm.me",
    }
)  # fmt: skip

# Top-level domains that Dutch callers have; 'kom' is how speech recognition hears 'com'.
ENDINGS = {
    name: name
    for name in (
        "nl", "com", "be", "eu", "net", "org", "de", "info", "nu", "frl", "amsterdam", "fr", "uk", "io", "me",
        "edu", "biz", "shop", "online", "app", "dev", "es", "it", "at", "ch", "dk", "se", "pl", "tr", "ma",
        "sr", "example",
    )
} | {"kom": "com", "komt": "com", "comm": "com", "enel": "nl", "nel": "nl"}  # fmt: skip

# How speech recognition writes the providers' names.
HEARD_AS = {
    "gemail": "gmail", "jimail": "gmail", "djimail": "gmail", "gmeel": "gmail", "gmeil": "gmail",
    "geemail": "gmail", "jeemail": "gmail", "hotmeel": "hotmail", "hotmeil": "hotmail", "outloek": "outlook",
    "autlook": "outlook", "zigo": "ziggo", "siggo": "ziggo", "ziggoo": "ziggo", "aicloud": "icloud",
    "iclout": "icloud", "autloek": "outlook", "aiklaud": "icloud",
    "xsforall": "xs4all", "xsvoorall": "xs4all", "kapeenmail": "kpnmail",
}  # fmt: skip

AT, DOT, DASH, UNDERSCORE, PLUS = "@", ".", "-", "_", "+"
SIGNS = frozenset({AT, DOT, DASH, UNDERSCORE, PLUS})

# What says how to write, and is nothing to write.
_MANNER = (
    r"\b(?:(?:allemaal|alles|helemaal|en dat) )?aan (?:elkaar|mekaar)(?: (?:geschreven|vast))?\b"
    r"|\baaneen(?:geschreven)?\b"
    r"|\bzonder (?:spaties?|punt(?:en|jes?)?|streepjes?|tussen\w*|iets|hoofdletters?)(?: er ?tussen)?\b"
    r"|\b(?:met )?(?:allemaal |alleen |gewoon )?kleine letters?\b"
    r"|\b(?:met )?(?:(?:een|1) )?hoofdletters?\b|\b(?:de )?letters?\b(?= [a-z]\b)"
    r"|\ben (?:dan|toen|daarna)\b|\bdan\b|\b(?:uh+|eh+|uhm+|ehm+|hm+)\b"
)
_SAID = (
    (_MANNER, ""),
    # Also as Whisper base hears it on the telephone: 'appen starten', 'hapens tart', glued to what follows.
    (r"\bh?a+(?:p+|bb)(?:e|en|ens| en)? ?s?ta+r(?:tjes?|tjen|ten?|je|t)(?:\b|(?<=tje))", AT),
    (r"(?<=[a-z])(?<!tussen)(?<!midden)(?<!koppel)(?<!verbindings)(?<!onder)(?<!laag)streepje\b", DASH),
    (r"(?<=\b[a-z])punt\b|(?<=[a-z])punt(?= (?:nl|com|kom|be|eu|net|org)\b)", DOT),
    (r"\ba ?krul(?:letje)?\b|\bkrul a\b|\bslinger ?aa?p(?:je)?\b", AT),
    (r"\b(?:under|onder) ?s[ck]o(?:re?|or)s?\b|\banders ?kor+\b", UNDERSCORE),
    (r"\b(?:(?:liggend|onderliggend) )?(?:laag|lage) ?(?:liggend )?(?:streepje|streep)\b", UNDERSCORE),
    (r"\b(?:streepje (?:laag|onder|beneden)|onderstreepje|lage streep)\b", UNDERSCORE),
    (r"\b(?:(?:liggend|gewoon) )?(?:tussen|midden|koppel|verbindings)?(?:streepje|streep)\b", DASH),
    (r"\b(?:koppel|min|verbindings)teken\b|\bmin(?:netje)?\b|\bhyphen\b|\bdash\b", DASH),
    (r"\bplus(?:je|teken)?\b", PLUS),
    (r"\bpun[tk]t?(?:je)?\b|\bdot\b|\bstip(?:je)?\b|\bpoint\b", DOT),
)  # fmt: skip
_PATTERNS = [(re.compile(pattern), sign) for pattern, sign in _SAID]

# Words before an address that are no part of it; what comes after the last of them may be.
LEAD_IN = frozenset(
    {
        "is", "adres", "mailadres", "emailadres", "mailadresje", "naar", "luidt", "wordt", "heet", "mijn",
        "ik", "u", "dat", "dit", "kan", "mag", "graag", "maar", "ja", "stuur", "sturen", "doe", "gewoon",
        "dus", "want", "oke", "oké", "ok", "goed", "nou", "even", "hoor", "worden", "nieuwe", "wijzigen",
        "veranderen", "volgende", "heb", "hebben", "bij", "via", "als", "zijn", "nee", "neen",
        "sorry", "pardon", "bedoel", "wacht", "fout", "verkeerd", "correctie", "dank", "bent", "moet", "wil",
        "gebruik", "gebruiken", "denk", "geloof", "zeg", "ander", "andere", "daar", "klopt", "niet",
    }
)  # fmt: skip


def signs_written(text: str) -> list[str]:
    """Plain text as words and signs: 'jan punt de vries apenstaartje' → jan . de vries @."""
    for pattern, sign in _PATTERNS:
        text = pattern.sub(f" {sign} ", text)
    words = text.split()
    return words[2:] if words[:2] == ["mijn", "mail"] else words
