"""What sync plugs into the gap socket: why days of somebody's fields have no value, each by its feed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from forms_engine.definition_memory import kept
from forms_engine.extension import Cause
from forms_engine.models import Record
from people.models import Person
from people.prepared import among, prepared
from sync import registry
from sync.badges import FEEDS
from sync.completeness import Hole, hole_cause
from sync.models import Binding, BoundValue, Connection
from sync.positions import Position, connections_of, feeds_of


@dataclass(frozen=True)
class Wearer:
    """One person at one provider. `days`: the provider's days of which anything at all is stored."""

    connection: Connection | None
    states: Mapping[str, Position]
    days: frozenset[date]


def gap_causes(
    person: Person, wanted: Mapping[int, Collection[date]], today: date, now: datetime
) -> dict[int, dict[date, Cause]]:
    """Field id → day of the record → cause. Two statements, none for fields nobody fills."""
    if not wanted:
        return {}
    fields = frozenset(wanted)
    bound = kept(("bound fields", fields), lambda: _bound(fields), FEEDS)
    bindings = {one.field_id: one.binding for one in bound if registry.is_registered(one.binding.provider)}
    if not bindings:
        return {}
    wearers = _wearers(person, bindings.values(), [day for days in wanted.values() for day in days])
    known: dict[tuple[int, date], Cause] = {}
    causes: dict[int, dict[date, Cause]] = {}
    for field_id, binding in bindings.items():
        of_field = causes.setdefault(field_id, {})
        for day in wanted[field_id]:
            cause = known.get((binding.pk, day))
            if cause is None:
                cause = known[binding.pk, day] = _cause(binding, day, wearers[binding.provider], today, now)
            of_field[day] = cause
    return causes


def _bound(fields: Collection[int]) -> list[BoundValue]:
    return list(BoundValue.objects.filter(binding__is_active=True, field__in=fields).select_related("binding"))


def _cause(binding: Binding, day: date, wearer: Wearer, today: date, now: datetime) -> Cause:
    feed = registry.feed_of(registry.provider_for(binding.provider), binding.feed)
    provider_day = day - timedelta(days=binding.date_shift_days)
    hole = Hole(provider_day, today, provider_day in wearer.days)
    return hole_cause(wearer.connection, feed, wearer.states.get(feed.key), hole, now)


def _wearers(person: Person, bindings: Iterable[Binding], days: Collection[date]) -> dict[str, Wearer]:
    bindings = list(bindings)
    providers = {one.provider for one in bindings}
    shifts = [timedelta(days=one.date_shift_days) for one in bindings]
    connections = {provider: connections_of(provider, [person]).get(person.pk) for provider in providers}
    first, last = min(days) - max(shifts), max(days) - min(shifts)
    stored = prepared(
        ("stored days", tuple(sorted(providers))),
        lambda ids, *span: _stored(providers, ids, span),
        [person.pk],
        first,
        last,
    )
    there: dict[str, set[date]] = {provider: set() for provider in providers}
    for source, day in stored:
        if day is not None:
            there[source].add(day)
    return {
        provider: Wearer(
            connection,
            {one.feed: one for one in feeds_of(connection)} if connection else {},
            frozenset(there[provider]),
        )
        for provider, connection in connections.items()
    }


def _stored(
    providers: Collection[str], person_ids: list[int], span: tuple[date, date]
) -> QuerySet[Record, tuple[str, date | None]]:
    """Source and day of everything that is stored."""
    found = Record.objects.filter(
        among("forms_engine_record.person_id", person_ids),
        source__in=providers,
        source_on__range=span,
        withdrawn_at=None,
    )
    return found.order_by().values_list("source", "source_on").distinct()
