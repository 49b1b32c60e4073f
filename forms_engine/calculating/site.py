"""Every field of the site that is reckoned: compiled, in order, with what leans on what.

Kept per process for as long as no definition changes.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from forms_engine.calculating.nodes import WHICH, Node, Reach, reaches_of
from forms_engine.calculating.vocabulary import kind_of, know_form, ref_of, table_of
from forms_engine.definition_memory import definitions_version
from forms_engine.field_types.base import CALCULATION
from forms_engine.field_types.calculated import CALCULATED
from forms_engine.field_types.linked import LINKED, link_of
from forms_engine.field_types.options import options_of
from forms_engine.formulas import (
    FieldRef,
    Formula,
    FormulaError,
    KnownForm,
    LinkedField,
    Vocabulary,
    compile_formula,
    find_cycle,
    reckoning_order,
)
from forms_engine.models import FieldDefinition, FormDefinition

# What a linked value never takes, whatever a definition says.
NEVER_LINKED = frozenset({"secret", "link", "series", "attachment", *LINKED})


@dataclass(frozen=True)
class Site:
    """`fields`: each with `role_names`, whom it is visible to.

    `nodes`: what can be reckoned, retired or not. `broken`: what cannot, with why.

    `graph`: calculations and linked values → the fields they are made of, those in a circle too.
    """

    version: int
    forms: Mapping[str, KnownForm]
    form_ids: Mapping[str, int]
    fields: Mapping[FieldRef, FieldDefinition]
    nodes: Mapping[FieldRef, Node]
    broken: Mapping[FieldRef, str]
    graph: Mapping[FieldRef, Collection[FieldRef]]
    form_keys: Mapping[int, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "form_keys", {pk: key for key, pk in self.form_ids.items()})

    @cached_property
    def reckoned(self) -> dict[str, tuple[Node, ...]]:
        """Form key → its living nodes, each after those it leans on."""
        found: dict[str, list[Node]] = {}
        for ref in reckoning_order({ref: node.refs for ref, node in self.nodes.items()}):
            if self.nodes[ref].field.retired_at is None:
                found.setdefault(ref.form_key, []).append(self.nodes[ref])
        return {form_key: tuple(nodes) for form_key, nodes in found.items()}

    @cached_property
    def noted_down(self) -> dict[str, tuple[FieldDefinition, ...]]:
        """Form key → its other living fields nobody types: personal details, entered by and on."""
        found: dict[str, list[FieldDefinition]] = {}
        for ref, one in self.fields.items():
            is_plain = one.written_by == CALCULATION and one.type not in CALCULATED | LINKED
            if is_plain and one.retired_at is None and not table_of(one):
                found.setdefault(ref.form_key, []).append(one)
        return {form_key: tuple(fields) for form_key, fields in found.items()}

    @cached_property
    def computed_keys(self) -> dict[str, frozenset[str]]:
        """Form key → the keys of a record that nobody typed, those of retired fields among them."""
        found: dict[str, set[str]] = {}
        for ref, one in self.fields.items():
            if one.written_by == CALCULATION and not table_of(one):
                found.setdefault(ref.form_key, set()).add(ref.field_key)
        return {form_key: frozenset(keys) for form_key, keys in found.items()}

    def computes(self, form_key: str) -> bool:
        """Whether records of the form hold anything that nobody types."""
        return form_key in self.reckoned or form_key in self.noted_down

    @cached_property
    def reaches(self) -> dict[str, frozenset[Reach]]:
        """Form key → who looks at its records."""
        found: dict[str, set[Reach]] = {}
        for form_key, nodes in self.reckoned.items():
            for node in nodes:
                for reach in reaches_of(node, is_profile=self.forms[form_key].is_profile):
                    found.setdefault(reach.source, set()).add(reach)
        return {form_key: frozenset(reaches) for form_key, reaches in found.items()}

    @cached_property
    def looking_out(self) -> frozenset[str]:
        """Keys of the forms whose records look at others."""
        return frozenset(reach.dependent for reaches in self.reaches.values() for reach in reaches)

    def made_of(self, ref: FieldRef) -> frozenset[FieldRef] | None:
        """Every field a value comes from, directly or through others; empty for what people answer.

        None where nobody can say: the formula or link is not right.
        """
        found: set[FieldRef] = set()
        waiting = [ref]
        for one in waiting:
            node = self.nodes.get(one)
            if one in self.broken or (node is not None and node.formula is None and node.link is None):
                return None
            fresh = (node.refs if node else frozenset()) - found
            found |= fresh
            waiting.extend(fresh)
        return frozenset(found)

    def vocabulary_of(self, form_key: str, table: str = "") -> Vocabulary:
        return Vocabulary(self.forms[form_key], self.forms.values(), table=table)

    def compiled(self, one: FieldDefinition, source: str) -> Formula:
        """`source` as the formula of the field, which may be unsaved. Raises FormulaError."""
        return compile_formula(source, self.vocabulary_of(one.form.key, table_of(one)), wanted=kind_of(one))

    def label_of(self, ref: FieldRef) -> str:
        one = self.fields.get(ref)
        return f"{one.form.name} / {one.label}" if one is not None else ref.field_key


def meanings(site: Site, form_key: str) -> frozenset[Hashable]:
    """What the form's calculations and links say: equal when every record is reckoned as before."""
    return frozenset(
        (
            node.ref,
            node.table,
            node.link,
            node.formula
            and (node.formula.source, tuple((*one.named.ref, one.named.which) for one in node.formula.references)),
            tuple(sorted((ref, repr(options_of(site.fields[ref]))) for ref in node.refs if ref in site.fields)),
        )
        for node in site.reckoned.get(form_key, ())
    )


_last: Site | None = None
_at_hand: ContextVar[list[Site] | None] = ContextVar("site at hand", default=None)


def known_site() -> Site:
    """The site as it is now. One statement, none for a request that knows the version already, and two more after a
    definition has changed."""
    global _last
    at_hand = _at_hand.get()
    if at_hand:
        return at_hand[0]
    version = definitions_version()
    site = _last
    if site is None or site.version != version:
        site = _last = _read_site(version)
    if at_hand is not None:
        at_hand.append(site)
    return site


@contextmanager
def one_look() -> Iterator[None]:
    """Inside, `known_site` asks the database once: for one writing."""
    if _at_hand.get() is not None:
        yield
        return
    token = _at_hand.set([])
    try:
        yield
    finally:
        _at_hand.reset(token)


def _read_site(version: int) -> Site:
    forms = list(FormDefinition.objects.all())
    role_names = FieldDefinition.visible_to.through.objects.filter(fielddefinition=OuterRef("pk")).values("group__name")
    every = FieldDefinition.objects.select_related("form", "section").annotate(role_names=ArraySubquery(role_names))
    fields = list(every.order_by("order", "pk"))
    living = [one for one in fields if one.retired_at is None]
    known = {form.key: know_form(form, living) for form in forms}
    ids = {form.key: form.pk for form in forms}
    by_ref = {ref_of(one): one for one in fields}
    plain = Site(version, known, ids, by_ref, {}, {}, {})
    nodes: dict[FieldRef, Node] = {}
    broken: dict[FieldRef, str] = {}
    for one in fields:
        try:
            node = _node(plain, one)
        except FormulaError as error:
            broken[ref_of(one)] = str(error)
            continue
        if node is not None:
            nodes[node.ref] = node
    graph = {ref: node.refs for ref, node in nodes.items()}
    while circle := find_cycle({ref: node.refs for ref, node in nodes.items()}):
        broken |= dict.fromkeys(circle, " → ".join(plain.label_of(one) for one in circle))
        nodes = {ref: node for ref, node in nodes.items() if ref not in broken}
    return Site(version, known, ids, by_ref, nodes, broken, graph)


def _node(site: Site, one: FieldDefinition) -> Node | None:
    """None for a field that is neither a calculation nor a linked value. Raises FormulaError."""
    if one.type in CALCULATED and one.formula.strip():
        return Node(one, ref_of(one), table_of(one), formula=site.compiled(one, one.formula))
    if one.type not in LINKED or table_of(one):
        return None
    link = linked_field_of(one)
    source = site.fields.get(link.ref) if link is not None else None
    if source is None or source.type in NEVER_LINKED or table_of(source):
        return Node(one, ref_of(one))
    return Node(one, ref_of(one), link=link, source=source)


def linked_field_of(one: FieldDefinition) -> LinkedField | None:
    """What a linked value's details say, in the words of the formulas; None where they say nothing usable."""
    link = link_of(one)
    return None if link is None else LinkedField(FieldRef(link.form_key, link.field_key), WHICH[link.when])
