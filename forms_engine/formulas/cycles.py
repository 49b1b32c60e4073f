"""Fields that lean on each other in a circle, across forms too; and the order in which to reckon the others."""

from collections.abc import Callable, Collection, Iterator, Mapping

from django.utils.translation import gettext as _

from forms_engine.formulas.errors import FormulaError
from forms_engine.formulas.formula import Formula
from forms_engine.formulas.vocabulary import FieldRef

# A calculated field → the fields its formula leans on (`Formula.needs.refs`).
Graph = Mapping[FieldRef, Collection[FieldRef]]


def find_cycle(graph: Graph) -> list[FieldRef]:
    """A circle, its first field again at the end; empty without one. Fields outside the graph lean on nothing."""
    done: set[FieldRef] = set()
    for start in graph:
        if cycle := _walk(graph, start, done):
            return cycle
    return []


def reckoning_order(graph: Graph) -> list[FieldRef]:
    """The calculated fields, each after those it leans on. Raises ValueError for a circle: look for it before."""
    done: set[FieldRef] = set()
    order: list[FieldRef] = []
    for start in graph:
        if _walk(graph, start, done, order.append):
            raise ValueError("circle")
    return order


def refuse_cycle(
    field: FieldRef, formula: Formula, others: Graph, label_of: Callable[[FieldRef], str] = lambda ref: ref.field_key
) -> None:
    """Raises FormulaError at the name that closes a circle, were `formula` the one of `field`."""
    for reference in formula.references:
        path = _path(others, reference.named.ref, field)
        if path:
            words = _("This leads in a circle: %(path)s. A field cannot lean on itself.")
            shown = " → ".join(f"“{label_of(one)}”" for one in [field, *path])
            raise FormulaError("cycle", words % {"path": shown}, reference.place)


def _path(graph: Graph, start: FieldRef, goal: FieldRef) -> list[FieldRef]:
    """The fields from `start` to `goal`, each leaning on the next; empty when it cannot be reached."""
    came_from: dict[FieldRef, FieldRef | None] = {start: None}
    waiting = [start]
    for one in waiting:
        if one == goal:
            path: list[FieldRef] = []
            step: FieldRef | None = one
            while step is not None:
                path.append(step)
                step = came_from[step]
            return path[::-1]
        for other in graph.get(one, ()):
            if other not in came_from:
                came_from[other] = one
                waiting.append(other)
    return []


def _walk(
    graph: Graph, start: FieldRef, done: set[FieldRef], leave: Callable[[FieldRef], object] = lambda ref: None
) -> list[FieldRef]:
    """Depth first without recursion; a circle that is met, else []."""
    if start in done:
        return []
    trail: dict[FieldRef, Iterator[FieldRef]] = {start: iter(graph.get(start, ()))}
    while trail:
        here = next(reversed(trail))
        following = next((one for one in trail[here] if one in graph and one not in done), None)
        if following is None:
            done.add(here)
            leave(here)
            del trail[here]
        elif following in trail:
            path = list(trail)
            return [*path[path.index(following) :], following]
        else:
            trail[following] = iter(graph[following])
    return []
