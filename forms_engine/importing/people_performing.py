"""The work on a file of people: checked, and written when somebody has said yes; then everybody new gets their mail."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from forms_engine.importing.errors import UnreadableFile
from forms_engine.importing.files import FileShape, open_table
from forms_engine.importing.people_columns import LABELS, roster_rows
from forms_engine.importing.performing import WRITE
from forms_engine.importing.rows import Problems
from forms_engine.jobs import end_job, put_back
from forms_engine.models import Job
from people.accounts import tell_old_address
from people.roster import Roster, Wish, apply_roster, may_import_people, plan_roster
from people.welcoming import send_welcome

MOST_SHOWN = 300


def perform_people_import(job: Job, now: datetime) -> None:
    """Checks the job's file, and writes it when that is what was asked for and nothing is wrong."""
    with translation.override(job.asked_by.language):
        if job.upload is None:
            end_job(job, now, error=_("The file is no longer here. Begin again."))
        elif not may_import_people(job.asked_by):
            end_job(job, now, error=_("Importing people is for consultants. Nothing was written."))
        else:
            try:
                _work(job, now)
            except UnreadableFile as error:
                put_back(job, problems=[{"row": None, "column": "", "words": str(error)}], tally={"problems": 1})


def _work(job: Job, now: datetime) -> None:
    table = open_table(bytes(job.upload or b""), FileShape.from_json(job.options["shape"]))
    problems = Problems()
    roster = plan_roster(list(roster_rows(table, job.options["plan"], problems)), job.asked_by)
    for number, column, words in roster.problems:
        problems.add(number, str(LABELS.get(column, column)), words)
    if job.options.get("step") == WRITE and not problems.count:
        _write(job, roster, now)
        return
    options = {**job.options, "checked": True, "wishes": [_shown(wish) for wish in roster.wishes[:MOST_SHOWN]]}
    tally = {**_tally(roster), "problems": problems.count}
    put_back(job, options=options, tally=tally, problems=problems.listed)


def _write(job: Job, roster: Roster, now: datetime) -> None:
    """People and the end of the job in one transaction; mails only after it, for a mail cannot be taken back."""
    with transaction.atomic():
        wishes = apply_roster(roster)
        end_job(job, now, tally={**_tally(roster), "problems": 0}, problems=[], options={"plan": job.options["plan"]})
    sent, unsent = _send(wishes, welcomes=job.options["plan"]["mails"], changed_by=str(job.asked_by))
    job.tally = {**job.tally, "mailed": sent, "unmailed": len(unsent)}
    job.problems = unsent
    job.save(update_fields=["tally", "problems"])


def _send(wishes: list[Wish], *, welcomes: bool, changed_by: str) -> tuple[int, list[dict[str, Any]]]:
    """How many mails went out, and who must be written to again. A change of address is told in any case."""
    sent, unsent = 0, []
    for wish in wishes:
        try:
            if wish.is_new and welcomes:
                send_welcome(wish.person)
                sent += 1
            elif wish.old_email:
                tell_old_address(wish.person, wish.old_email, changed_by)
        except OSError:
            words = _("The mail to %(name)s could not be sent. Send it again from their line in admin.")
            unsent.append({"row": wish.number, "column": "", "words": words % {"name": wish.person.full_name}})
    return sent, unsent


def _tally(roster: Roster) -> dict[str, int]:
    created = sum(wish.is_new for wish in roster.wishes)
    changed = len(roster.wishes) - created
    rows = len(roster.wishes) + roster.unchanged
    return {"rows": rows, "created": created, "changed": changed, "unchanged": roster.unchanged}


def _shown(wish: Wish) -> dict[str, Any]:
    """What the preview says of one person; gone with the job's other options when it is written."""
    return {
        "row": wish.number,
        "name": wish.person.full_name,
        "is_new": wish.is_new,
        "changes": [list(change) for change in wish.changes],
    }
