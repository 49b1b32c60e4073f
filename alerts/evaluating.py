"""Rules meet values: for whoever's records were written, and once a day for what is missing.

A fixed number of statements a batch: who is an athlete, which rules are on, one for the values of each form, what was
raised lately, what is raised now. Two workers may evaluate at once; no athlete is in two hands at the same time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from alerts import conf
from alerts.gaps import excuse_of
from alerts.histories import Excuse, Histories, never_excused, read_histories
from alerts.judging import Judgement, judge_rule
from alerts.models import Alert, RuleVersion
from alerts.raising import Raised, raise_alerts, settle_alerts
from alerts.reach import Reach, reach_of, reached
from alerts.specs import RuleSpec, from_json
from dashboards.days import board_today

# Of advisory locks in this database: ours, by person.
LOCKS = 0x616C72


@dataclass(frozen=True)
class Version:
    """A rule's newest version, read."""

    row: RuleVersion
    spec: RuleSpec

    @property
    def form_ids(self) -> set[int]:
        return {one.field.form_id for one in self.spec.conditions}


@dataclass
class Work:
    """What one batch has in hand."""

    versions: Sequence[Version]
    reach: Reach
    people_of: Mapping[int, list[int]]
    lately: Sequence[Alert]
    today: date

    def again(self) -> list[tuple[Alert, RuleSpec]]:
        """Alerts that may be called off yet, each with the rule as it was then."""
        since = self.today - conf.LOOKED_AT_AGAIN
        return [(one, from_json(one.version.definition)) for one in self.lately if one.board_day >= since]


def evaluate_written(written: Mapping[int, set[int]], now: datetime) -> int:
    """Person id → ids of the forms written about them. Returns how many alerts it raised.

    Rules that ask for something missing wait for the day's round; open alerts are looked at again whatever they ask.
    """
    return _evaluate(sorted(written), now, written)


def evaluate_missing(person_ids: Collection[int] | None, now: datetime) -> int:
    """The day's round: rules that ask for something missing, for these athletes or for all. Returns as above."""
    ids = sorted(reach_of(person_ids).athletes)
    batches = [ids[start : start + conf.PEOPLE_A_BATCH] for start in range(0, len(ids), conf.PEOPLE_A_BATCH)]
    return sum(_evaluate(batch, now, None) for batch in batches)


def current_versions(*, asks_for_missing: bool) -> list[Version]:
    """Of the rules that are on. One query."""
    rows = RuleVersion.objects.filter(is_current=True, rule__is_on=True).select_related("rule").order_by("rule_id")
    versions = [Version(row, from_json(row.definition)) for row in rows]
    return [one for one in versions if one.spec.asks_for_missing is asks_for_missing]


def _evaluate(person_ids: Sequence[int], now: datetime, written: Mapping[int, set[int]] | None) -> int:
    if not person_ids:
        return 0
    with transaction.atomic():
        _lock_people(person_ids)
        today = board_today(now)
        versions = current_versions(asks_for_missing=written is None)
        reach = reach_of(person_ids)
        people_of = reached([one.row for one in versions], reach)
        if written is not None:
            people_of = {
                one.row.rule_id: [pk for pk in people_of[one.row.rule_id] if written[pk] & one.form_ids]
                for one in versions
            }
        work = Work(versions, reach, people_of, _raised_lately(person_ids, today), today)
        histories = _read(work, person_ids)
        settle_alerts(_looked_at_again(work, histories), now)
        excuse = _excuse(work, histories, now) if written is None else never_excused
        return raise_alerts(_found(work, histories, excuse), work.lately, now)


def _lock_people(person_ids: Sequence[int]) -> None:
    """Until the end of the transaction, in one order for everybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(%s, id)) FROM unnest(%s::int[]) AS ids(id)",
            [LOCKS, sorted(person_ids)],
        )


def _raised_lately(person_ids: Sequence[int], today: date) -> list[Alert]:
    """What may be revised yet, and what keeps a rule silent. One query."""
    since = today - conf.LONGEST_SILENCE
    found = Alert.objects.filter(person__in=person_ids, board_day__gte=since).select_related("version", "rule")
    return list(found.order_by("pk"))


def _read(work: Work, person_ids: Sequence[int]) -> Histories:
    again = work.again()
    conditions = [one for version in work.versions for one in version.spec.conditions]
    conditions += [one for _alert, spec in again for one in spec.conditions]
    first = min([work.today - timedelta(days=conf.DAYS_RAISED - 1), *(alert.board_day for alert, _spec in again)])
    return read_histories(conditions, person_ids, first, work.today)


def _looked_at_again(work: Work, histories: Histories) -> Iterable[tuple[Alert, Judgement]]:
    """What is missing stays so until it comes: nobody's excuse calls an alert off."""
    for alert, spec in work.again():
        known = [histories.known(alert.person_id, one) for one in spec.conditions]
        yield alert, judge_rule(spec, known, alert.board_day)


def _excuse(work: Work, histories: Histories, now: datetime) -> Excuse:
    conditions = [one for version in work.versions for one in version.spec.conditions]
    concerned = {pk for ids in work.people_of.values() for pk in ids}
    people = {pk: work.reach.athletes[pk] for pk in concerned}
    return excuse_of(conditions, histories, people, work.today, now)


def _found(work: Work, histories: Histories, excuse: Excuse) -> Iterable[Raised]:
    """Today's before yesterday's: the silence after an alert lets the newest speak. What is missing is of today."""
    for version in work.versions:
        days = 1 if version.spec.asks_for_missing else conf.DAYS_RAISED
        for person_id in work.people_of[version.row.rule_id]:
            known = [histories.known(person_id, one, excuse) for one in version.spec.conditions]
            for back in range(days):
                board_day = work.today - timedelta(days=back)
                judgement = judge_rule(version.spec, known, board_day)
                if judgement.holds:
                    yield Raised(version.row, version.spec, person_id, board_day, judgement)
