"""Why a calculation or linked value of a record is missing, in words."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms_engine.calculating.nodes import Node
from forms_engine.calculating.past import read_past
from forms_engine.calculating.reckoning import PersonReckoning, Subject
from forms_engine.calculating.site import Site, known_site
from forms_engine.calculating.timelines import before
from forms_engine.field_types.calculated import CALCULATED
from forms_engine.field_types.linked import LINKED
from forms_engine.formulas import FieldRef, LinkedField, Missing, Reason, Which
from forms_engine.formulas.history import values_in
from forms_engine.models import FieldDefinition, Record
from forms_engine.sections import is_column


def reasons_missing(
    person_id: int, record: Record | None, fields: Iterable[FieldDefinition], now: datetime
) -> dict[str, str]:
    """Field key → why it has no value, of those of `fields` of one form that nobody types and that have none.

    Such as “Readiness” is missing on 9 March. `record`: None for a profile nobody filled. No query where nothing of
    the kind is missing, else one and two a form that is looked at.
    """
    values = record.values if record else {}
    asked = [one for one in fields if one.type in CALCULATED | LINKED and not is_column(one) and not one.retired_at]
    asked = [one for one in asked if values.get(one.key) is None]
    if not asked:
        return {}
    site = known_site()
    form_key = site.form_keys.get(asked[0].form_id, "")
    reasons = {
        one.key: _("The formula is not right any more: %(words)s") % {"words": site.broken[ref]}
        for one in asked
        if (ref := FieldRef(form_key, one.key)) in site.broken
    }
    nodes = site.reckoned.get(form_key, ())
    day, starts_at = (record.occurred_on, record.starts_at) if record else (None, None)
    subject = Subject(person_id, day, dict(values), record.pk if record else None, starts_at)
    today = timezone.localdate(now)
    person = PersonReckoning(form_key, [subject], read_past(site, form_key, nodes, [subject], today), person_id, today)
    for node in nodes:
        person.reckon(node)
    known = {node.ref.field_key: node for node in nodes if not node.table}
    for one in asked:
        if one.key in known and one.key not in reasons:
            reasons[one.key] = _words(site, known[one.key], person, subject)
    return {key: words for key, words in reasons.items() if words}


def _words(site: Site, node: Node, person: PersonReckoning, subject: Subject) -> str:
    missing = subject.missing.get(node.ref.field_key)
    if missing is None:
        return ""
    day = person.days[0]
    if missing.reason is Reason.TOO_FEW and (counted := _words_of_history(node, missing, person, day)):
        return counted
    for linked in sorted(node.linked, key=lambda one: (one.ref, one.which)):
        is_about = missing.reason is Reason.NO_RECORD and _is_about(site, missing, linked.ref)
        if is_about and person.linked_value(linked, day) is None:
            return _words_of_linked(missing.about, linked, day)
    for ref in node.refs:
        other = site.nodes.get(ref)
        is_own = ref.form_key == node.ref.form_key and ref.field_key in subject.missing
        if missing.reason is Reason.NOT_ANSWERED and is_own and other and _is_about(site, missing, ref):
            return _words(site, other, person, subject)
    return missing.words


def _words_of_history(node: Node, missing: Missing, person: PersonReckoning, day: date) -> str:
    """How many values a history has of those it needs; "" where another function found too few."""
    for slot in node.formula.slots if node.formula else ():
        if slot.too_few is not missing:
            continue
        first, last, count = values_in(slot, person.timeline(slot.window.ref).pairs, day)
        shown = {"label": missing.about, "count": count, "least": slot.at_least}
        if slot.window.most is not None:
            return _("“%(label)s” needs %(least)d values and has %(count)d.") % shown
        shown |= {"first": date_format(first, "j F"), "last": date_format(last, "j F")}
        return _("“%(label)s” needs %(least)d values from %(first)s to %(last)s and has %(count)d.") % shown
    return ""


def _is_about(site: Site, missing: Missing, ref: FieldRef) -> bool:
    field = site.fields.get(ref)
    return field is not None and field.label == missing.about


def _words_of_linked(label: str, linked: LinkedField, day: date) -> str:
    if linked.which is Which.PROFILE:
        return _("“%(label)s” is missing in the profile.") % {"label": label}
    shown = {"label": label, "day": date_format(_day_of(linked.which, day), "j F")}
    if linked.which is Which.LATEST:
        return _("There is no “%(label)s” up to %(day)s.") % shown
    if linked.which is Which.LATEST_BEFORE:
        return _("There is no “%(label)s” before %(day)s.") % shown
    return _("“%(label)s” is missing on %(day)s.") % shown


def _day_of(which: Which, day: date) -> date:
    return before(day) if which in (Which.DAY_BEFORE, Which.NIGHT_BEFORE) else day
