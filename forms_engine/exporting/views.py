"""Choosing what is taken out, and the file. Everybody in it reads that it was taken."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from forms_engine.errors import NotVisible
from forms_engine.exporting.rows import (
    Selection,
    export_headings,
    export_rows,
    exportable_people,
    exported_columns,
)
from forms_engine.exporting.writing import csv_pieces, plain_cells
from forms_engine.form_builder import EARLIEST, LATEST
from forms_engine.group_entry.squads import squads_in_order
from forms_engine.importing.doors import forms_of_files
from forms_engine.models import FormDefinition
from forms_engine.views.doors import answers_people, viewer_of
from people.looks import note_looks
from people.models import Membership, Person
from people.squad_tree import ids_below

CSV, XLSX = "csv", "xlsx"
KINDS = [(CSV, gettext_lazy("CSV")), (XLSX, gettext_lazy("Excel (.xlsx)"))]
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHOLE_RANGE = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]


class ExportForm(forms.Form):
    """Whose records, of which days, as what. Nobody chosen is everybody; a squad is itself and all below it."""

    squad = forms.ChoiceField(label=gettext_lazy("Squad"), required=False)
    person = forms.MultipleChoiceField(
        label=gettext_lazy("People"), required=False, help_text=gettext_lazy("Nobody chosen: all of the squad.")
    )
    first = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        validators=WHOLE_RANGE,
    )  # fmt: skip
    last = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        validators=WHOLE_RANGE,
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("File"), choices=KINDS, initial=CSV)

    def __init__(self, data: Any, viewer: Person, form: FormDefinition, people: dict[int, Person]) -> None:
        super().__init__(data)
        self.form, self.people = form, people
        self.squads = squads_in_order(viewer)
        squads = [(str(squad.pk), squad.path) for squad in self.squads]
        offered: Any = self.fields
        offered["squad"].choices = [("", _("all whom you see")), *squads]
        offered["person"].choices = [(str(one.pk), one.full_name) for one in people.values()]
        if form.kind == FormDefinition.Kind.PROFILE:
            del self.fields["first"], self.fields["last"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last day lies before the first."))
        return cleaned

    def selection(self) -> Selection:
        chosen = self.people
        if squad := self.cleaned_data["squad"]:
            top = next(one for one in self.squads if str(one.pk) == squad)
            members = Membership.objects.filter(squad_id__in=ids_below(top, self.squads), role=Membership.Role.ATHLETE)
            in_squad = set(members.values_list("person_id", flat=True))
            chosen = {pk: one for pk, one in chosen.items() if pk in in_squad}
        if names := self.cleaned_data["person"]:
            chosen = {pk: one for pk, one in chosen.items() if str(pk) in names}
        dates: dict[str, date | None] = {name: self.cleaned_data.get(name) for name in ("first", "last")}
        return Selection(self.form, chosen, **dates)


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def export_form(request: HttpRequest, form_key: str) -> HttpResponseBase:
    """Posted, so that whom it is about never stands in an address."""
    viewer = viewer_of(request)
    form = _find_form(viewer, form_key)
    asked = ExportForm(request.POST or None, viewer, form, exportable_people(viewer, form))
    if asked.is_bound and asked.is_valid():
        selection = asked.selection()
        if people := selection.people_in_it():
            note_looks(viewer, people, f"export: {form.name}"[:80], timezone.now())
            return _ANSWERS[asked.cleaned_data["kind"]](viewer, selection)
        asked.add_error(None, _("There is no record of these people and days. Choose others, or leave the days open."))
    return render(request, "forms_engine/exporting/export.html", {"form": form, "asked": asked})


def _find_form(viewer: Person, form_key: str) -> FormDefinition:
    for one in forms_of_files(viewer):
        if one.form.key == form_key and one.may_export:
            return one.form
    raise NotVisible(_("There is no such form, or it is not yours to export."))


def _answer_csv(viewer: Person, selection: Selection) -> HttpResponseBase:
    columns = exported_columns(viewer, selection)
    rows = map(plain_cells, export_rows(selection, columns))
    answer = StreamingHttpResponse(
        csv_pieces(export_headings(selection, columns), rows), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(selection, CSV)}"'
    return _private(answer)


def _answer_xlsx(viewer: Person, selection: Selection) -> HttpResponseBase:
    from forms_engine.exporting.workbooks import write_xlsx  # takes 11 MB, and few ask for it

    columns = exported_columns(viewer, selection)
    file = write_xlsx(selection.form.name, export_headings(selection, columns), export_rows(selection, columns))
    name = _file_name(selection, XLSX)
    return _private(FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE))


def _private(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Cache-Control"] = "no-store"
    return answer


def _file_name(selection: Selection, kind: str) -> str:
    """The form and the day it was taken out; nobody's name."""
    return f"{selection.form.key}-{timezone.localdate():%Y-%m-%d}.{kind}"


_ANSWERS: dict[str, Callable[[Person, Selection], HttpResponseBase]] = {CSV: _answer_csv, XLSX: _answer_xlsx}
