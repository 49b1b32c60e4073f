"""Everything recorded about one person, by form and date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forms_engine.errors import NotVisible
from forms_engine.judged import Judged, ShownEntry, entry_of, judge
from forms_engine.models import FieldDefinition, FormDefinition, Record
from forms_engine.permissions import Rights, forms_and_rights
from forms_engine.together import BY_BEGIN_LAST_FIRST
from forms_engine.views.doors import answers_people, find_person, viewer_of
from forms_engine.views.event import list_columns
from forms_engine.views.showing import show_day, show_source, show_values
from people.looks import note_looks
from people.models import Person

RECORDS_A_PAGE = 50
LONGEST_SUMMARY = 160


class HistoryQuestion(forms.Form):
    """Which records to list; whatever is wrong or left out asks for all."""

    form = forms.ChoiceField(label=gettext_lazy("Form"), required=False)
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, known: list[FormDefinition], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["form"]
        choices.choices = [("", _("All forms")), *((form.key, form.shown_name) for form in known)]

    @property
    def chosen(self) -> Mapping[str, Any]:
        return self.cleaned_data if self.is_valid() else {}


@dataclass(frozen=True)
class Line:
    """One record. `url` is "" for who may only see that it exists; `values`: its list columns that hold something.

    `is_cut`: not all of them, for they would be long.
    """

    day: str
    form: str
    url: str
    values: list[ShownEntry]
    is_cut: bool
    source: str
    is_withdrawn: bool


@answers_people
@require_safe
def person_history(request: HttpRequest, person_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    person = find_person(viewer, person_id)
    known = {
        form.pk: (form, rights)
        for form, rights in forms_and_rights(viewer, person, FormDefinition.Kind.EVENT)
        if rights.calendar
    }
    if not known and person.pk != viewer.pk:
        raise NotVisible(_("There is nothing here that is yours to see."))
    question = HistoryQuestion([form for form, _rights in known.values()], request.GET)
    page = Paginator(_records(person, known, question.chosen), RECORDS_A_PAGE).get_page(request.GET.get("page"))
    if page.object_list:
        note_looks(viewer, [person], "history", timezone.now())
    rest = request.GET.copy()
    rest.pop("page", None)
    context = {
        "person": person,
        "is_self": person.pk == viewer.pk,
        "question": question,
        "page": page,
        "query": rest.urlencode(),
        "is_filtered": any(question.chosen.values()),
        "lines": _lines(viewer, person, list(page), known),
    }
    return render(request, "forms_engine/person_history.html", context)


def _records(person: Person, known: Mapping[int, tuple[FormDefinition, Rights]], chosen: Mapping[str, Any]) -> Any:
    """Withdrawn ones only of forms whose records the viewer may withdraw."""
    living = Record.objects.filter(person=person, form__in=known.keys())
    records = living.filter(withdrawn_at=None) | living.filter(
        form__in=[pk for pk, (_form, rights) in known.items() if rights.delete]
    )
    if chosen.get("form"):
        records = records.filter(form__key=chosen["form"])
    if chosen.get("first"):
        records = records.filter(occurred_on__gte=chosen["first"])
    if chosen.get("last"):
        records = records.filter(occurred_on__lte=chosen["last"])
    return records.order_by("-occurred_on", *BY_BEGIN_LAST_FIRST)


def _lines(
    viewer: Person, person: Person, records: list[Record], known: Mapping[int, tuple[FormDefinition, Rights]]
) -> list[Line]:
    shown = {record.form_id for record in records if known[record.form_id][1].read}
    columns = {pk: list_columns(viewer, person, known[pk][0]) for pk in shown}
    every = [field for of_form in columns.values() for field in of_form]
    judged = judge(every, [entry_of(record, person) for record in records])
    return [
        _line(person, known[record.form_id][0], record, columns.get(record.form_id), said)
        for record, said in zip(records, judged, strict=True)
    ]


def _line(
    person: Person, form: FormDefinition, record: Record, columns: list[FieldDefinition] | None, judged: Judged
) -> Line:
    """`columns`: None for who may only see that the record exists."""
    held = [field for field in columns or () if record.values.get(field.key) is not None]
    values = show_values(held, record.values, judged)
    kept = _fitting(values)
    return Line(
        day=_day(record.occurred_on),
        form=form.shown_name,
        url=reverse("person_record", args=[person.pk, form.key, record.pk]) if columns is not None else "",
        values=kept,
        is_cut=kept != values,
        source=show_source(record.source),
        is_withdrawn=record.withdrawn_at is not None,
    )


def _fitting(values: list[ShownEntry]) -> list[ShownEntry]:
    """As many of the values as a line has room for; one that is long by itself is cut."""
    kept: list[ShownEntry] = []
    room = LONGEST_SUMMARY
    for one in values:
        if len(one.words) > room:
            return [*kept, one._replace(words=one.words[:room])] if room > len(one.label) else kept
        kept.append(one)
        room -= len(one.label) + len(one.words)
    return kept


def _day(day: date | None) -> str:
    return show_day(day) if day else _("no date")
