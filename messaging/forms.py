"""What is written in a conversation."""

import re
import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

ONCE = re.compile(r"^[A-Za-z0-9_-]{16,24}$")


def new_once() -> str:
    """Made when a page opens, so that a double click sends once."""
    return secrets.token_urlsafe(16)


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "enterkeyhint": "send"}),
        error_messages={"required": _("Write something first.")},
    )
    once = forms.RegexField(ONCE, widget=forms.HiddenInput)
