"""The words of messages: changed here, checked, looked at before they are saved."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from messaging.links import BuiltLink
from messaging.models import MessageTemplate
from messaging.sender import sender_row
from messaging.wording import complaints_about, dressed, fill, sample_facts
from messaging.words import KINDS, LANGUAGES, fixed_line, shipped_words
from people.site_admin import SiteModelAdmin

WITH_LINK = {"connect_invite", "connect_answer", "fresh_link", "reconnect_answer"}


class TemplateForm(forms.ModelForm):
    key = forms.ChoiceField(label=gettext_lazy("Message"), choices=[(key, kind.label) for key, kind in KINDS.items()])
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=list(LANGUAGES.items()))
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 80}),
        help_text=gettext_lazy("Link, expiry and privacy line are put below by themselves and cannot be left out."),
    )

    class Meta:
        model = MessageTemplate
        fields = ["key", "language", "subject", "body"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("key"):
            for name in ("subject", "body"):
                for complaint in complaints_about(cleaned["key"], cleaned.get(name) or ""):
                    self.add_error(name, complaint)
        return cleaned


@admin.register(MessageTemplate)
class MessageTemplateAdmin(SiteModelAdmin[MessageTemplate]):
    form = TemplateForm
    list_display = ["label", "language", "subject"]
    list_filter = ["language"]
    fields = ["key", "language", "subject", "body"]
    ordering = ["key", "language"]

    def get_urls(self) -> list[URLPattern]:
        preview = path("preview/", self.admin_site.admin_view(require_POST(self.preview)), name="messaging_preview")
        return [preview, *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The message as somebody would get it, with invented names; nothing is saved."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            return HttpResponse(status=403)
        form = TemplateForm(request.POST)
        form.full_clean()
        # There may be such words already: that is for saving to complain about.
        errors = [error for name in ("key", "language", "subject", "body") for error in form.errors.get(name, [])]
        shown = {} if errors else preview_of(form.cleaned_data)
        page = {**self.admin_site.each_context(request), "title": _("Preview"), "errors": errors, **shown}
        return render(request, "admin/messaging/messagetemplate/preview.html", page)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """New words begin with those that ship."""
        asked = super().get_changeform_initial_data(request)
        key, language = str(asked.get("key", "")), str(asked.get("language", ""))
        if key not in KINDS or language not in LANGUAGES:
            return {}
        words = shipped_words(key, language)
        return {"key": key, "language": language, "subject": words.subject, "body": words.body}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        changed = set(MessageTemplate.objects.values_list("key", "language"))
        add = reverse("admin:messaging_messagetemplate_add")
        shipped = [
            {"words": f"{kind.label} · {name}", "url": f"{add}?key={key}&language={language}"}
            for key, kind in KINDS.items()
            for language, name in LANGUAGES.items()
            if (key, language) not in changed
        ]
        return super().changelist_view(request, {"shipped": shipped, **(extra_context or {})})

    @admin.display(description=gettext_lazy("message"), ordering="key")
    def label(self, template: MessageTemplate) -> str:
        kind = KINDS.get(template.key)
        return str(kind.label) if kind else template.key


def preview_of(entered: dict[str, Any]) -> dict[str, str]:
    """Subject and whole text with invented facts, dressed as the sender dresses it."""
    facts, language = sample_facts(), entered["language"]
    expiry = fill(fixed_line("expiry", language), {**facts, "time": "14:05"})
    link = BuiltLink("https://ringside.example/…", expiry) if entered["key"] in WITH_LINK else None
    return {
        "subject": fill(entered.get("subject", ""), facts),
        "text": dressed(fill(entered["body"], facts), sender_row(), language, link=link),
    }
