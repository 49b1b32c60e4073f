"""Names of scopes. Oura's newer token service prefixes them, and one was renamed; here each has one name."""

import re

PREFIX = "extapi:"
RENAMED = {"spo2Daily": "spo2"}


def own_name(scope: str) -> str:
    bare = scope.removeprefix(PREFIX)
    return RENAMED.get(bare, bare)


def granted_scopes(said: object) -> frozenset[str] | None:
    """What a token answer or a redirect says was granted. None when it does not say, which never means "none"."""
    if isinstance(said, str):
        said = re.split(r"[\s,]+", said)
    if not isinstance(said, list):
        return None
    return frozenset(own_name(word) for word in said if isinstance(word, str) and word) or None
