"""What the importer is asked: how the file is read, which column is what, who is meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.flat import FlatColumn, headings_of
from forms_engine.form_builder import EARLIEST, LATEST
from forms_engine.importing.days import DAY_FORMATS, fitting_orders
from forms_engine.importing.files import FileShape, Table
from forms_engine.importing.files.csv_files import ENCODINGS
from forms_engine.importing.plan import CLEAR, EMAIL, KEEP, NAME, NAMES, USERNAME, UUID, Plan, guess_plan
from forms_engine.models import FormDefinition

LOOKED_AT = 1_000
SAMPLES = 3
LONGEST_SAMPLE = 40
# Beyond this a page of choices would be no page; a column whose heading names a field is always among them.
MOST_CHOSEN = 80
NOTHING = ""

PERSON_WAYS = [
    (UUID, gettext_lazy("UUID")),
    (USERNAME, gettext_lazy("username")),
    (EMAIL, gettext_lazy("e-mail address")),
    (NAME, gettext_lazy("full name")),
    (NAMES, gettext_lazy("first name and surname in two columns")),
]
DELIMITERS = [
    (",", gettext_lazy("comma ,")),
    (";", gettext_lazy("semicolon ;")),
    ("\t", gettext_lazy("tab")),
    ("|", gettext_lazy("bar |")),
]
DECIMALS = [(".", gettext_lazy("decimal point: 7.5")), (",", gettext_lazy("decimal comma: 7,5"))]
BLANKS = [(KEEP, gettext_lazy("keeps what stands there")), (CLEAR, gettext_lazy("empties the field"))]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or Excel (.xlsx), at most 20 MB and 200,000 rows; the first row names the columns. "
            "Nothing is written before you have seen what would happen."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )


class ShapeForm(forms.Form):
    """How the file is read, where that can be read in several ways."""

    encoding = forms.ChoiceField(label=gettext_lazy("Letters"), choices=[(name, name.upper()) for name in ENCODINGS])
    delimiter = forms.ChoiceField(label=gettext_lazy("Cells are parted by"), choices=DELIMITERS)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))

    def __init__(self, data: Any, shape: FileShape, sheets: Sequence[str]) -> None:
        super().__init__(data, initial=shape.as_json(), prefix="shape")
        self.shape = shape
        for name in ("sheet",) if shape.kind == "csv" else ("encoding", "delimiter"):
            del self.fields[name]
        if shape.kind == "xlsx":
            self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]

    def chosen(self) -> FileShape:
        return FileShape(**{**self.shape.as_json(), **self.cleaned_data, "is_sure": True})


@dataclass(frozen=True)
class ShownColumn:
    """A column of the file on the page: its heading, a few of its cells, and what it is (a bound field)."""

    heading: str
    samples: list[str]
    target: Any


class MatchForm(forms.Form):
    """Which column is what. After `is_valid`, `plan` holds it."""

    plan: Plan
    person_by = forms.ChoiceField(label=gettext_lazy("People are named by"), choices=PERSON_WAYS)
    person = forms.TypedChoiceField(label=gettext_lazy("Column that names the person"), coerce=int)
    surname = forms.TypedChoiceField(
        label=gettext_lazy("Column of the surname"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Only where names stand in two columns."),
    )
    day = forms.TypedChoiceField(label=gettext_lazy("Column of the date"), coerce=int, required=False, empty_value=None)
    order = forms.ChoiceField(label=gettext_lazy("Dates are written"), required=False)
    fixed_day = forms.DateField(
        label=gettext_lazy("Or one date for all rows"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )
    record = forms.TypedChoiceField(
        label=gettext_lazy("Column that names the record"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("An id that stays the same; an export of this site has it as “Record”."),
    )
    keys = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Columns that tell records of one person and day apart"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    start = forms.TypedChoiceField(
        label=gettext_lazy("Column of the start"), coerce=int, required=False, empty_value=None
    )
    finish = forms.TypedChoiceField(
        label=gettext_lazy("Column of the finish"), coerce=int, required=False, empty_value=None
    )
    zone = forms.TypedChoiceField(
        label=gettext_lazy("Column of the time zone"), coerce=int, required=False, empty_value=None
    )
    decimal = forms.ChoiceField(label=gettext_lazy("Numbers have a"), choices=DECIMALS)
    blank = forms.ChoiceField(label=gettext_lazy("An empty cell"), choices=BLANKS)

    DATED = ("day", "order", "fixed_day", "record", "keys", "start", "finish", "zone")
    FIRST = ("person_by", "person", "surname", "day", "order", "fixed_day", "decimal")
    PLACES = ("person", "surname", "day", "record", "start", "finish", "zone")

    def __init__(
        self, data: Any, plan: Plan, table: Table, form: FormDefinition, columns: Sequence[FlatColumn]
    ) -> None:
        initial = {**plan.as_json(), **{_name(place): name for place, name in plan.fields.items()}}
        super().__init__(data, initial=initial)
        self.table, self.before, self.columns = table, plan, columns
        self.samples = list(islice((cells for _number, cells in table.rows()), LOOKED_AT))
        if form.kind == FormDefinition.Kind.PROFILE:
            for name in self.DATED:
                del self.fields[name]
        places = [(str(place), heading) for place, heading in enumerate(table.headings) if heading]
        self._offer(places)
        targets = [(NOTHING, _("is not imported"))]
        targets += [(one.name, words) for one, words in zip(columns, headings_of(columns), strict=True)]
        for place, _heading in places:
            if int(place) in plan.fields or len(self.target_names) < MOST_CHOSEN:
                self.fields[_name(int(place))] = forms.ChoiceField(choices=targets, required=False)

    def _offer(self, places: list[tuple[str, str]]) -> None:
        for name in (*self.PLACES, "keys"):
            if name in self.fields:
                no_choice = [] if name in ("person", "keys") else [("", _("none"))]
                self.fields[name].choices = [*no_choice, *places]  # type: ignore[attr-defined]
        if "order" in self.fields:
            self.fields["order"].choices = [("", _("choose how")), *DAY_FORMATS]  # type: ignore[attr-defined]

    @property
    def target_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("column_")]

    def shown_columns(self) -> list[ShownColumn]:
        places = [int(name.removeprefix("column_")) for name in self.target_names]
        return [ShownColumn(self.table.headings[place], self._samples(place), self[_name(place)]) for place in places]

    def asked_first(self) -> list[Any]:
        """What nearly every file needs said."""
        return [self[name] for name in self.fields if name in self.FIRST]

    def asked_further(self) -> list[Any]:
        """What few files need said."""
        names = [name for name in self.fields if name not in self.FIRST and not name.startswith("column_")]
        return [self[name] for name in names]

    def _samples(self, place: int) -> list[str]:
        cells = (str(cells[place])[:LONGEST_SAMPLE] for cells in self.samples if cells[place] is not None)
        return list(islice(dict.fromkeys(cells), SAMPLES))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = [one for name in self.target_names if (one := cleaned.get(name))]
        for name in self.target_names:
            if (chosen := cleaned.get(name)) and names.count(chosen) > 1:
                self.add_error(name, _("Two columns cannot fill the same field."))
        if not names:
            self.add_error(None, _("No column fills a field yet. Say of at least one column what it is."))
        if cleaned.get("person_by") == NAMES and cleaned.get("surname") is None:
            self.add_error("surname", _("Choose the column of the surname."))
        if "day" in self.fields:
            self._clean_day(cleaned)
        if not self.errors:
            self.plan = self._planned(cleaned)
        return cleaned

    def _clean_day(self, cleaned: Mapping[str, Any]) -> None:
        day, fixed = cleaned.get("day"), cleaned.get("fixed_day")
        if (day is None) == (fixed is None) and "fixed_day" not in self.errors:
            self.add_error("day", _("Choose the column of the date, or one date for all rows."))
        elif day is not None and not cleaned.get("order"):
            self.add_error("order", _("Say in which order day, month and year stand."))

    def _planned(self, cleaned: Mapping[str, Any]) -> Plan:
        fixed = cleaned.get("fixed_day")
        kept = {name: cleaned.get(name) for name in self.PLACES}
        if cleaned["person_by"] != NAMES:
            kept["surname"] = None
        return Plan(
            **kept,
            person_by=cleaned["person_by"],
            fixed_day=fixed.isoformat() if fixed else "",
            order=cleaned.get("order") or "",
            decimal=cleaned["decimal"],
            blank=cleaned["blank"],
            keys=list(cleaned.get("keys") or []),
            fields={
                int(name.removeprefix("column_")): cleaned[name] for name in self.target_names if cleaned.get(name)
            },
            people=self.before.people if self._names_as_before(cleaned) else {},
        )

    def _names_as_before(self, cleaned: Mapping[str, Any]) -> bool:
        before = self.before
        return (before.person_by, before.person, before.surname) == (
            cleaned["person_by"],
            cleaned["person"],
            cleaned.get("surname"),
        )


def guess(table: Table, columns: Sequence[FlatColumn]) -> Plan:
    """What the file most likely means. The order of dates stays open where the file leaves doubt about it."""
    rows = list(islice((cells for _number, cells in table.rows()), LOOKED_AT))
    filled = {place for cells in rows for place, cell in enumerate(cells) if cell is not None}
    plan = guess_plan(table.headings, columns, filled)
    if plan.day is not None:
        fitting = fitting_orders(cells[plan.day] for cells in rows if cells[plan.day] is not None)
        plan.order = fitting[0] if len(fitting) == 1 or fitting[:1] == ["ymd"] else ""
    texts = [cell for cells in rows for place in plan.fields if isinstance(cell := cells[place], str)]
    commas = sum(_is_decimal(text, ",") for text in texts)
    plan.decimal = "," if commas > sum(_is_decimal(text, ".") for text in texts) else "."
    return plan


def _is_decimal(text: str, mark: str) -> bool:
    whole, found, part = text.strip().lstrip("+-").partition(mark)
    return bool(found) and whole.isdigit() and part.isdigit()


def _name(place: int) -> str:
    return f"column_{place}"
