"""“Did you mean …?”"""

from collections.abc import Mapping
from difflib import get_close_matches

LONGEST_COMPARED = 80
MOST_COMPARED = 2_000


def closest(typed: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Up to two of the names shown in `known` (name without capitals → as it is written) that resemble `typed`."""
    names = [name for name in list(known)[:MOST_COMPARED] if len(name) <= LONGEST_COMPARED]
    found = get_close_matches(typed.casefold()[:LONGEST_COMPARED], names, n=2, cutoff=0.6)
    return tuple(dict.fromkeys(known[name] for name in found))
