"""Mails about accounts: one subject and one text template each, in the reader's language."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from people.application import application_details


def write_letter(name: str, to: str, language: str, words: Mapping[str, object]) -> EmailMessage:
    """The mail `emails/<name>_subject.txt` and `emails/<name>_message.txt` make, not yet sent."""
    context = {"site_name": application_details().name, "site_url": settings.SITE_URL, **words}
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{name}_subject.txt", context).split())
        text = render_to_string(f"emails/{name}_message.txt", context).strip() + "\n"
    return EmailMessage(subject, text, to=[to])
