"""Every setting the Oura connector reads."""

from django.conf import settings


def is_demo() -> bool:
    return bool(settings.IS_DEMO)


def simulator_url() -> str:
    """The address of the Oura simulator without a slash at its end; "" where there is none."""
    return str(getattr(settings, "SIMULATOR_URL", "")).rstrip("/") if is_demo() else ""


def is_insecure_transport_allowed() -> bool:
    """Plain http to a provider: demo and tests only, `checks` complains elsewhere."""
    return bool(settings.OAUTH_INSECURE_TRANSPORT)
