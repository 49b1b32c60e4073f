"""Squads as a tree, their members in a table below."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, ForeignKey, Q, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.access import visible_squads
from people.models import Membership, Squad
from people.site_admin import SiteModelAdmin, SiteTabularInline


class MemberInline(SiteTabularInline[Membership, Squad]):
    model = Membership
    person_path = "person"
    autocomplete_fields = ["person"]
    verbose_name = _("member")
    verbose_name_plural = _("members")


@admin.register(Squad)
class SquadAdmin(SiteModelAdmin[Squad]):
    list_display = ["path", "athletes", "coaches"]
    search_fields = ["name", "parent__name"]
    fields = ["name", "parent"]
    inlines = [MemberInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Squad]:
        """Only squads the viewer may see; three levels above come with the row, so a usual tree costs no query."""
        seen = super().get_queryset(request).filter(pk__in=visible_squads(request.user).values("pk"))
        counts = {
            f"{role.value}_count": Count("memberships", filter=Q(memberships__role=role)) for role in Membership.Role
        }
        return seen.select_related("parent__parent__parent").annotate(**counts)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "parent":
            kwargs["queryset"] = visible_squads(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("squad"), ordering="name")
    def path(self, squad: Squad) -> str:
        return squad.path

    @admin.display(description=_("athletes"))
    def athletes(self, squad: Squad) -> int:
        return int(squad.athlete_count)  # type: ignore[attr-defined]

    @admin.display(description=_("coaches"))
    def coaches(self, squad: Squad) -> int:
        return int(squad.coach_count)  # type: ignore[attr-defined]
