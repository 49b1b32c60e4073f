"""One formula, two spellings: with the names that never change, to be stored, and with labels, to be read."""

from forms_engine.formulas.formula import Formula
from forms_engine.formulas.needs import Reference
from forms_engine.formulas.vocabulary import Vocabulary, Which

UNWRITABLE = frozenset("[]") | {chr(code) for code in range(32)}


def stored_source(formula: Formula, vocabulary: Vocabulary) -> str:
    """The source with API names (or keys, where an API name is not clear), so that labels may change freely."""
    return _respelled(formula, vocabulary, labels=False)


def shown_source(formula: Formula, vocabulary: Vocabulary) -> str:
    """The source with the labels of today, where a label is clear."""
    return _respelled(formula, vocabulary, labels=True)


def _respelled(formula: Formula, vocabulary: Vocabulary, *, labels: bool) -> str:
    source = formula.source
    by_offset = {reference.place.offset: reference for reference in formula.references}
    for _offset, reference in sorted(by_offset.items(), reverse=True):
        place = reference.place
        name = _name(reference, vocabulary, labels=labels)
        if name:
            source = f"{source[: place.offset]}[{name}]{source[place.offset + place.length :]}"
    return source


def _name(reference: Reference, vocabulary: Vocabulary, *, labels: bool) -> str:
    """The first spelling that can be written and means the same; "" when none does."""
    named = reference.named
    field, form = named.field, named.form
    own = [field.label, field.api_name, field.key] if labels else [field.api_name, field.key]
    if field.table is not None:
        table = field.table.label if labels else field.table.key
        own = [f"{table}.{name}" for name in own]
    if named.which is not None:
        pick = "" if named.which is Which.PROFILE else f" | {named.which.value}"
        own = [f"{form_name} / {name}{pick}" for form_name in _form_names(form.name, form.key, labels) for name in own]
    return next((name for name in own if _means(name, reference, vocabulary)), "")


def _form_names(name: str, key: str, labels: bool) -> list[str]:
    return [name, key] if labels else [key]


def _means(name: str, reference: Reference, vocabulary: Vocabulary) -> bool:
    if UNWRITABLE & set(name):
        return False
    found = vocabulary.look_up(name)
    return found is not None and (found.ref, found.which) == (reference.named.ref, reference.named.which)
