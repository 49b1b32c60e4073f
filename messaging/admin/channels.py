"""Channels: what each asks for, with secrets that are entered and never shown; and who is who in them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from messaging import conf
from messaging.channel_rows import make_missing_rows
from messaging.channels import registry
from messaging.channels.base import ChannelKind
from messaging.channels.entered import keep_secrets, settings_of
from messaging.models import Channel, ChatIdentity
from people.site_admin import SiteModelAdmin

PREFIX = "entered_"


class ChannelForm(forms.ModelForm):
    class Meta:
        model = Channel
        fields = ["is_on"]


def kind_behind(channel: Channel | None) -> ChannelKind | None:
    """The installed kind of this row; None for one that is not installed any more."""
    return {kind.key: kind for kind in registry.all_kinds()}.get(channel.key) if channel else None


def form_for(channel: Channel) -> type[ChannelForm]:
    """A form with a control for each thing the channel asks for. A secret's stays empty."""
    kind = kind_behind(channel)
    entered = settings_of(channel)
    fields: dict[str, Any] = {}
    for asked in kind.asked if kind else ():
        if asked.is_secret:
            is_set = _("Set. Empty keeps it.") if entered.secrets.get(asked.name) else _("Not set.")
            fields[PREFIX + asked.name] = forms.CharField(
                label=str(asked.label),
                required=False,
                min_length=asked.at_least or None,
                help_text=f"{asked.help} {is_set}".strip(),
                widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            )
        else:
            fields[PREFIX + asked.name] = forms.CharField(
                label=str(asked.label),
                required=False,
                max_length=500,
                help_text=str(asked.help),
                initial=entered.open.get(asked.name, ""),
            )
    return type("EnteredChannelForm", (ChannelForm,), fields)


@admin.register(Channel)
class ChannelAdmin(SiteModelAdmin[Channel]):
    list_display = ["name", "is_on", "last_inbound_at", "last_outbound_at", "problem"]
    readonly_fields = ["name", "door", "last_inbound_at", "last_outbound_at", "rests_until", "problem"]
    ordering = ["key"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        make_missing_rows()
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Channel | None = None) -> bool:
        return False

    def get_form(
        self, request: HttpRequest, obj: Channel | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        if obj is not None:
            kwargs["form"] = form_for(obj)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Channel | None = None) -> Any:
        kind = kind_behind(obj)
        asked = [PREFIX + one.name for one in kind.asked] if kind else []
        how = ["last_inbound_at", "last_outbound_at", "rests_until", "problem"]
        return [
            (None, {"fields": ["name", "is_on", "door"]}),
            *([(_("What it needs"), {"fields": asked})] if asked else []),
            (_("How it goes"), {"fields": how}),
        ]

    def save_model(self, request: HttpRequest, obj: Channel, form: forms.ModelForm, change: bool) -> None:
        kind = kind_behind(obj)
        secrets = {}
        for asked in kind.asked if kind else ():
            value = form.cleaned_data.get(PREFIX + asked.name, "")
            if asked.is_secret:
                secrets[asked.name] = value
            else:
                obj.settings[asked.name] = value
        keep_secrets(obj, secrets)
        # Somebody looked at it: it is tried again at once.
        obj.rests_until, obj.problem = None, ""
        super().save_model(request, obj, form, change)

    @admin.display(description=_("channel"), ordering="key")
    def name(self, channel: Channel) -> str:
        kind = kind_behind(channel)
        return str(kind.name) if kind else gettext("%(key)s (not installed)") % {"key": channel.key}

    @admin.display(description=_("address for inbound messages"))
    def door(self, channel: Channel) -> str:
        kind = kind_behind(channel)
        return f"{conf.site_url()}/hooks/{channel.key}/" if kind and kind.can_hear else gettext("It has none.")


class IdentityForm(forms.ModelForm):
    channel = forms.ChoiceField(
        label=_("Channel"), choices=lambda: [(kind.key, kind.name) for kind in registry.all_kinds() if kind.can_hear]
    )

    class Meta:
        model = ChatIdentity
        fields = ["channel", "speaker", "person", "reply_to"]


@admin.register(ChatIdentity)
class ChatIdentityAdmin(SiteModelAdmin[ChatIdentity]):
    person_path = "person"
    form = IdentityForm
    fields = ["channel", "speaker", "person", "reply_to", "confirmed_at"]
    readonly_fields = ["confirmed_at"]
    list_display = ["person", "channel", "speaker", "confirmed_at"]
    list_filter = ["channel"]
    list_select_related = ["person"]
    search_fields = ["speaker", "person__first_name", "person__last_name", "person__username"]
    autocomplete_fields = ["person"]

    def save_model(self, request: HttpRequest, obj: ChatIdentity, form: forms.ModelForm, change: bool) -> None:
        """Who enters it vouches for it, now."""
        obj.confirmed_at = timezone.now()
        super().save_model(request, obj, form, change)
