"""The three profile forms every provider has: where they are and what their fields are called."""

from dataclasses import dataclass

from forms_engine.models import FormDefinition

# A profile form holds one record a person; this word is its source id.
SOURCE_ID = "profile"

LINK = "authorisation_link"
STATE = "connection_state"
AUTHORISED_ON = "authorised_on"
GRANTED = "data_types_granted"
LAST_SYNC = "last_sync"
LAST_DATA = "last_data"

REFRESH_TOKEN = "refresh_token"  # noqa: S105 a field's key, not a token
ACCESS_TOKEN = "access_token"  # noqa: S105
EXPIRES_AT = "expires_at"
ROTATED_AT = "rotated_at"
ISSUED_AT = "issued_at"
FINGERPRINT = "fingerprint"


@dataclass(frozen=True)
class GrantFormKeys:
    """The keys of one provider's three profile forms."""

    authorise: str
    issued_token: str
    current_token: str


def grant_form_keys(provider_key: str) -> GrantFormKeys:
    return GrantFormKeys(
        authorise=f"{provider_key}_authorise",
        issued_token=f"{provider_key}_issued_token",
        current_token=f"{provider_key}_current_token",
    )


def token_forms(provider_key: str) -> tuple[FormDefinition, FormDefinition]:
    """(issued, current); one query. Raises FormDefinition.DoesNotExist before the forms are installed."""
    keys = grant_form_keys(provider_key)
    found = {form.key: form for form in FormDefinition.objects.filter(key__in=[keys.issued_token, keys.current_token])}
    if len(found) < 2:
        raise FormDefinition.DoesNotExist(f"The forms of {provider_key} are not installed.")
    return found[keys.issued_token], found[keys.current_token]
