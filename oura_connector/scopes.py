"""Names of scopes. Oura's newer token service prefixes them, and one was renamed; here each has one name."""

import re
from collections.abc import Mapping

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


def scopes_of_redirect(answer: Mapping[str, str]) -> frozenset[str] | None:
    """The older token service states what was granted only here. An empty list is "none"; no list is "not said"."""
    if "scope" not in answer:
        return None
    return granted_scopes(answer["scope"]) or frozenset()
