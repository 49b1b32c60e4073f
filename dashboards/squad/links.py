"""From a value on a squad's page to the day behind it: the athlete's page, else the record itself."""

from datetime import date

from django.urls import reverse

from dashboards.athlete.plans import CHARTED
from dashboards.board.columns import BOARD_COLUMNS
from dashboards.measures import Measure

_keys = {f"{column.form_key}.{column.field_key}": column.key for column in BOARD_COLUMNS}


class Links:
    """Addresses of the days of one measure, by person; the pattern is made once a page."""

    def __init__(self, measure: Measure, today: date) -> None:
        key = _keys.get(measure.key, "")
        self.today, self.measure = today, measure
        self.anchor = f"#{key}" if key in CHARTED else ""
        self.person = reverse("athlete", args=[0]).replace("/0/", "/%d/")
        record = reverse("squad_record", args=[0, measure.form.key, "2000-01-01"]).replace("/0/", "/%d/")
        self._record, self._after_day = record.split("2000-01-01")

    def head_of(self, person_id: int) -> str:
        """What an address begins with, the same for all days of one person."""
        return (self.person if self.anchor else self._record) % person_id

    def tail_of(self, board_day: date) -> str:
        """What follows, the same for everybody on that day; both together are ready for HTML."""
        if not self.anchor:
            return self.measure.due_on(board_day).isoformat() + self._after_day
        return ("" if board_day == self.today else f"?day={board_day.isoformat()}") + self.anchor
