"""What went out and came in, to be read: without texts, which are between the site and the person."""

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from messaging import outbox, sending
from messaging.models import AiExchange, InboundEvent, OutboundMessage
from people import roles
from people.access import has_role, visible_people
from people.site_admin import ReadOnlyAdmin


@admin.register(OutboundMessage)
class OutboundMessageAdmin(ReadOnlyAdmin[OutboundMessage]):
    list_display = ["asked_at", "person", "channel", "subject", "state", "tries", "due_at", "sent_at", "problem"]
    list_filter = ["state", "channel"]
    list_select_related = ["person"]
    search_fields = ["person__first_name", "person__last_name", "person__username"]
    fields = ["person", "channel", "subject", "state", "tries", "asked_at", "due_at", "sent_at", "sent_as", "problem"]
    ordering = ["-asked_at", "-pk"]
    actions = ["send_again"]  # type: ignore[assignment]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboundMessage]:
        """About visible people, and answers to speakers nobody knows here."""
        visible = visible_people(request.user).order_by().values("pk")
        return super().get_queryset(request).filter(Q(person__in=visible) | Q(person=None))

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or has_role(request.user, roles.CONSULTANT)

    @admin.action(description=_("Send dead letters again"), permissions=["send_again"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[OutboundMessage]) -> None:
        ids = sending.send_again(chosen, timezone.now())
        for message_id in ids:
            outbox.enqueue(message_id)
        words = ngettext("%(count)d message is sent again.", "%(count)d messages are sent again.", len(ids))
        self.message_user(request, words % {"count": len(ids)}, messages.SUCCESS)


@admin.register(InboundEvent)
class InboundEventAdmin(ReadOnlyAdmin[InboundEvent]):
    list_display = ["received_at", "channel", "speaker", "is_group", "outcome", "done_at"]
    list_filter = ["channel", "outcome"]
    search_fields = ["speaker", "event_id"]
    fields = ["channel", "event_id", "message_id", "speaker", "is_group", "received_at", "done_at", "outcome"]
    ordering = ["-received_at", "-pk"]


@admin.register(AiExchange)
class AiExchangeAdmin(ReadOnlyAdmin[AiExchange]):
    list_display = ["asked_at", "words", "outcome"]
    list_filter = ["outcome"]
