"""When a source is erased about somebody, what was reckoned of it goes too, out of records and their history.

The worker reckons anew what can still be reckoned of the rest.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from forms_engine.calculating.site import Site, known_site
from forms_engine.extension import Written
from forms_engine.formulas import FieldRef
from forms_engine.models import Record, RecordChange
from people.models import Person

# Form key → (table's key or "", field key) of what is made of something erased.
Made = dict[str, set[tuple[str, str]]]


def forget_what_was_made(person: Person, source: str, erased: Sequence[Written]) -> list[Written]:
    """`erased`: where it was. Answers which records lost something by it, for the worker and whoever keeps in step."""
    site = known_site()
    form_keys = {site.form_keys.get(one.form_id, "") for one in erased}
    gone = {ref for ref, one in site.fields.items() if ref.form_key in form_keys and one.written_by == source}
    found = [_forget(person, site.form_ids[form_key], made) for form_key, made in _made_of(site, gone).items()]
    return [one for one in found if one.days]


def _made_of(site: Site, gone: set[FieldRef]) -> Made:
    """What nobody can say the parts of counts as made of everything."""
    found: Made = {}
    for ref, node in site.nodes.items():
        parts = site.made_of(ref)
        if gone and (parts is None or parts & gone):
            found.setdefault(ref.form_key, set()).add((node.table, ref.field_key))
    for ref in site.broken if gone else ():
        found.setdefault(ref.form_key, set()).add(("", ref.field_key))
    return found


def _forget(person: Person, form_id: int, made: set[tuple[str, str]]) -> Written:
    records = list(Record.objects.select_for_update().filter(person=person, form_id=form_id).order_by("pk"))
    touched = []
    for record in records:
        left = _without(record.values, made)
        if left != record.values:
            record.values = left
            touched.append(record)
    Record.objects.bulk_update(touched, ["values"], batch_size=500)
    changes = list(RecordChange.objects.filter(record__in=records).order_by("pk"))
    for change in changes:
        change.before, change.after = _without(change.before, made), _without(change.after, made)
    empty = [one.pk for one in changes if not one.after and one.kind in (one.Kind.EDITED, one.Kind.REVISED)]
    RecordChange.objects.filter(pk__in=empty).delete()
    RecordChange.objects.bulk_update(
        [one for one in changes if one.pk not in set(empty)], ["before", "after"], batch_size=500
    )
    return Written(form_id, person.pk, frozenset(record.occurred_on for record in touched))


def _without(values: Mapping[str, Any], made: set[tuple[str, str]]) -> dict[str, Any]:
    left = {key: value for key, value in values.items() if ("", key) not in made}
    for table, key in made:
        if table and isinstance(left.get(table), list):
            left[table] = [{name: cell for name, cell in row.items() if name != key} for row in left[table]]
    return left
