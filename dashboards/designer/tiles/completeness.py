"""Completeness: how each athlete's data arrive, on how many of the due days a value is there, and why today's is not.

How data arrive comes through the badge socket of `forms_engine.extension`; the days are those of the projection.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.designer.sight import Sight
from dashboards.designer.tiles.base import Options, TileKind
from dashboards.loads import Compliance, compliance
from dashboards.measures import Measure
from dashboards.models import Tile
from dashboards.reasons import TONE_ORDER
from dashboards.statistics import Tone
from dashboards.wording import time_since, whole
from forms_engine.critical import critical_mark
from forms_engine.definition_shape import Member
from forms_engine.definition_shape import whole as whole_number
from forms_engine.extension import PersonBadge
from people.models import Person

SPANS = (7, 14, 28)


@dataclass(frozen=True)
class Line:
    """One athlete. `kept`: of each measure how many due days have a value; `causes`: why today's is missing."""

    person: Person
    badges: Sequence[PersonBadge]
    kept: Sequence[Compliance]
    causes: Sequence[str]

    @property
    def rank(self) -> tuple[int, float]:
        """Worst first: who must act, then who has least."""
        tones = [TONE_ORDER.index(Tone(badge.tone)) for badge in self.badges]
        shares = [one.percent for one in self.kept if one.percent is not None]
        return min(tones, default=len(TONE_ORDER)), min(shares, default=100.0)


@dataclass(frozen=True)
class ShownCompleteness:
    caption: str
    headings: Sequence[str]
    rows: Sequence[SafeString]
    summary: str


class Completeness(TileKind):
    name = "completeness"
    label = gettext_lazy("completeness")
    purpose = gettext_lazy("How each athlete's data arrive, and on how many of the due days a value is there.")
    template = "dashboards/tiles/completeness.html"
    width = Tile.Width.FULL
    measures = (0, 4)
    members = {"days": Member(whole_number(1, 42), 14)}
    shows_badges = True

    def boxes(self) -> dict[str, forms.Field]:
        choices = [(days, _("%(days)d days") % {"days": days}) for days in SPANS]
        return {"days": forms.TypedChoiceField(label=_("Days"), coerce=int, choices=choices)}

    def narrow(self, options: Options, readable: Collection[str]) -> Options:
        """How data arrive is told to whoever sees the athlete, with or without a field."""
        return {**options, "measures": [key for key in options["measures"] if key in readable]}

    def heading(self, options: Options, measures: object) -> str:
        return str(_("Connection and completeness"))

    def build(self, options: Options, sight: Sight) -> ShownCompleteness:
        measures = [sight.measures[key] for key in options["measures"]]
        lines = sorted((_line(one, measures, options["days"], sight) for one in sight.people), key=lambda one: one.rank)
        fine = sum(any(badge.tone == Tone.FINE for badge in line.badges) for line in lines)
        days = _("%(days)d days") % {"days": options["days"]}
        headings = [_("%(what)s, %(days)s") % {"what": measure.label, "days": days} for measure in measures]
        return ShownCompleteness(
            caption=_("Worst first. A day counts as due once it is over or its value is there."),
            headings=headings,
            rows=[_row(line, headings, sight) for line in lines],
            summary=_("%(fine)d of %(all)d athletes connected and in order") % {"fine": fine, "all": len(lines)},
        )


def _line(person: Person, measures: Sequence[Measure], days: int, sight: Sight) -> Line:
    kept, causes = [], []
    for measure in measures:
        values = sight.days_of(person, measure, days)
        is_there = bool(values) and values[-1] is not None
        kept.append(compliance([day is not None for day in (values if is_there else values[:-1])]))
        causes.append("" if is_there else sight.cause_of(person, measure))
    return Line(person, sight.badges.get(person.pk, ()), kept, causes)


def _row(line: Line, headings: Sequence[str], sight: Sight) -> SafeString:
    url, name = sight.url_of(line.person), escape(line.person.full_name)
    head = (f'<a href="{url}">{name}</a>' if url else name) + critical_mark(sight.critical.get(line.person.pk, ""))
    source = "".join(_badge(badge, sight) for badge in line.badges)
    source = source or f'<span class="light is-none">{escape(_("no source"))}</span>'
    cells = "".join(
        f'<td class="board-kept" data-label="{escape(heading)}">{_kept(kept)}'
        f"{f'<small>{escape(cause)}</small>' if cause else ''}</td>"
        for heading, kept, cause in zip(headings, line.kept, line.causes, strict=True)
    )
    label = escape(_("Connection"))
    return SafeString(
        f'<tr><th scope="row" class="board-person">{head}</th>'
        f'<td class="board-source" data-label="{label}">{source}</td>{cells}</tr>'
    )


def _badge(badge: PersonBadge, sight: Sight) -> str:
    words = escape(badge.words)
    shown = f'<a href="{badge.staff_url}">{words}</a>' if badge.staff_url and not sight.is_sample else words
    # A sentence of its own, or words: in a row with others its full stop goes.
    since = [said.rstrip(".")] if (said := str(badge.detail)) else []
    if badge.last_sync_at:
        since.append(_("last sync %(ago)s") % {"ago": time_since(badge.last_sync_at, sight.now)})
    small = f"<small>{escape('; '.join(since))}</small>" if since else ""
    return f'<span class="light is-{badge.tone}">{shown}</span>{small}'


def _kept(kept: Compliance) -> str:
    if kept.percent is None:
        return "–"
    days = _("%(there)d of %(due)d") % {"there": kept.there, "due": kept.due}
    return f"{whole(kept.percent)} % <small>{days}</small>"
