"""An import as its page shows it: where it stands, what would happen or has happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_engine.importing.days import show_reading
from forms_engine.importing.files import Table
from forms_engine.importing.naming import LEFT_OUT, importable_people
from forms_engine.importing.plan import CLEAR, Plan
from forms_engine.models import FormDefinition, Job

MOST_SHOWN = 100
MOST_PEOPLE_OFFERED = 400
ROWS_LOOKED_AT = 200
NOT_CHOSEN = ""


@dataclass(frozen=True)
class ShownDoubt:
    """Somebody the file names: `name` of the control, and (value, words) to choose from, the likeliest first."""

    name: str
    text: str
    rows: int
    options: list[tuple[str, str]]


def tiles_of(job: Job) -> list[tuple[str, int]]:
    """(label, count) in the order of interest; what is nothing and would say nothing is left out."""
    is_done = job.state == Job.State.DONE
    always = [
        (_("new records"), "created"),
        (_("changed"), "changed"),
        (_("the same as before"), "unchanged"),
    ]
    further = [
        (_("withdrawn ones brought back"), "restored"),
        (_("rows left out"), "left_out"),
        (_("rows without a value"), "empty"),
    ]
    tiles = [(label, job.tally.get(name, 0)) for label, name in always]
    tiles += [(label, job.tally[name]) for label, name in further if job.tally.get(name)]
    return tiles if is_done or not job.tally.get("problems") else []


def doubts_of(job: Job, form: FormDefinition) -> list[ShownDoubt]:
    """Whom the importer has to choose. Anybody may be chosen, not the likely ones alone."""
    if not job.options.get("doubts"):
        return []
    people = importable_people(job.asked_by, form)
    everybody = sorted(people.values(), key=lambda one: (one.last_name, one.first_name, one.username))
    shown = []
    for place, doubt in enumerate(job.options["doubts"]):
        likely = [people[pk] for pk in doubt["candidates"] if pk in people]
        others = [one for one in everybody if one not in likely][:MOST_PEOPLE_OFFERED]
        options = [(NOT_CHOSEN, _("choose")), (str(LEFT_OUT), _("leave these rows out"))]
        options += [(str(one.pk), _name(one)) for one in [*likely, *others]]
        shown.append(ShownDoubt(f"doubt_{place}", doubt["text"], doubt["rows"], options))
    return shown


def _name(person: Any) -> str:
    return _("%(name)s (%(username)s)") % {"name": person.full_name, "username": person.username}


def readings_of(table: Table, plan: Plan) -> list[tuple[str, str]]:
    """A few dates of the file as written and as read."""
    if plan.day is None:
        return []
    rows = islice((cells for _number, cells in table.rows()), ROWS_LOOKED_AT)
    return show_reading((cells[plan.day] for cells in rows if cells[plan.day] is not None), plan.order or "ymd")


def rule_of(form: FormDefinition, plan: Plan, headings: Sequence[str]) -> str:
    """Which record a row is, so that the importer knows what sending the file again will do."""
    if form.kind == FormDefinition.Kind.PROFILE:
        rule = _("A profile is one record a person: a row fills in or changes theirs.")
    elif plan.record is not None:
        rule = _("A record is known by its person and by what “%(column)s” says; without that, by its day.") % {
            "column": headings[plan.record]
        }
    elif plan.keys:
        rule = _("A record is known by its person, its day and “%(columns)s”.") % {
            "columns": "”, “".join(headings[place] for place in plan.keys)
        }
    else:
        rule = _("A record is known by its person and its day: one a day.")
    blank = _("An empty cell empties the field.") if plan.blank == CLEAR else _("An empty cell keeps what stands.")
    again = _("The same file sent again changes nothing. What was typed by hand is never touched without its “Record”.")
    return f"{rule} {blank} {again}"


def problems_of(job: Job) -> tuple[list[dict[str, Any]], str]:
    """Those shown, and a sentence about the rest."""
    count = job.tally.get("problems", len(job.problems))
    shown = job.problems[:MOST_SHOWN]
    rest = count - len(shown)
    words = ngettext("%d more problem is not shown.", "%d more problems are not shown.", rest) % rest if rest else ""
    return shown, words
