"""The page of the grid as finished words and markup."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_engine.group_entry.columns import left_out
from forms_engine.group_entry.grid import Grid
from forms_engine.group_entry.markup import ShownGroup, show_groups, show_headings, show_rows
from forms_engine.group_entry.wording import words_for_scripts
from forms_engine.models import FormDefinition
from people.models import Squad

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class GridPage:
    """`words`: JSON of what the scripts say. `cookie`: where they find the token that lets them send.

    `has_tabs`: whether sections can be shown one by one.
    """

    form: FormDefinition
    squad: Squad
    squads: list[Squad]
    day: date
    day_words: str
    caption: str
    groups: list[ShownGroup]
    headings: SafeString
    rows: list[SafeString]
    left_out: str
    notes: list[str]
    has_hints: bool
    earlier_url: str
    later_url: str
    save_url: str
    check_url: str
    presence_url: str
    leave_url: str
    cookie: str
    words: str

    @property
    def has_tabs(self) -> bool:
        return len(self.groups) > 1


def show_grid(grid: Grid, now: datetime) -> GridPage:
    place = grid.place
    at = [place.form.key, place.squad.pk]
    dated = [*at, place.day.isoformat()]
    own = reverse("group_grid", args=at)
    return GridPage(
        form=place.form,
        squad=place.squad,
        squads=place.squads,
        day=place.day,
        day_words=_day_words(grid),
        caption=_caption(grid),
        groups=show_groups(grid.groups),
        headings=show_headings(grid.groups),
        rows=show_rows(grid),
        left_out=", ".join(f"“{one}”" for one in left_out(place.fields, place.viewer)),
        notes=_notes(grid, now),
        has_hints=any(row.hints for row in grid.rows),
        earlier_url=f"{own}?day={place.day - ONE_DAY}",
        later_url=f"{own}?day={place.day + ONE_DAY}",
        save_url=reverse("save_grid", args=dated),
        check_url=reverse("check_grid", args=dated),
        presence_url=reverse("grid_presence", args=dated),
        leave_url=reverse("leave_grid", args=dated),
        cookie=settings.CSRF_COOKIE_NAME,
        words=json.dumps(words_for_scripts()),
    )


def _day_words(grid: Grid) -> str:
    words = date_format(grid.place.day, "l j F Y")
    return _("night of %(day)s") % {"day": words} if grid.place.form.dates_the_night else words


def _caption(grid: Grid) -> str:
    count = len(grid.rows)
    return ngettext(
        "%(count)d athlete, %(filled)d with an entry of this day.",
        "%(count)d athletes, %(filled)d with an entry of this day.",
        count,
    ) % {"count": count, "filled": grid.filled}


def _notes(grid: Grid, now: datetime) -> list[str]:
    place = grid.place
    notes = []
    if place.people and not place.readable:
        notes.append(_("You may fill this form, not read it: what stands already is not shown."))
    if place.day > timezone.localdate(now):
        notes.append(_("This day is still to come."))
    return notes
