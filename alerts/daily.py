"""What is done in turns: evaluating what waits, and the rounds of the day at an hour of the site's zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from alerts import conf
from alerts.evaluating import evaluate_missing, evaluate_written
from alerts.models import Daily
from alerts.queueing import answer_ring, claim_written
from people.application import application_details


def daily_row() -> Daily:
    row, _made = Daily.objects.get_or_create(pk=Daily.ONLY_ROW)
    return row


def evaluate_waiting(now: datetime) -> bool:
    """A few batches of what waits. True when there may be more."""
    answer_ring()
    for _turn in range(conf.BATCHES_A_TASK):
        with transaction.atomic():
            written = claim_written()
            if not written:
                return False
            evaluate_written(written, now)
    return True


def look_for_missing(now: datetime) -> int | None:
    """The day's round for what is missing, once its hour has come. None when it is not due or already done."""
    row = daily_row()
    with transaction.atomic():
        if not begin_round(row.missing_from, "missing_done_on", now):
            return None
        return evaluate_missing(None, now)


def begin_round(from_clock: time, done_on: str, now: datetime) -> bool:
    """True for the one who may do a day's round now; another waits for that transaction and then finds it done."""
    day, clock = site_clock(now)
    if clock < from_clock:
        return False
    undone = Q(**{done_on: None}) | Q(**{f"{done_on}__lt": day})
    return bool(Daily.objects.filter(undone, pk=Daily.ONLY_ROW).update(**{done_on: day}))


def site_clock(now: datetime) -> tuple[date, time]:
    local = now.astimezone(ZoneInfo(application_details().zone))
    return local.date(), local.time()
