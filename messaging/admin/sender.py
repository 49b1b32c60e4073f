"""Who speaks for the site: the one row, opened directly."""

import hashlib
from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from messaging import ai, conf
from messaging.models import MessageSender
from messaging.pictures import kind_of_picture
from messaging.sender import sender_row
from messaging.words import LANGUAGES
from people.site_admin import SiteModelAdmin

COMPLAINTS = {
    "not_an_address": _("This is not the address of an endpoint: https://host/path, without a name, “?” or “#” in it."),
    "not_https": _("The address must begin with https://."),
    "host_not_allowed": _("The operator must allow this host first: AI_HOSTS in the site's settings."),
}


class SenderForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=list(LANGUAGES.items()),
        help_text=_("For everybody who has not chosen one of their own."),
    )
    new_picture = forms.FileField(
        label=_("New picture"), required=False, help_text=_("PNG or JPEG, square, 200 kB at most. Empty keeps it.")
    )
    drops_picture = forms.BooleanField(label=_("Without a picture"), required=False)
    ai_url = forms.URLField(
        label=_("AI address"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("Of chat completions, in full."),
    )
    new_ai_key = forms.CharField(
        label=_("New AI key"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Never shown again. Empty keeps the one that is there."),
    )

    class Meta:
        model = MessageSender
        fields = [
            "name", "signature", "language", "opening", "closing", "is_assigned_coach",
            "quiet_from", "quiet_until", "sends_notices", "ai_is_on", "ai_url", "ai_model",
        ]  # fmt: skip

    def clean_new_picture(self) -> bytes:
        upload = self.cleaned_data["new_picture"]
        if not isinstance(upload, UploadedFile):
            return b""
        if (upload.size or 0) > conf.MOST_PICTURE_BYTES:
            raise forms.ValidationError(_("This picture is larger than 200 kB: make it smaller."))
        content = upload.read()
        if not kind_of_picture(content):
            raise forms.ValidationError(_("This is not a PNG or JPEG picture of at most 2000 by 2000 points."))
        return content

    def clean_ai_url(self) -> str:
        url: str = self.cleaned_data["ai_url"]
        if url and (complaint := ai.complaint_about(url)):
            raise forms.ValidationError(COMPLAINTS[complaint])
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_until") is None):
            self.add_error("quiet_until", _("Quiet hours have a beginning and an end, or neither."))
        if cleaned.get("ai_is_on") and not (cleaned.get("ai_url") and cleaned.get("ai_model")):
            self.add_error("ai_is_on", _("AI wording needs an address and a model."))
        return cleaned


@admin.register(MessageSender)
class MessageSenderAdmin(SiteModelAdmin[MessageSender]):
    form = SenderForm
    readonly_fields = ["shown_picture", "ai_key_state"]
    fieldsets = [
        (None, {"fields": ["name", "is_assigned_coach", "shown_picture", "new_picture", "drops_picture"]}),
        (_("Words"), {"fields": ["language", "opening", "closing", "signature"]}),
        (
            _("Notices"),
            {
                "fields": ["sends_notices", "quiet_from", "quiet_until"],
                "description": _("Answers are given at any hour. Quiet hours are in the site's zone."),
            },
        ),
        (
            _("AI wording"),
            {
                "fields": ["ai_is_on", "ai_url", "ai_model", "ai_key_state", "new_ai_key"],
                "description": _(
                    "An OpenAI-compatible endpoint may answer questions about connecting. Only the words behind the "
                    "command are sent to it; they are kept here for 30 days."
                ),
            },
        ),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:messaging_messagesender_change", args=[sender_row().pk]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MessageSender | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: MessageSender, form: SenderForm, change: bool) -> None:
        entered = form.cleaned_data
        if entered["new_picture"] or entered["drops_picture"]:
            obj.picture = entered["new_picture"]
            obj.picture_mark = hashlib.sha256(obj.picture).hexdigest()[:16] if obj.picture else ""
        if entered["new_ai_key"]:
            obj.ai_key = entered["new_ai_key"]
        super().save_model(request, obj, form, change)

    @admin.display(description=_("picture"))
    def shown_picture(self, sender: MessageSender) -> str | SafeString:
        if not sender.picture_mark:
            return gettext("There is none.")
        url = f"{reverse('messaging:picture')}?v={sender.picture_mark}"
        return format_html('<img src="{}" alt="{}" width="72" height="72">', url, gettext("The picture as it is"))

    @admin.display(description=_("AI key"))
    def ai_key_state(self, sender: MessageSender) -> str:
        return gettext("set") if sender.ai_key else gettext("not set")
