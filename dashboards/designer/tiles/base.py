"""What a kind of tile answers: what it may hold, what it reads, what it is called, what it shows.

One file per kind; `tile_kind(name)` finds it. Apps further out register theirs at start-up (`register_tile`), which is
how alerts come onto dashboards. Options are JSON: read by `read`, whatever wrote them (a panel, a file, an older site).
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dashboards.designer.figures import SLEEP_NEED_H, Figure, all_statistics, name_of
from dashboards.designer.sight import Need, Sight
from dashboards.designer.statistics_offered import CAUTION
from dashboards.measures import Measure
from dashboards.models import Tile
from forms_engine.definition_shape import (
    DocumentRefused,
    Member,
    flag,
    list_of,
    number,
    object_of,
    one_of,
    read_object,
    text,
    whole,
)

Options = Mapping[str, Any]
MOST_DAYS = 366
LONGEST_MEASURE = 161
# So many fields are named where a tile has no title.
MOST_NAMED = 3
MEASURE = text(LONGEST_MEASURE, is_blank=False)
FIGURE = {
    "measure": Member(MEASURE, is_required=True),
    "statistic": Member(one_of(*all_statistics()), "latest"),
    "days": Member(whole(1, MOST_DAYS, is_optional=True)),
}


class TileKind(ABC):
    """One kind of tile. Kinds hold no state: one instance of each serves everybody.

    `figures`, `measures`: from how many to how many of them a tile has; (0, 0) for none. `template` gets what `build`
    answers as `shown`.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    purpose: ClassVar[str | Promise]
    template: ClassVar[str]
    width: ClassVar[int] = Tile.Width.HALF
    figures: ClassVar[tuple[int, int]] = (0, 0)
    measures: ClassVar[tuple[int, int]] = (0, 0)
    # What the kind has beside figures and measures.
    members: ClassVar[Mapping[str, Member]] = {}
    # Whether it shows people even without any measure; then looks are noted and badges read.
    shows_badges: ClassVar[bool] = False
    shows_people: ClassVar[bool] = True

    @property
    def shape(self) -> Mapping[str, Member]:
        shape = dict(self.members)
        if self.figures[1]:
            shape["figures"] = Member(list_of(object_of(FIGURE), self.figures[1]), list)
            shape["sleep_need_h"] = Member(number, SLEEP_NEED_H)
            shape["allows_ratio"] = Member(flag, False)
        if self.measures[1]:
            shape["measures"] = Member(list_of(MEASURE, self.measures[1]), list)
        return shape

    def read(self, said: Any) -> dict[str, Any]:
        """Options with every member there. Raises DocumentRefused."""
        options = read_object(said, "options", self.shape)
        self._check_counts(options)
        for place, figure in enumerate(options.get("figures", ())):
            about = all_statistics()[figure["statistic"]]
            if about.is_guarded and not options["allows_ratio"]:
                words = _("Take its caution first: %(caution)s") % {"caution": CAUTION}
                raise DocumentRefused(words, f"options.figures[{place}].statistic")
            # Statistics with days of their own have no others.
            figure["days"] = (figure["days"] or about.days) if about.days else None
        need = options.get("sleep_need_h")
        if need is not None and not 4 <= need <= 12:
            raise DocumentRefused(_("A sleep need lies between 4 and 12 hours."), "options.sleep_need_h")
        return options

    def _check_counts(self, options: Options) -> None:
        for name, (least, most) in (("figures", self.figures), ("measures", self.measures)):
            count = len(options.get(name, ()))
            if not least <= count <= most:
                words = _("Choose from %(least)d to %(most)d fields.") if most > least else _("Choose %(most)d fields.")
                if least == most == 1:
                    words = _("Choose a field.")
                raise DocumentRefused(words % {"least": least, "most": most}, f"options.{name}")
        keys = options.get("measures", ())
        if len(set(keys)) < len(keys):
            raise DocumentRefused(_("Each field once, please."), "options.measures")

    def asked_figures(self, options: Options) -> list[Figure]:
        return [Figure.read(said) for said in options.get("figures", ())]

    def asked_measures(self, options: Options) -> list[str]:
        """Keys of every measure the tile is about, in order, each once."""
        keys = [figure.measure for figure in self.asked_figures(options)] + list(options.get("measures", ()))
        return list(dict.fromkeys(keys))

    def needs(self, options: Options) -> list[Need]:
        """What must be read for it."""
        days = self.days_read(options)
        return [
            *(Need(figure.measure, figure.reads) for figure in self.asked_figures(options)),
            *(Need(key, days, self.days_explained(options)) for key in options.get("measures", ())),
        ]

    def days_read(self, options: Options) -> int:
        """How many days of each of its `measures` the tile reads."""
        return int(options.get("days", 1))

    def days_explained(self, options: Options) -> int:
        """Of how many days of them, the newest, the tile says why a value is missing."""
        return 1

    def narrow(self, options: Options, readable: Collection[str]) -> Options | None:
        """The same tile with what the viewer may read alone; None when nothing sensible is left of it."""
        narrowed = {
            **options,
            "figures": [one for one in options.get("figures", ()) if one["measure"] in readable],
            "measures": [one for one in options.get("measures", ()) if one in readable],
        }
        left = len(narrowed["figures"]) + len(narrowed["measures"])
        is_enough = len(narrowed["figures"]) >= self.figures[0] and len(narrowed["measures"]) >= self.measures[0]
        return narrowed if is_enough and (left or not self.asked_measures(options)) else None

    def heading(self, options: Options, measures: Mapping[str, Measure]) -> str:
        """What the tile is called where nobody gave it a title, of what the viewer may read."""
        names = [name_of(one, measures[one.measure]) for one in self.asked_figures(options) if one.measure in measures]
        names += [str(measures[key].label) for key in options.get("measures", ()) if key in measures]
        more = [_("%(count)d more") % {"count": len(names) - MOST_NAMED}] if len(names) > MOST_NAMED else []
        return ", ".join([*names[:MOST_NAMED], *more]) or str(self.label)

    def boxes(self) -> dict[str, forms.Field]:
        """What the panel asks beside title, width, figures and measures, by the option each box fills."""
        return {}

    def caution(self, options: Options) -> str:
        """What must stand below a tile with a guarded statistic; "" for all others."""
        return str(CAUTION) if any(one.about.is_guarded for one in self.asked_figures(options)) else ""

    @abstractmethod
    def build(self, options: Options, sight: Sight) -> Any:
        """What the template shows, as plain data. `options` are narrowed: every measure of them is in `sight`."""


_kinds: dict[str, TileKind] = {}


def register_tile(kind: type[TileKind]) -> None:
    _kinds[kind.name] = kind()


def tile_kind(name: str) -> TileKind | None:
    """The kind of this name; None where the app that brings it is not installed."""
    return _kinds.get(name)


def all_kinds() -> Sequence[TileKind]:
    """In the order they were registered."""
    return list(_kinds.values())
