"""Connections, runs and bindings to look at; nothing here touches a token, and tasks and schedules are read-only."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_q.models import Failure, OrmQ, Schedule, Success

from people.site_admin import ReadOnlyAdmin, SiteModelAdmin, SiteTabularInline
from sync import applications, disconnecting, queue, registry
from sync.models import Binding, BoundValue, Connection, FeedState, Run, StateChange
from sync.states import who_must_act


class ReadOnlyInline(SiteTabularInline):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FeedStateInline(ReadOnlyInline):
    model = FeedState
    fields = ("feed", "synced_through", "filled_back_to", "last_data_on", "error_code", "error_since")


class StateChangeInline(ReadOnlyInline):
    model = StateChange
    fields = ("at", "state", "reason")


@admin.register(Connection)
class ConnectionAdmin(SiteModelAdmin):
    person_path = "person"
    list_display = ("person", "provider", "state", "state_since", "last_synced_at", "last_data_on", "last_error")
    list_filter = ("provider", "state")
    search_fields = ("person__username", "person__first_name", "person__last_name", "person__email")
    list_select_related = ("person",)
    inlines = (FeedStateInline, StateChangeInline)
    actions = ("sync_now", "allow_another_ring", "end")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Connection | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Connection | None = None) -> tuple[str, ...]:
        shown = tuple(field.name for field in Connection._meta.fields if field.name != "allows_new_account")
        return (*shown, "who_must_act")

    @admin.display(description=gettext_lazy("who must act"))
    def who_must_act(self, connection: Connection) -> str:
        return who_must_act(connection) or _("Nobody.")

    @admin.action(description=gettext_lazy("Sync now"))
    def sync_now(self, request: HttpRequest, chosen: QuerySet[Connection]) -> None:
        now = timezone.now()
        asked = [
            queue.request_sync(one, trigger=Run.Trigger.PERSON, now=now, asked_by=request.user)  # type: ignore[arg-type]
            for one in chosen.filter(state__in=Connection.SYNCED_STATES)
        ]
        words = ngettext("%(count)d sync asked for.", "%(count)d syncs asked for.", len(asked))
        self.message_user(request, words % {"count": len(asked)}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Disconnect: wipe the tokens, keep the data"))
    def end(self, request: HttpRequest, chosen: QuerySet[Connection]) -> None:
        """For somebody who left: their ring may then be worn by somebody else."""
        open_ones = chosen.exclude(state=Connection.State.DISCONNECTED).select_related("person")
        for connection in open_ones:
            application = applications.application_of(connection.provider)
            if application is not None:
                provider = registry.provider_for(connection.provider)
                disconnecting.disconnect(provider, application, connection, timezone.now(), reason="ended_by_staff")
        self.message_user(request, _("Disconnected. What was read is kept."), messages.SUCCESS)

    @admin.action(description=gettext_lazy("Allow another ring at the next authorisation"))
    def allow_another_ring(self, request: HttpRequest, chosen: QuerySet[Connection]) -> None:
        count = chosen.update(allows_new_account=True)
        words = ngettext(
            "%(count)d person may connect another ring.", "%(count)d people may connect another ring.", count
        )
        self.message_user(request, words % {"count": count}, messages.SUCCESS)


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


class BoundValueInline(ReadOnlyInline):
    model = BoundValue
    fields = ("value", "field")


@admin.register(Binding)
class BindingAdmin(SiteModelAdmin):
    """The shift is shown, and changed by a job with history, never by a plain edit."""

    list_display = ("provider", "feed", "form", "date_shift_days", "is_active")
    list_select_related = ("form",)
    inlines = (BoundValueInline,)
    readonly_fields = ("provider", "feed", "form", "date_shift_days")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Binding | None = None) -> bool:
        return False


class TaskAdmin(ReadOnlyAdmin):
    """Tasks of the queue. Their rows hold ids only."""

    list_display = ("name", "func", "started", "stopped", "success")


# A schedule row can run any function of the site: it is made by code only and not shown here at all.
admin.site.unregister([Schedule, Success, Failure, OrmQ])
admin.site.register([Success, Failure], TaskAdmin)
