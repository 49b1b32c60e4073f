"""Accounts: sign-up is closed, people are added by a consultant, mails speak with the site's own words."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse

from people.letters import write_letter
from people.models import Person

logger = logging.getLogger(__name__)

# allauth's mails that have words of our own in templates/emails/people_<name>_*.txt.
OWN_LETTERS = {"login_code", "password_reset_key"}
PASSWORD_NOTICES = {"password_changed", "password_reset", "password_set"}


class ClosedAccountAdapter(DefaultAccountAdapter):
    """allauth's rules for this site."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject  # allauth would put the host's name in front

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built on SITE_URL, never on the Host header of whoever asked."""
        uid, _, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        name = template_prefix.rpartition("/")[2]
        if name not in OWN_LETTERS:
            return super().render_mail(template_prefix, email, context, headers)
        person = context.get("user") or Person.objects.filter(email=str(email).lower()).first()
        language = person.language if person else settings.LANGUAGE_CODE
        return write_letter(f"people_{name}", email, language, {"person": person, **context})

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """A new password is told to its owner; allauth would write only to addresses it has verified itself."""
        if template_prefix.rpartition("/")[2] not in PASSWORD_NOTICES or not user.email:
            return
        try:
            write_letter("people_password_notice", user.email, user.language, {"person": user}).send()
        except OSError:
            # The password is set already: an error page now would say the opposite.
            logger.exception("The notice of a new password was not sent: look at the mail settings.")


def forget_old_addresses(person: Person) -> None:
    """After a change of e-mail: nobody logs in with an address `person` no longer has."""
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()


def tell_old_address(person: Person, old_email: str, changed_by: str) -> None:
    """Mail the former address that it is no longer the one of this account. Raises OSError when it cannot."""
    words = {"person": person, "changed_by": changed_by}
    write_letter("people_email_changed", old_email, person.language, words).send()
