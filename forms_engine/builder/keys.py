"""Keys proposed from what people read: “Sleep quality” becomes sleep_quality."""

import re
import unicodedata
from collections.abc import Collection

LONGEST_KEY = 80
# What ASCII cannot say by leaving out its accents.
SPELLED = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ð": "d", "þ": "th", "ł": "l", "µ": "u", "μ": "u"})


def propose_key(words: str, taken: Collection[str] = (), *, unit: str = "", empty: str = "field") -> str:
    """Small letters, digits and underscores, beginning with a letter, not among `taken`; ends in its unit."""
    key = _spell(words) or empty
    if not key[0].isalpha():
        key = f"{empty}_{key}"
    ending = _spell(unit)
    if ending and not key.endswith(f"_{ending}") and key != ending:
        key = f"{key}_{ending}"
    key = key[: LONGEST_KEY - 4].rstrip("_")
    proposed, number = key, 2
    while proposed in taken:
        proposed, number = f"{key}_{number}", number + 1
    return proposed


def _spell(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.casefold().translate(SPELLED))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", letters.replace("%", " percent ")).strip("_")
