"""Every setting the Oura connector reads."""

import os

from django.conf import settings


def is_demo() -> bool:
    return bool(settings.IS_DEMO)


def stated_simulator_url() -> str:
    """What SIMULATOR_URL says, without a slash at its end, whether or not it counts."""
    return str(getattr(settings, "SIMULATOR_URL", "")).rstrip("/")


def simulator_url() -> str:
    """The address of the Oura simulator; "" outside demo and tests."""
    return stated_simulator_url() if is_demo() else ""


def is_insecure_transport_stated() -> bool:
    return bool(settings.OAUTH_INSECURE_TRANSPORT)


def is_insecure_transport_allowed() -> bool:
    """Plain http to a provider: demo and tests only."""
    return is_insecure_transport_stated() and is_demo()


def tell_oauthlib_about_transport() -> None:
    """oauthlib takes its https rule from the environment alone, so the environment follows our settings at start.

    Our own rule (`transport.checked_address`) stands before every call in any case.
    """
    if is_insecure_transport_allowed():
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    else:
        os.environ.pop("OAUTHLIB_INSECURE_TRANSPORT", None)
