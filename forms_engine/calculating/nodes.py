"""One field that is reckoned, and what it looks at."""

from dataclasses import dataclass
from typing import NamedTuple

from forms_engine.field_types.linked import LATEST_BEFORE, NIGHT_BEFORE, PROFILE, SAME_DAY
from forms_engine.formulas import FieldRef, Formula, HistoryWindow, LinkedField, Which
from forms_engine.models import FieldDefinition

WHICH = {
    SAME_DAY: Which.SAME_DAY,
    NIGHT_BEFORE: Which.NIGHT_BEFORE,
    LATEST_BEFORE: Which.LATEST_BEFORE,
    PROFILE: Which.PROFILE,
}
# Which record → the days after a source's day whose records look at it; None has no end.
DAYS_AFTER: dict[Which, tuple[int | None, int | None]] = {
    Which.SAME_DAY: (0, 0),
    Which.DAY_BEFORE: (1, 1),
    Which.NIGHT_BEFORE: (1, 1),
    Which.LATEST: (0, None),
    Which.LATEST_BEFORE: (1, None),
    Which.PROFILE: (None, None),
}


@dataclass(frozen=True)
class Node:
    """A calculation (`formula`) or a linked value (`link` and the field it copies, `source`).

    `table`: the key of the table whose column it is, "" for any other field.
    """

    field: FieldDefinition
    ref: FieldRef
    table: str = ""
    formula: Formula | None = None
    link: LinkedField | None = None
    source: FieldDefinition | None = None

    @property
    def refs(self) -> frozenset[FieldRef]:
        if self.formula is not None:
            return self.formula.needs.refs
        return frozenset() if self.link is None else frozenset({self.link.ref})

    @property
    def linked(self) -> frozenset[LinkedField]:
        if self.formula is not None:
            return self.formula.needs.linked
        return frozenset() if self.link is None else frozenset({self.link})

    @property
    def histories(self) -> frozenset[HistoryWindow]:
        return self.formula.needs.histories if self.formula is not None else frozenset()

    @property
    def own_keys(self) -> frozenset[str]:
        """Keys of the record itself that it reads or writes."""
        needs = self.formula.needs if self.formula is not None else None
        read = needs.fields | needs.tables if needs is not None else frozenset()
        return read | {self.table or self.ref.field_key}


class Reach(NamedTuple):
    """Records of `dependent` dated `first` to `last` days after one of `source` look at its `key`; None has no end."""

    source: str
    key: str
    dependent: str
    first: int | None
    last: int | None


def reaches_of(node: Node, *, is_profile: bool) -> set[Reach]:
    """`is_profile`: the node's form is one; its one record looks at everything from today."""
    dependent = node.ref.form_key
    found = {Reach(*one.ref, dependent, *DAYS_AFTER[one.which]) for one in node.linked}
    found |= {Reach(*window.ref, dependent, -window.last_offset, -window.first_offset) for window in node.histories}
    return {one._replace(first=None, last=None) for one in found} if is_profile else found
