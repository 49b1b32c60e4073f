"""Runs: what was asked for and what came of it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from people.site_admin import ReadOnlyAdmin
from sync.models import Run


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    person_path = "connection__person"
    list_display = ("id", "person", "trigger", "state", "asked_at", "claimed_at", "finished_at", "error_code")
    list_filter = ("state", "trigger", "error_code")
    list_select_related = ("connection__person",)
    date_hierarchy = "asked_at"

    @admin.display(description=gettext_lazy("person"))
    def person(self, run: Run) -> str:
        return str(run.connection.person)
