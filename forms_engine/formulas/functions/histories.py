"""Functions over earlier records of the same person.

What is missing in a record is left out; with fewer values than “at least n” says (one, of sd two) the answer is
missing. Today, the day of the record, counts unless “without today” is said. A form that dates the night is read up
to last night from a form that does not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from forms_engine.formulas import syntax
from forms_engine.formulas.calls import Arguments, Function
from forms_engine.formulas.errors import FormulaError
from forms_engine.formulas.functions.choices import scorer_of
from forms_engine.formulas.history import Slot, Statistic
from forms_engine.formulas.kinds import MEASURES, ORDERED, Kind, Sort, number
from forms_engine.formulas.limits import LONGEST_WINDOW_DAYS, MOST_RECORDS
from forms_engine.formulas.missing import Answer, Missing, Reason
from forms_engine.formulas.needs import HistoryWindow
from forms_engine.formulas.typed import Typed
from forms_engine.formulas.values import Read, make_reader
from forms_engine.formulas.vocabulary import Named, Which

GROUP = _("Over earlier records")
ANY = frozenset(Sort)
DEFAULT_DAYS = 365
# How many times its span a fading mean looks back: what is older would weigh less than a thousandth.
FADING_REACH = 4
SHIFTS = {None: 0, Which.SAME_DAY: 0, Which.DAY_BEFORE: -1, Which.NIGHT_BEFORE: -1}


@dataclass(frozen=True)
class Source:
    """Whose history is asked: a field, or the scores of a choice."""

    named: Named
    kind: Kind
    read: Read
    is_scored: bool


@dataclass(frozen=True)
class Span:
    count: int
    is_records: bool


def _checking(statistic: Statistic, sorts: frozenset[Sort]) -> Callable[[Arguments], Typed]:
    def check(arguments: Arguments) -> Typed:
        has_default = statistic in (Statistic.LAST, Statistic.DAYS_SINCE)
        arguments.expect_count(1 if has_default else 2, 2)
        source = _source(arguments)
        if source.kind.sort not in sorts:
            arguments.checker.expect(
                Typed(source.kind, _nothing, arguments.parts[0].place), sorts, arguments.function.name
            )
        span = _span(arguments, arguments.parts[1]) if len(arguments.parts) == 2 else Span(DEFAULT_DAYS, False)
        slot = _slot(arguments, statistic, source, span)
        position = arguments.checker.add_slot(slot)
        return arguments.answer(_kind(statistic, source.kind), lambda frame: frame.histories[position])

    return check


def _nothing(frame: object) -> Answer:
    return Missing(Reason.NOT_DECIDED)


def _kind(statistic: Statistic, kind: Kind) -> Kind:
    if statistic is Statistic.COUNT:
        return number("")
    return number("days") if statistic is Statistic.DAYS_SINCE else kind


def _source(arguments: Arguments) -> Source:
    part = arguments.parts[0]
    is_scored = isinstance(part, syntax.Call) and part.name == "score" and len(part.arguments) == 1
    name = part.arguments[0] if is_scored and isinstance(part, syntax.Call) else part
    if not isinstance(name, syntax.Name):
        words = _now(
            "A history is that of one field in square brackets. Reckon in a field of its own, then name it here."
        )
        raise FormulaError("not_a_history", words, part.place)
    named = arguments.checker.find(name)
    kind = named.field.kind
    if kind is None or named.field.table is not None or named.form.is_profile or named.which not in SHIFTS:
        raise FormulaError("not_a_history", _refusal(named), name.place)
    read = make_reader(kind, named.field.label)
    if not is_scored:
        return Source(named, kind, read, False)
    arguments.checker.expect(Typed(kind, _nothing, name.place), {Sort.CHOICE, Sort.CHOICES}, "score")
    return Source(named, number(""), _scored(read, scorer_of(kind, named.field.label, name.place)), True)


def _scored(read: Read, scorer: Callable[[Any], Answer]) -> Read:
    def read_score(raw: object) -> Answer:
        value = read(raw)
        return value if value.__class__ is Missing else scorer(value)

    return read_score


def _refusal(named: Named) -> str:
    if named.field.table is not None:
        return _now("A column of a table has no history. Sum it up in a field of its own, then name it here.")
    if named.form.is_profile:
        return _now("A profile has one record and no history.")
    return _now("A history is read up to the same day or the day before: leave out the other words after |.")


def _span(arguments: Arguments, part: syntax.Part) -> Span:
    if isinstance(part, syntax.Records):
        if 1 <= part.count <= MOST_RECORDS:
            return Span(part.count, True)
        words = _now("A history reaches over 1 to %(most)d records.") % {"most": MOST_RECORDS}
        raise FormulaError("window_too_long", words, part.place)
    if not isinstance(part, syntax.Quantity) or part.days is None or not part.days.is_integer():
        words = _now("Write how far the history reaches, such as 28 days or 10 records.")
        raise FormulaError("wrong_arguments", words, part.place)
    if not 1 <= part.days <= LONGEST_WINDOW_DAYS:
        words = _now("A history reaches over 1 to %(most)d days.") % {"most": LONGEST_WINDOW_DAYS}
        raise FormulaError("window_too_long", words, part.place)
    return Span(int(part.days), False)


def _slot(arguments: Arguments, statistic: Statistic, source: Source, span: Span) -> Slot:
    named, is_fading = source.named, statistic is Statistic.FADING_MEAN
    shift = SHIFTS[named.which]
    last = shift - (0 if arguments.today is None or arguments.today.is_counted else 1)
    reach = span.count * (FADING_REACH if is_fading else 1)
    days = LONGEST_WINDOW_DAYS if span.is_records else min(reach, LONGEST_WINDOW_DAYS)
    most = min(reach, MOST_RECORDS) if span.is_records else None
    return Slot(
        window=HistoryWindow(named.ref, last - days + 1, last, most),
        statistic=statistic,
        read=source.read,
        is_scored=source.is_scored,
        too_few=Missing(Reason.TOO_FEW, named.field.label),
        at_least=_at_least(arguments, statistic, span),
        span=span.count,
        fade=1 - 2 / (span.count + 1) if is_fading else 1.0,
        day_offset=shift,
    )


def _at_least(arguments: Arguments, statistic: Statistic, span: Span) -> int:
    needed = 2 if statistic is Statistic.SD else 0 if statistic is Statistic.COUNT else 1
    stated = arguments.at_least
    if stated is None:
        return needed
    if span.is_records and stated.count > span.count:
        words = _now("So many values cannot lie in %(count)d records.") % {"count": span.count}
        raise FormulaError("wrong_option", words, stated.place)
    return max(needed, stated.count)


def _function(
    name: str, statistic: Statistic, sorts: frozenset[Sort], sentence: str | Promise, example: str, gives: str
) -> Function:
    takes = frozenset({"today"} if sorts is ANY else {"today", "at least"})
    options = "without today" if sorts is ANY else "at least n, without today"
    signature = f"{name}([field], n days, {options})"
    return Function(name, GROUP, signature, sentence, example, gives, _checking(statistic, sorts), takes)


HISTORIES = (
    _function(
        "history_mean",
        Statistic.MEAN,
        MEASURES,
        _("The mean of the last days or records: write 28 days, or 10 records."),
        "history_mean([HRV], 7 days, at least 3, without today)",
        "58",
    ),
    _function(
        "history_sum",
        Statistic.SUM,
        MEASURES,
        _("All values of the last days or records added up."),
        "history_sum([HRV], 2 records)",
        "124",
    ),
    _function(
        "history_sd",
        Statistic.SD,
        MEASURES,
        _("The standard deviation of the last days or records; it needs two values."),
        "history_sd([HRV], 7 days, without today)",
        "6",
    ),
    _function(
        "history_min",
        Statistic.MIN,
        ORDERED,
        _("The smallest, shortest or earliest of the last days or records."),
        "history_min([HRV], 7 days)",
        "52",
    ),
    _function(
        "history_max",
        Statistic.MAX,
        ORDERED,
        _("The largest, longest or latest of the last days or records."),
        "history_max([HRV], 7 days)",
        "64",
    ),
    _function(
        "history_count",
        Statistic.COUNT,
        ANY,
        _("How many values there are in the last days; 0 when there are none."),
        "history_count([HRV], 7 days)",
        "4",
    ),
    _function(
        "history_last",
        Statistic.LAST,
        ANY,
        _("The newest value of the last days; of the last 365 when no days are written."),
        "history_last([HRV], 7 days, without today)",
        "64",
    ),
    _function(
        "days_since",
        Statistic.DAYS_SINCE,
        ANY,
        _("Days since the newest value of the last days; of the last 365 when no days are written."),
        "days_since([HRV], 30 days, without today)",
        "1",
    ),
    _function(
        "history_fading_mean",
        Statistic.FADING_MEAN,
        MEASURES,
        _(
            "The exponentially weighted mean: of n days or records, each one further back weighs 1 - 2 / (n + 1) times "
            "the next. It looks back over four times as many, at most two years."
        ),
        "round(history_fading_mean([HRV], 3 records), 2)",
        "60.27",
    ),
)
