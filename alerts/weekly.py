"""What alerts plug into the weekly report: how many of a week the viewer may see, and how many are still open."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, Q

from alerts.models import Alert
from alerts.seeing import visible_alerts
from dashboards.squad.week_alerts import AlertCounts
from people.models import Person


def count_of_week(viewer: Person, person_ids: Sequence[int], first: date, last: date) -> Mapping[int, AlertCounts]:
    """Person id → counts, of those with any; by the day an alert is about. Two statements, the viewer's roles first."""
    found = visible_alerts(viewer).filter(person__in=person_ids, board_day__range=(first, last))
    counted = (
        found.order_by()
        .values_list("person")
        .annotate(raised=Count("pk"), still_open=Count("pk", filter=Q(state=Alert.State.OPEN)))
    )
    return {person_id: AlertCounts(raised, still_open) for person_id, raised, still_open in counted}
