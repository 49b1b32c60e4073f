"""Whose word about a visitor's address and https is taken."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
Network = IPv4Network | IPv6Network

TOLD_BY_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")


def networks(words: list[str]) -> list[Network]:
    """Addresses and networks as they stand in TRUSTED_PROXIES."""
    try:
        return [ip_network(word) for word in words]
    except ValueError as error:
        raise ImproperlyConfigured(
            "TRUSTED_PROXIES holds something that is neither an address nor a network like 172.16.0.0/12."
        ) from error


def believe_known_proxies(get_response: Answer) -> Answer:
    """Forgets what a request says of its way here, unless it comes from a proxy of ours."""
    known: list[Network] | None = settings.TRUSTED_PROXIES
    if known is None:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponse:
        if not is_known(request.META.get("REMOTE_ADDR", ""), known):
            for name in TOLD_BY_PROXIES:
                request.META.pop(name, None)
        return get_response(request)

    return answer


def is_known(address: str, known: list[Network]) -> bool:
    """A socket of this machine has no address; who may open it is ruled by its folder."""
    if not address:
        return True
    found = ip_address(address)
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None  # how [::] hears from 172.16.0.2
    return any((mapped or found) in network for network in known)
