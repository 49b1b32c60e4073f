"""Squads stand below squads: which belong to one, and in what order they are listed."""

from collections.abc import Iterable, Sequence

from people.models import Squad


def with_all_below(begun: Iterable[int], pairs: Iterable[tuple[int, int | None]]) -> set[int]:
    """The ids `begun` and all that stand below them; `pairs`: (id, id of its parent)."""
    pairs = list(pairs)
    reached: set[int] = set()
    found = set(begun)
    while found:
        reached |= found
        found = {child for child, parent in pairs if parent in found} - reached
    return reached


def ids_below(squad: Squad, squads: Iterable[Squad]) -> set[int]:
    """The id of `squad` and of every one of `squads` that stands below it."""
    return with_all_below({squad.pk}, ((one.pk, one.parent_id) for one in squads))


def in_order(squads: Sequence[Squad]) -> list[Squad]:
    """Each of `squads` followed by the ones below it; neighbours stay in the order they came in."""
    seen = {squad.pk for squad in squads}
    ordered: list[Squad] = []

    def walk(parent_id: int | None) -> None:
        for squad in squads:
            # Somebody who coaches only a squad further down has no parent of it to begin with.
            above = squad.parent_id if squad.parent_id in seen else None
            if above == parent_id:
                ordered.append(squad)
                walk(squad.pk)

    walk(None)
    return ordered
