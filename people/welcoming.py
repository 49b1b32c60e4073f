"""How somebody a consultant added gets their first password: by a link in a mail."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from people.letters import write_letter
from people.models import Person

SECONDS_A_DAY = 86_400


def password_link(person: Person) -> str:
    """The address where `person` sets a password. Single use; good for PASSWORD_RESET_TIMEOUT seconds."""
    kwargs = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=kwargs)


def send_welcome(person: Person) -> None:
    """Mail `person`, who has an e-mail address, how to set a password. May be sent again at any time.

    Raises OSError (smtplib's errors are some) when the mail cannot be handed over.
    """
    words = {
        "person": person,
        "password_link": password_link(person),
        "reset_page": settings.SITE_URL + reverse("account_reset_password"),
        "days": settings.PASSWORD_RESET_TIMEOUT // SECONDS_A_DAY,
    }
    write_letter("people_welcome", person.email, person.language, words).send()
