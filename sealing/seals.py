"""Sealed text: Fernet tokens under the keys of `TOKEN_KEYS`, newest first.

The first key seals; every key opens. So a new key is put in front, `manage.py rotate_sealed`
re-seals what is stored, and only then the old key may go.
"""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotOpen(Exception):
    """None of `TOKEN_KEYS` opens a sealed value: the operator must put the key back that sealed it."""


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def key_ring() -> MultiFernet:
    return _ring(tuple(settings.TOKEN_KEYS))


def seal(text: str) -> bytes:
    return key_ring().encrypt(text.encode())


def open_sealed(sealed: bytes) -> str:
    """The text that was sealed. Raises CannotOpen when no key fits."""
    try:
        return key_ring().decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise CannotOpen("No key of TOKEN_KEYS opens this value; put the key back that sealed it.") from error


def reseal(sealed: bytes) -> bytes:
    """The same text under the newest key. Raises CannotOpen when no key fits."""
    try:
        return key_ring().rotate(bytes(sealed))
    except InvalidToken as error:
        raise CannotOpen("No key of TOKEN_KEYS opens this value; put the key back that sealed it.") from error
