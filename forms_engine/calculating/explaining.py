"""Why a calculation or linked value of a record is missing, in words."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms_engine.calculating.nodes import Node
from forms_engine.calculating.past import read_past
from forms_engine.calculating.reckoning import PersonReckoning, Subject
from forms_engine.calculating.site import Site, known_site
from forms_engine.calculating.timelines import before
from forms_engine.formulas import FieldRef, LinkedField, Missing, Reason, Which
from forms_engine.models import FieldDefinition, Record


def why_missing(record: Record, field: FieldDefinition, now: datetime) -> str:
    """One sentence, such as “Readiness” is missing on 9 March; "" when there is a value, or for any other field."""
    site = known_site()
    form_key = site.form_keys.get(record.form_id, "")
    ref = FieldRef(form_key, field.key)
    if ref in site.broken:
        return _("The formula is not right any more: %(words)s") % {"words": site.broken[ref]}
    nodes = site.reckoned.get(form_key, ())
    node = next((one for one in nodes if one.ref == ref and not one.table), None)
    if node is None:
        return ""
    subject = Subject(record.person_id, record.occurred_on, dict(record.values), record.pk, record.starts_at)
    today = timezone.localdate(now)
    past = read_past(site, form_key, nodes, [subject], today)
    person = PersonReckoning(form_key, [subject], past, record.person_id, today)
    for one in nodes:
        person.reckon(one)
    return _words(site, node, person, subject)


def _words(site: Site, node: Node, person: PersonReckoning, subject: Subject) -> str:
    missing = subject.missing.get(node.ref.field_key)
    if missing is None:
        return ""
    day = person.days[0]
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
