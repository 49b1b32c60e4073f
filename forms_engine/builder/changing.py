"""One change of a form: one transaction, refused when somebody else was there first, told in the form's history.

with changing(form.pk, version, by=consultant, is_confirmed=True) as form:
    ...change rows of the form...
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms_engine.admin.confirming import CONSEQUENCES
from forms_engine.builder.forms import delete_form
from forms_engine.builder.judging import broken_things, refuse_new_breaks
from forms_engine.builder.refusals import Refused, Stale, Unconfirmed
from forms_engine.calculating.site import known_site
from forms_engine.calculating.whole_forms import recalculate_changed
from forms_engine.definition_difference import Line, tell_difference
from forms_engine.definition_json import export_definition
from forms_engine.definition_shape import digest_of_document
from forms_engine.models import FormDefinition
from forms_engine.together import numbers_of, tell_if_redefined
from people.models import Person

MOST_LINES_TOLD = 20


def version_of(form: FormDefinition) -> str:
    """Changes with anything of the definition, whoever changes it and where."""
    return digest_of_document(export_definition(form))


@contextmanager
def changing(form_id: int, version: str, *, by: Person, is_confirmed: bool) -> Iterator[FormDefinition]:
    """The form, locked. Raises Stale, Unconfirmed, and Refused when what was done breaks something that leans on it."""
    with transaction.atomic():
        form, before = lock_form(form_id, version)
        if form.managed_by and not is_confirmed:
            raise Unconfirmed(str(CONSEQUENCES))
        broken, site, numbers = broken_things(), known_site(), numbers_of(form_id)
        yield form
        refuse_new_breaks(broken)
        now = timezone.now()
        recalculate_changed(site, by, now)
        tell_if_redefined(form, numbers, by, now)
        after = export_definition(FormDefinition.objects.get(pk=form_id))
        if lines := tell_difference(before, after):
            note_change(form, by, lines)


def drop_form(form_id: int, version: str, by: Person) -> None:
    """Deletes a form that nothing hangs on. Raises Refused."""
    with transaction.atomic():
        form, _before = lock_form(form_id, version)
        broken = broken_things()
        note_deletion(form, by)
        delete_form(form)
        refuse_new_breaks(broken)


def lock_form(form_id: int, version: str) -> tuple[FormDefinition, dict[str, Any]]:
    """The form, and how it is described now. Raises Refused when it is not as the page showed it."""
    form = FormDefinition.objects.select_for_update().filter(pk=form_id).first()
    if form is None:
        raise Refused("gone", _("This form is no longer there."))
    before = export_definition(form)
    if digest_of_document(before) != version:
        raise Stale(_stale_words(form))
    return form, before


def _stale_words(form: FormDefinition) -> str:
    last = entries_about(form).select_related("user").first()
    if last is None:
        return _("Somebody changed this form since you opened it. Nothing of yours was saved.")
    words = _("%(who)s changed this form at %(when)s, after you opened it. Nothing of yours was saved.")
    when = date_format(timezone.localtime(last.action_time), "H:i")
    return words % {"who": last.user.full_name, "when": when}


def entries_about(row: Model) -> QuerySet[LogEntry]:
    """The history of a form, or of another row, newest first, as the admin keeps it."""
    about = LogEntry.objects.filter(
        content_type__app_label=row._meta.app_label, content_type__model=row._meta.model_name
    )
    return about.filter(object_id=str(row.pk)).order_by("-action_time", "-pk")


def note_change(row: Model, by: Person, lines: list[Line]) -> None:
    told = [line.sentence for line in lines[:MOST_LINES_TOLD]]
    if len(lines) > MOST_LINES_TOLD:
        told.append(_("and %(count)d more") % {"count": len(lines) - MOST_LINES_TOLD})
    _log(row, by, CHANGE, "\n".join(told))


def note_making(row: Model, by: Person, words: str) -> None:
    _log(row, by, ADDITION, words)


def note_deletion(row: Model, by: Person) -> None:
    _log(row, by, DELETION, "")


def _log(row: Model, by: Person, flag: int, words: str) -> None:
    LogEntry.objects.log_actions(by.pk, [row], flag, change_message=words, single_object=True)
