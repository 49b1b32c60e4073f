"""Squads of one name are told apart by where they stand, in every list somebody chooses from."""

from collections import Counter
from collections.abc import Iterable, Sequence

from people.models import Squad


def tell_apart(squads: Sequence[Squad], known: Iterable[Squad] = ()) -> None:
    """Shows the path of those of `squads` that share a name. No query for parents that are among `known`."""
    times = Counter(one.name for one in squads)
    shared = [one for one in squads if times[one.name] > 1]
    if not shared:
        return
    by_id = {one.pk: one for one in known}
    for one in by_id.values():
        if one.parent_id in by_id:
            one.parent = by_id[one.parent_id]
    for one in shared:
        one.shown_path = one.path
