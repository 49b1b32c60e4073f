"""From a write to its evaluation: a row in the writing transaction, one task after the commit, then batches."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django_q.tasks import async_task

from alerts import conf
from alerts.models import Daily, ToEvaluate
from forms_engine.extension import Written
from messaging.outbox import CLUSTER

# Forms no rule reads leave no row. `ON CONFLICT` is about this transaction's own rows only, so nobody waits here.
NOTE = """
    INSERT INTO alerts_toevaluate (form_id, person_id, written_in)
    SELECT form_id, person_id, txid_current()
    FROM unnest(%s::bigint[], %s::bigint[]) AS written(form_id, person_id)
    WHERE form_id IN (
        SELECT field.form_id
        FROM alerts_ruleversion version
        JOIN alerts_rule rule ON rule.id = version.rule_id AND rule.is_on
        JOIN alerts_ruleversion_fields read ON read.ruleversion_id = version.id
        JOIN forms_engine_fielddefinition field ON field.id = read.fielddefinition_id
        WHERE version.is_current
    )
    ON CONFLICT DO NOTHING
"""
# Another worker's rows are left to it; the rows go with the transaction that evaluates, so none is lost with it.
CLAIM = """
    DELETE FROM alerts_toevaluate WHERE id IN (
        SELECT id FROM alerts_toevaluate ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING form_id, person_id
"""


def hear_written(written: Sequence[Written], now: datetime) -> None:
    """Plugged into the forms' socket: note who is to be looked at, in the transaction that wrote. One statement."""
    pairs = sorted({(one.form_id, one.person_id) for one in written})
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [[form_id for form_id, _person in pairs], [person_id for _form, person_id in pairs]])
        is_noted = cursor.rowcount > 0
    if is_noted:
        transaction.on_commit(lambda: ring(now))


def ring(now: datetime) -> bool:
    """Ask a worker to evaluate, unless one was asked and has not begun. True when it asked."""
    Daily.objects.get_or_create(pk=Daily.ONLY_ROW)
    is_silent = Q(rung_at=None) | Q(rung_at__lt=now - conf.RING_LASTS) | Q(rung_at__gt=now + conf.RING_LASTS)
    if not Daily.objects.filter(is_silent, pk=Daily.ONLY_ROW).update(rung_at=now):
        return False
    async_task("alerts.tasks.evaluate", cluster=CLUSTER, save=False)
    return True


def answer_ring() -> None:
    """Called before the rows are claimed: whoever commits later rings anew."""
    Daily.objects.filter(pk=Daily.ONLY_ROW, rung_at__isnull=False).update(rung_at=None)


def claim_written() -> dict[int, set[int]]:
    """Person id → forms written, of one batch; {} when nothing waits. In the transaction that evaluates."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [conf.PEOPLE_A_BATCH])
        rows = cursor.fetchall()
    claimed: dict[int, set[int]] = {}
    for form_id, person_id in rows:
        claimed.setdefault(person_id, set()).add(form_id)
    return claimed


def is_anything_waiting() -> bool:
    return ToEvaluate.objects.exists()


def ask_to_tell() -> None:
    async_task("alerts.tasks.tell", cluster=CLUSTER, save=False)
