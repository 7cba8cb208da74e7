"""Whether somebody may be in danger: decided from the words alone, before any dialogue, and rather too often.

Words of suicide and of violence bring a person at once, with the number to call in an emergency (113 is the
Dutch line for suicide prevention, 112 the European emergency number). A false alarm costs one transfer.
"""

from __future__ import annotations

import re

_SUICIDE = re.compile(
    r"""
      \bzelf\s?(?:moord|doding)\w* | \bsu[iï]\s?cid\w*
    | \bein(?:d|de)?\s(?:\w+\s){0,2}aan\s(?:mijn|m'n|me|het)\sleven\b
    | \b(?:maak|maken)\ser\seen\sein(?:d|de)?\saan\b | \ber\seen\sein(?:d|de)?\saan\s(?:te\s)?maken\b
    | \b(?:wil|wou|hoef)\s(?:(?:echt|liever|gewoon|eigenlijk|ook)\s)*dood\b | \bliever\sdood\b
    | \b(?:niet\smeer\s(?:\w+\s)?leven|dood\swil(?:len)?|er\sniet\smeer\s(?:zijn|wil))\b
    | \bvoor\s(?:de|een)\strein\s(?:spring|ga|loop)\w* | \bspring\w*\svoor\s(?:de|een)\strein\b
    | \bm[ei](?:j|jn)?\s?zelf\s(?:iets\saan\s?(?:te\s)?doen|van\skant\smaken|op\s?hangen|doden|ombrengen)\b
    | \b(?:doe|doen)\sm[ei](?:j|jn)?\s?zelf\s(?:iets|wat)\saan\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WHO = r"(?:hij|zij|ze|man|vrouw|vriend|vriendin|buurman|vader|moeder|zoon|dochter|ex|broer)"
_DOES = r"(?:slaat|sloeg|mishandelt|bedreigt|wurgt|schopt|steekt)"
_WHOM = r"(?:je|jou|jullie|u|iemand|hem|haar|ze|iedereen)"
_KILL = r"(?:vermoorden|vermoord|doodmaken|doodslaan|afmaken|neersteken|neerschieten|doodschieten)"
_HURT = r"(?:mishandeld|geslagen|aangevallen|gestalkt|neergestoken|verkracht)"
_VIOLENCE = re.compile(
    rf"""
      \b(?:word|wordt|werd|ben)\s(?:ik\s)?(?:\w+\s){{0,3}}{_HURT}\b
    | \b{_WHO}\s{_DOES}\s(?:me|mij|ons|haar|hem)\b
    | \b(?:met|heeft|trekt)\seen\s(?:mes|pistool|geweer|wapen)\b
    | \b{_WHOM}\s(?:\w+\s){{0,2}}{_KILL}\b | \b(?:vermoord|steek|schiet)\s(?:je|jullie|u|iemand|hem|haar)\b
    | \b{_WHOM}\siets\saan\s?(?:doen|ga\sdoen)\b
    | \b(?:blaas|steek)\s(?:de\sboel|het\skantoor|jullie\s\w+)\s(?:op|in\sde\sbrand)\b
    | \bbom\s?(?:melding|aanslag|gelegd|onder)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def danger_in(text: str) -> str | None:
    """The condition of `handover.TABLE` that the words call for: 'suicide', 'violence' or None."""
    if _SUICIDE.search(text):
        return "suicide"
    return "violence" if _VIOLENCE.search(text) else None
