"""Who looked at whose data: to be read, never to be touched."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from people.models import Look
from people.site_admin import ReadOnlyAdmin


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin[Look]):
    person_path = "person"
    list_display = ["at", "viewer", "person", "page_words"]
    list_select_related = ["viewer", "person"]
    list_filter = [("viewer", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["person__first_name", "person__last_name", "person__username"]
    date_hierarchy = "at"
    ordering = ["-at"]

    @admin.display(description=_("page"), ordering="page")
    def page_words(self, look: Look) -> str:
        return look.page_words
