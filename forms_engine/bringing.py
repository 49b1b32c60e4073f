"""All forms of a connector at once, in as many statements for thirty forms as for one.

The rules are those of `definitions`: everything is made once and never again overwritten.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from django.db import transaction
from django.db.models import Q

from forms_engine.definitions import (
    name_is_taken,
    new_field,
    new_permission,
    refuse_other_field,
    refuse_other_form,
    roles_named,
)
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Section

PLACE = 10


@dataclass(frozen=True)
class WantedField:
    """`section`: its title; `visible_to`: role names."""

    key: str
    label: str
    type: str
    unit: str = ""
    section: str = ""
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    decimals: int | None = None
    choices: Sequence[str] = ()
    visible_to: Sequence[str] = ()


@dataclass(frozen=True)
class WantedForm:
    """`rights`: role name → letters, as `definitions.ensure_permission` takes them."""

    key: str
    name: str
    kind: str
    rights: Mapping[str, str]
    fields: Sequence[WantedField]
    description: str = ""
    dates_the_night: bool = False


@dataclass
class Brought:
    """The forms by key, their fields by key of form and field, and what of them is new."""

    forms: dict[str, FormDefinition] = field(default_factory=dict)
    fields: dict[tuple[str, str], FieldDefinition] = field(default_factory=dict)
    new_forms: list[str] = field(default_factory=list)
    new_fields: int = 0


@transaction.atomic
def bring_forms(connector: str, wanted: Sequence[WantedForm]) -> Brought:
    """Makes the forms of `connector` that are missing, and what is missing in them.

    Raises DefinitionConflict when something of the club's own is in the way, UnknownType.
    """
    brought = Brought()
    _bring_definitions(connector, wanted, brought)
    _bring_rights(wanted, brought)
    _bring_fields(connector, wanted, brought)
    return brought


def _bring_definitions(connector: str, wanted: Sequence[WantedForm], brought: Brought) -> None:
    keys, names = [one.key for one in wanted], [one.name for one in wanted]
    standing = list(FormDefinition.objects.filter(Q(key__in=keys) | Q(name__in=names)))
    there, taken = {form.key: form for form in standing}, {form.name for form in standing}
    missing = []
    for one in wanted:
        if one.key in there:
            refuse_other_form(there[one.key], one.kind, connector)
        elif one.name in taken:
            raise name_is_taken(one.name)
        else:
            missing.append(
                FormDefinition(
                    key=one.key,
                    name=one.name,
                    kind=one.kind,
                    description=one.description,
                    dates_the_night=one.dates_the_night,
                    managed_by=connector,
                )
            )
    made = {form.key: form for form in FormDefinition.objects.bulk_create(missing)}
    brought.new_forms = [form.name for form in missing]
    brought.forms = {key: there.get(key) or made[key] for key in keys}


def _bring_rights(wanted: Sequence[WantedForm], brought: Brought) -> None:
    """Default rights are given once, when the form has none: a right taken away later stays away."""
    settled = set(
        FormPermission.objects.filter(form__in=brought.forms.values()).values_list("form_id", flat=True).distinct()
    )
    open_ones = [one for one in wanted if brought.forms[one.key].pk not in settled]
    roles = roles_named(name for one in open_ones for name in one.rights) if open_ones else {}
    FormPermission.objects.bulk_create(
        new_permission(brought.forms[one.key], roles[name], letters)
        for one in open_ones
        for name, letters in one.rights.items()
    )


def _bring_fields(connector: str, wanted: Sequence[WantedForm], brought: Brought) -> None:
    standing = FieldDefinition.objects.filter(form__in=brought.forms.values()).select_related("form")
    brought.fields = {(one.form.key, one.key): one for one in standing}
    missing: list[tuple[FieldDefinition, WantedField]] = []
    for form in wanted:
        places = _free_places(one.order for (key, _field), one in brought.fields.items() if key == form.key)
        for one in form.fields:
            made = new_field(
                brought.forms[form.key],
                one.key,
                one.label,
                one.type,
                one.unit,
                help=one.help,
                minimum=one.minimum,
                maximum=one.maximum,
                decimals=one.decimals,
                choices=one.choices,
                written_by=connector,
            )
            if there := brought.fields.get((form.key, one.key)):
                refuse_other_field(there, made)
                continue
            made.order = next(places)
            brought.fields[form.key, one.key] = made
            missing.append((made, one))
    _put_under_sections(missing)
    FieldDefinition.objects.bulk_create(made for made, _one in missing)
    _narrow_sight(missing)
    brought.new_fields = len(missing)


def _put_under_sections(missing: Iterable[tuple[FieldDefinition, WantedField]]) -> None:
    under = [(made, one.section) for made, one in missing if one.section]
    if not under:
        return
    standing: dict[int, dict[str, Section]] = {made.form_id: {} for made, _title in under}
    for section in Section.objects.filter(form__in=standing).order_by("order", "pk"):
        standing[section.form_id].setdefault(section.title, section)
    places = {form: _free_places(one.order for one in there.values()) for form, there in standing.items()}
    new = []
    for made, title in under:
        there = standing[made.form_id]
        if title not in there:
            there[title] = Section(form=made.form, title=title, order=next(places[made.form_id]))
            new.append(there[title])
    Section.objects.bulk_create(new)
    for made, title in under:
        made.section = standing[made.form_id][title]


def _narrow_sight(missing: Iterable[tuple[FieldDefinition, WantedField]]) -> None:
    narrowed = [(made, name) for made, one in missing for name in one.visible_to]
    if not narrowed:
        return
    roles = roles_named(name for _made, name in narrowed)
    links = FieldDefinition.visible_to.through
    links.objects.bulk_create(links(fielddefinition=made, group=roles[name]) for made, name in narrowed)


def _free_places(taken: Iterable[int]) -> Iterator[int]:
    """10, 20, 30 … behind what is there: the connector's own order, with room between for a consultant's."""
    last = max(taken, default=0)
    return count(last - last % PLACE + PLACE, PLACE)
