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
        self.record = reverse("squad_record", args=[0, measure.form.key, "2000-01-01"])
        self.record = self.record.replace("/0/", "/%d/").replace("2000-01-01", "%s")

    def tail_of(self, board_day: date) -> str:
        """What follows the person's part of an address, the same for everybody on that day."""
        if not self.anchor:
            return self.measure.due_on(board_day).isoformat()
        return ("" if board_day == self.today else f"?day={board_day.isoformat()}") + self.anchor

    def to(self, person_id: int, tail: str) -> str:
        """The address for HTML of one person's day, `tail` of `tail_of`."""
        return self.person % person_id + tail if self.anchor else self.record % (person_id, tail)
