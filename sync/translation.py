"""Observations become wanted records through a binding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forms_engine.models import FormDefinition
from forms_engine.reconcile import Wanted
from forms_engine.validation import clean_values
from sync import series
from sync.models import Binding
from sync.provider import Feed, Observation, Shape, Window
from sync.registry import feed_of, provider_for

# The days of a feed that is always read whole: from before the first wearable to after the last.
ALL_DAYS = Window(date(2000, 1, 1), date(2199, 12, 31))


@dataclass(frozen=True)
class Plan:
    """A binding as a run needs it, read once: form, owner, shift and which value goes to which field key."""

    feed: str
    form: FormDefinition
    owner: str
    date_shift_days: int
    keys: dict[str, str]
    is_whole: bool = False

    def span(self, window: Window) -> Window:
        """The days that an answer to `window` speaks of: all there are when the provider always says everything."""
        return ALL_DAYS if self.is_whole else window

    @property
    def owned_keys(self) -> frozenset[str]:
        return frozenset(self.keys.values())


def plans_for(provider_key: str) -> dict[str, Plan]:
    """Feed key → plan, for the bindings in use. Three queries; cleaning values needs none after that."""
    provider = provider_for(provider_key)
    bindings = Binding.objects.filter(provider=provider_key, is_active=True).select_related("form")
    return {
        one.feed: _plan(one, feed_of(provider, one.feed))
        for one in bindings.prefetch_related("values", "form__fields").order_by("feed")
    }


def _plan(binding: Binding, feed: Feed) -> Plan:
    is_whole = feed.is_whole or feed.shape is Shape.PROFILE
    keys = {field.pk: field.key for field in binding.form.fields.all() if field.retired_at is None}
    bound = {one.value: keys[one.field_id] for one in binding.values.all() if one.field_id in keys}
    return Plan(binding.feed, binding.form, binding.owner, binding.date_shift_days, bound, is_whole)


def wanted_records(plan: Plan, observations: Sequence[Observation]) -> list[Wanted]:
    """What the records of this feed should say, dated by the binding's shift.

    Values no field is bound to are left out. Raises forms_engine.errors.InvalidValues when the vendor sends a value
    its field cannot hold.
    """
    return [_wanted(plan, observation) for observation in observations]


def _wanted(plan: Plan, observation: Observation) -> Wanted:
    described = {name: series.described(samples) for name, samples in observation.series.items()}
    said = {**observation.values, **described}
    values = {plan.keys[name]: value for name, value in said.items() if name in plan.keys}
    shift, day = timedelta(days=plan.date_shift_days), observation.day
    return Wanted(
        source_id=observation.source_id,
        source_on=day,
        occurred_on=None if day is None else day + shift,
        values=clean_values(plan.form, values, by_connector=True),
        starts_at=observation.starts_at,
        finishes_at=observation.finishes_at,
        zone=observation.zone,
        document_id=observation.document_id,
    )
