"""Connections: looked at, synced, ended; their tokens are never in sight."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forms_engine.extension import source_name
from people.site_admin import SiteModelAdmin
from sync import applications, disconnecting, queue, registry
from sync.admin.inlines import ReadOnlyInline
from sync.models import Connection, FeedState, Run, StateChange
from sync.states import who_must_act


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

    def save_model(self, request: HttpRequest, obj: Connection, form: forms.ModelForm, change: bool) -> None:
        """The one column of the page: a run may have moved the others since the row was read."""
        obj.save(update_fields=["allows_new_account"])

    @admin.display(description=gettext_lazy("who must act"))
    def who_must_act(self, connection: Connection) -> str:
        return who_must_act(connection) or _("Nobody.")

    @admin.action(description=gettext_lazy("Sync now"), permissions=["change"])
    def sync_now(self, request: HttpRequest, chosen: QuerySet[Connection]) -> None:
        now = timezone.now()
        asked = list(chosen.filter(state__in=Connection.SYNCED_STATES))
        for one in asked:
            queue.request_sync(one, trigger=Run.Trigger.PERSON, now=now, asked_by=request.user)  # type: ignore[arg-type]
            self.log_change(request, one, _("Asked for a sync."))
        words = ngettext("%(count)d sync asked for.", "%(count)d syncs asked for.", len(asked))
        self.message_user(request, words % {"count": len(asked)}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Disconnect: wipe the tokens, keep the data"), permissions=["change"])
    def end(self, request: HttpRequest, chosen: QuerySet[Connection]) -> TemplateResponse | None:
        """For somebody who left: their ring may then be worn by somebody else. Asks first, with everybody's name."""
        open_ones = list(chosen.exclude(state=Connection.State.DISCONNECTED).select_related("person"))
        if not open_ones:
            self.message_user(request, _("Nobody was disconnected: those chosen are so already."), messages.WARNING)
            return None
        if request.POST.get("confirmed") != "yes":
            return self._ask_first(request, open_ones)
        ended, untold = [], []
        for connection in open_ones:
            is_told = _end(connection)
            if is_told is None:
                continue
            ended.append(connection)
            self.log_change(request, connection, _("Disconnected: tokens wiped, data kept."))
            if not is_told:
                untold.append(connection)
        self._tell(request, ended, untold, left_out=len(open_ones) - len(ended))
        return None

    def _ask_first(self, request: HttpRequest, open_ones: Sequence[Connection]) -> TemplateResponse:
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Disconnect"),
            "opts": Connection._meta,
            "connections": [(one.pk, one.person, source_name(one.provider)) for one in open_ones],
        }
        return TemplateResponse(request, "admin/sync/connection/end.html", context)

    def _tell(
        self, request: HttpRequest, ended: Sequence[Connection], untold: Sequence[Connection], *, left_out: int
    ) -> None:
        if ended:
            words = ngettext(
                "%(count)d person disconnected. What was read is kept.",
                "%(count)d people disconnected. What was read is kept.",
                len(ended),
            )
            self.message_user(request, words % {"count": len(ended)}, messages.SUCCESS)
        for one in untold:
            words = _(
                "%(provider)s could not be told about %(person)s. Ask them to remove this site in their "
                "%(provider)s account too, under connected apps."
            )
            self.message_user(request, words % _names(one), messages.WARNING)
        if left_out:
            words = ngettext(
                "%(count)d connection was left as it is: its connector is not set up here any more.",
                "%(count)d connections were left as they are: their connector is not set up here any more.",
                left_out,
            )
            self.message_user(request, words % {"count": left_out}, messages.WARNING)

    @admin.action(description=gettext_lazy("Allow another ring at the next authorisation"), permissions=["change"])
    def allow_another_ring(self, request: HttpRequest, chosen: QuerySet[Connection]) -> None:
        allowed = list(chosen.filter(allows_new_account=False))
        for one in allowed:
            one.allows_new_account = True
            one.save(update_fields=["allows_new_account"])
            self.log_change(request, one, _("Another ring allowed."))
        words = ngettext(
            "%(count)d person may connect another ring.", "%(count)d people may connect another ring.", len(allowed)
        )
        self.message_user(request, words % {"count": len(allowed)}, messages.SUCCESS)


def _end(connection: Connection) -> bool | None:
    """Whether the vendor was told; None when nothing could be done, because the connector is not set up any more."""
    application = applications.application_of(connection.provider)
    if application is None or not registry.is_registered(connection.provider):
        return None
    provider = registry.provider_for(connection.provider)
    return disconnecting.disconnect(provider, application, connection, timezone.now(), reason="ended_by_staff")


def _names(connection: Connection) -> dict[str, str]:
    return {"provider": source_name(connection.provider), "person": connection.person.full_name}
