"""What a formula may name: the fields of its own form and of the forms it may link, as plain facts.

[Sleep quality] · [Exercises.Sets] (a column of a table) · [Oura Sleep / Score | the night before] (a linked form)
· [Load | latest before] (an earlier record of the own form).
A field is named by its label, its API name or its key. Capitals and doubled blanks do not matter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, NoReturn

from django.utils.translation import gettext as _

from forms_engine.formulas.errors import FormulaError, Place
from forms_engine.formulas.kinds import Kind
from forms_engine.formulas.meant import closest


class FieldRef(NamedTuple):
    """A field anywhere on the site: how dependencies are told apart."""

    form_key: str
    field_key: str


class Which(StrEnum):
    """Which record of a linked form, seen from a record of day D."""

    PROFILE = "profile"  # the one record a profile form has
    SAME_DAY = "same day"  # the latest of day D
    DAY_BEFORE = "the day before"  # the latest of D - 1
    NIGHT_BEFORE = "the night before"  # D - 1, of a form that dates the night
    LATEST = "latest"  # the latest value of day D or before
    LATEST_BEFORE = "latest before"  # the latest value before day D


PICKED = {pick.value: pick for pick in Which if pick is not Which.PROFILE}


@dataclass(frozen=True, slots=True)
class KnownTable:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class KnownField:
    """`kind` None: closed to formulas (secrets, links, series). `table`: the field is a column of it."""

    key: str
    label: str
    api_name: str
    kind: Kind | None
    table: KnownTable | None = None

    @property
    def names(self) -> tuple[str, ...]:
        own = (self.label, self.api_name, self.key)
        if self.table is None:
            return own
        return tuple(f"{table}.{name}" for table in (self.table.label, self.table.key) for name in own)


@dataclass(frozen=True, slots=True)
class KnownForm:
    key: str
    name: str
    fields: tuple[KnownField, ...]
    is_profile: bool = False
    dates_the_night: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in brackets stands for. `which` None: the formula's own record."""

    form: KnownForm
    field: KnownField
    which: Which | None
    is_picked: bool = False  # the words after | were typed

    @property
    def ref(self) -> FieldRef:
        return FieldRef(self.form.key, self.field.key)


class Vocabulary:
    """`form` is the formula's own; `others` those it may link; `table` the key of the table whose rows it fills in."""

    def __init__(self, form: KnownForm, others: Iterable[KnownForm] = (), *, table: str = "") -> None:
        self.form = form
        self.others = tuple(other for other in others if other.key != form.key)
        self.table = table
        self._own = _by_name(form, table)
        self._linked = {other.key: _by_name(other, None) for other in (form, *self.others)}
        self._forms: dict[str, list[KnownForm]] = {}
        for other in (form, *self.others):
            for name in {plain(other.name), plain(other.key)}:
                self._forms.setdefault(name, []).append(other)

    def find(self, text: str, place: Place) -> Named:
        """What the name means. Raises FormulaError: unknown, ambiguous, closed or picked wrongly."""
        name = plain(text)
        if not name:
            raise FormulaError("unknown_name", _("Write a field name between [ and ]."), place)
        named = self._find_own(name, place) or self._find_linked(name, place)
        if named is None:
            self._refuse_unknown(" ".join(text.split()), place)
        if named.field.kind is None:
            words = _("“%(label)s” is closed to formulas.") % {"label": named.field.label}
            raise FormulaError("closed_field", words, place)
        return named

    def look_up(self, text: str) -> Named | None:
        """As `find`, with None for a refusal."""
        try:
            return self.find(text, Place(0, len(text), 1, 1))
        except FormulaError:
            return None

    def _find_own(self, name: str, place: Place) -> Named | None:
        field = _only(self._own.get(name, []), place)
        return None if field is None else Named(self.form, field, None)

    def _find_linked(self, name: str, place: Place) -> Named | None:
        for path, pick in self._readings(name):
            own = _only(self._linked[self.form.key].get(path, []), place) if pick else None
            if own is not None:
                return self._pick(self.form, own, pick, place)
            for form_name, field_name in _splits(path):
                form = _only_form(self._forms.get(form_name, []), place)
                field = _only(self._linked[form.key].get(field_name, []), place) if form else None
                if form and field:
                    return self._pick(form, field, pick, place)
        return None

    def _readings(self, name: str) -> Iterator[tuple[str, Which | None]]:
        """With and without the words after the last |."""
        path, bar, words = name.rpartition("|")
        if bar and words.strip() in PICKED:
            yield path.strip(), PICKED[words.strip()]
        yield name, None

    def _pick(self, form: KnownForm, field: KnownField, pick: Which | None, place: Place) -> Named:
        if pick and form.is_profile:
            words = _("“%(form)s” is a profile with one record: leave out the words after |.")
            raise FormulaError("wrong_pick", words % {"form": form.name}, place)
        if pick is Which.NIGHT_BEFORE and not form.dates_the_night:
            words = _("“%(form)s” does not date the night. Write “the day before” or “same day”.")
            raise FormulaError("wrong_pick", words % {"form": form.name}, place)
        is_own = form.key == self.form.key
        if is_own and pick in (None, Which.SAME_DAY):
            return Named(form, field, None, is_picked=pick is not None)
        if form.is_profile:
            return Named(form, field, Which.PROFILE)
        looks_back = form.dates_the_night and not self.form.dates_the_night
        return Named(form, field, pick or (Which.NIGHT_BEFORE if looks_back else Which.SAME_DAY), pick is not None)

    def _refuse_unknown(self, typed: str, place: Place) -> NoReturn:
        path, bar, pick = (part.strip() for part in typed.rpartition("|"))
        if bar and plain(pick) not in PICKED:
            suggestions = closest(pick, {one: one for one in PICKED})
            _refuse("wrong_pick", _("“%(words)s” picks no record.") % {"words": pick[:80]}, place, suggestions)
        name = path if bar else typed
        for form_name, field_name in _splits(name):
            if form := _only_form(self._forms.get(plain(form_name), []), place):
                known = {plain(field.label): field.label for field in form.fields if field.table is None}
                words = _("“%(form)s” has no field “%(name)s”.") % {"form": form.name, "name": field_name[:80]}
                _refuse("unknown_name", words, place, closest(field_name, known))
        if "/" in name:
            forms = {plain(form.name): form.name for form in (self.form, *self.others)}
            words = _("There is no form and field “%(name)s”.") % {"name": name[:80]}
            _refuse("unknown_form", words, place, closest(name.partition("/")[0].strip(), forms))
        known = {plain(field.api_name): field.api_name for field in self.form.fields if field.table is None}
        known |= {plain(field.names[0]): field.names[0] for field in self.form.fields}
        words = _("This form has no field “%(name)s”.") % {"name": name[:80]}
        _refuse("unknown_name", words, place, closest(name, known))


def plain(text: str) -> str:
    """A name without doubled blanks and capitals; blanks around a point between table and column stay as they are."""
    return " ".join(text.split()).casefold()


def _by_name(form: KnownForm, table: str | None) -> dict[str, list[KnownField]]:
    """Every way to name a field → who answers to it. `table` None: columns are left out (another form's)."""
    found: dict[str, list[KnownField]] = {}
    for field in form.fields:
        if field.table is not None and table is None:
            continue
        names = set(map(plain, field.names))
        if field.table is not None and field.table.key == table:
            names |= {plain(field.label), plain(field.api_name), plain(field.key)}
        for name in names:
            found.setdefault(name, []).append(field)
    return found


def _splits(path: str) -> Iterator[tuple[str, str]]:
    """Every way to read “form / field”, for names that hold a slash themselves."""
    for position, character in enumerate(path):
        if character == "/":
            yield path[:position].strip(), path[position + 1 :].strip()


def _only(fields: list[KnownField], place: Place) -> KnownField | None:
    if len(fields) > 1:
        keys = tuple(field.names[-1] for field in fields)
        _refuse("ambiguous_name", _("Several fields answer to this name."), place, keys)
    return fields[0] if fields else None


def _only_form(forms: list[KnownForm], place: Place) -> KnownForm | None:
    if len(forms) > 1:
        keys = tuple(form.key for form in forms)
        _refuse("ambiguous_name", _("Several forms answer to this name."), place, keys)
    return forms[0] if forms else None


def _refuse(code: str, words: str, place: Place, suggestions: tuple[str, ...]) -> NoReturn:
    if suggestions:
        listed = _(" or ").join(f"“{name}”" for name in suggestions)
        words = f"{words} {_('Did you mean %(names)s?') % {'names': listed}}"
    raise FormulaError(code, words, place, suggestions)
