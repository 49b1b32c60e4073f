"""What every admin page of the site is built on: one module, so that a change of theme stays here.

An admin class says by `person_path` how its rows lead to a person ("person", "connection__person", or
"pk" for people themselves); then only rows about people the viewer may see are listed and opened.

    class ConnectionAdmin(SiteModelAdmin[Connection]): ...
    class MemberInline(SiteTabularInline[Membership, Squad]): ...
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from people.access import visible_people
from people.models import Person

Row = TypeVar("Row", bound=Model)
Parent = TypeVar("Parent", bound=Model)

admin.site.site_header = "Ringside"
admin.site.site_title = "Ringside"
admin.site.index_title = "Ringside"


class OnlyVisiblePeople:
    """Rows and choices of people pass `visible_people`."""

    person_path = ""

    def __class_getitem__(cls, models: Any) -> Any:
        return cls  # Django's admin classes are generic to the type checker only

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        if self.person_path:
            rows = rows.filter(**{f"{self.person_path}__in": visible_people(request.user).order_by().values("pk")})
        return rows

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.related_model is Person:
            kwargs.setdefault("queryset", visible_people(request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


if TYPE_CHECKING:

    class _ModelAdmin(OnlyVisiblePeople, admin.ModelAdmin[Row]): ...

    class _TabularInline(OnlyVisiblePeople, admin.TabularInline[Row, Parent]): ...

else:

    class _ModelAdmin(OnlyVisiblePeople, admin.ModelAdmin): ...

    class _TabularInline(OnlyVisiblePeople, admin.TabularInline): ...


# How Django's own filters and its date hierarchy write a question into the address.
FILTER_LOOKUPS = ("", "__exact", "__id__exact", "__isnull", "__isempty")
DATE_LOOKUPS = ("__year", "__month", "__day")


class SiteModelAdmin(_ModelAdmin[Row]):
    """The base of every ModelAdmin of ours."""

    list_per_page = 50
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list's own filters ask. Django allows any column of the row in the address, so that
        whoever may see the list could guess a health value or a password's hash letter by letter.
        """
        filters: Iterable[Any] = self.get_list_filter(request) if request else ()
        names = [one[0] if isinstance(one, tuple) else one for one in filters]
        allowed = {f"{name}{asked}" for name in names for asked in FILTER_LOOKUPS}
        if self.date_hierarchy:
            allowed |= {f"{self.date_hierarchy}{asked}" for asked in DATE_LOOKUPS}
        return lookup in allowed


class SiteTabularInline(_TabularInline[Row, Parent]):
    extra = 0


class ReadOnlyAdmin(SiteModelAdmin[Row]):
    """Rows that are looked at and never touched by hand."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
