"""Looking at records. Admin gives no right to anybody's values: the form's lines decide here as everywhere."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forms_engine.admin.sources import SourceFilter
from forms_engine.judged import ShownEntry, entry_of, judge
from forms_engine.models import Record
from forms_engine.permissions import rights_on, visible_fields, visible_records
from forms_engine.views.doors import note_look
from forms_engine.views.showing import ShownChange, show_changes, show_moment, show_sections, show_source
from people.site_admin import ReadOnlyAdmin


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin[Record]):
    list_display = ["form", "person", "occurred_on", "from_where", "modified_at", "withdrawn_at"]
    list_filter = [
        ("form", admin.RelatedOnlyFieldListFilter),
        ("source", SourceFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["form", "person"]
    search_fields = ["person__first_name", "person__last_name", "person__username"]
    date_hierarchy = "occurred_on"
    fields = [
        "form",
        "person",
        "occurred_on",
        "starts_at",
        "finishes_at",
        "zone",
        "from_where",
        "source_id",
        "entered_by",
        "created_at",
        "modified_at",
        "withdrawn_at",
        "shown_values",
        "history",
    ]
    readonly_fields = ["from_where", "shown_values", "history"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        return visible_records(request.user)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Record | None:
        """The record, with what this viewer may read of it laid beside it, and the look written down."""
        record = super().get_object(request, object_id, from_field)
        if record is None:
            return None
        viewer: Any = request.user
        record.open_fields = None  # type: ignore[attr-defined]
        if rights_on(viewer, record.person, record.form).read:
            record.open_fields = visible_fields(viewer, record.person, record.form, with_retired=True)  # type: ignore[attr-defined]
            note_look(viewer, record.person, record.form, timezone.now())
        return record

    @admin.display(description=_("source"), ordering="source")
    def from_where(self, record: Record) -> str:
        return show_source(record.source)

    @admin.display(description=_("values"))
    def shown_values(self, record: Record) -> str | SafeString:
        fields = record.open_fields  # type: ignore[attr-defined]
        if fields is None:
            return gettext("Your roles may not read this form; its lines of permissions say who may.")
        [judged] = judge(fields, [entry_of(record)])
        entries = [entry for section in show_sections(fields, record.values, judged) for entry in section.entries]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}{}</li>", map(_said_of_value, entries)))

    @admin.display(description=_("what it said before"))
    def history(self, record: Record) -> str | SafeString:
        fields = record.open_fields  # type: ignore[attr-defined]
        changes = show_changes(record, fields) if fields is not None else []
        lines = ((show_moment(one.at), one.who, one.what, _said(one)) for one in changes)
        listed = format_html_join("", "<li>{}, {}, {} {}</li>", lines)
        return format_html("<ul>{}</ul>", listed) if listed else "–"


def _said(change: ShownChange) -> str:
    return "; ".join(f"{label}: {before or '–'} → {after or '–'}" for label, before, after in change.entries)


def _said_of_value(entry: ShownEntry) -> tuple[str, str, str]:
    return entry.label, entry.words or "–", f" ({entry.meaning.words})" if entry.meaning else ""
