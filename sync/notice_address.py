"""Where a vendor calls us: the address of the door, where the vendor can reach it at all."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.urls import reverse

from sync import conf
from sync.models import ProviderApplication

# Names that mean something at home only.
HOME_NAMES = (".localhost", ".local", ".lan", ".internal", ".home.arpa", ".test", ".invalid")


def notice_address(application: ProviderApplication) -> str:
    """The address to subscribe; "" where only polling works.

    SITE_URL must be public and https. A vendor on this very machine (the demo's) may call this machine.
    """
    site = urlsplit(conf.site_url())
    host = site.hostname or ""
    is_public = site.scheme == "https" and _is_public(host)
    is_home = not conf.needs_https() and _is_loopback(host) and _is_loopback(urlsplit(application.api_url).hostname)
    if not (is_public or is_home):
        return ""
    return conf.site_url() + reverse("notices", "sync.notice_urls", args=[application.provider])


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(HOME_NAMES)


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False
