"""Complaints at start about the keys of sealed values."""

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core import checks

NEW_KEY = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'


def check_token_keys(**said: Any) -> list[checks.CheckMessage]:
    """Without good keys nothing can be sealed or opened, so a site must not start."""
    keys = list(getattr(settings, "TOKEN_KEYS", []))
    if not keys:
        return [
            checks.Error(
                "TOKEN_KEYS is empty, so no token can be sealed or opened.",
                hint=f"Whoever runs this site sets TOKEN_KEYS (or TOKEN_KEYS_FILE). A new key: {NEW_KEY}",
                id="sealing.E001",
            )
        ]
    return [
        checks.Error(
            f"Key number {number} of TOKEN_KEYS is not a Fernet key.",
            hint="Whoever runs this site puts back the key as it was made. "
            f"Do not replace a key that sealed something. A key looks like what this prints: {NEW_KEY}",
            id="sealing.E002",
        )
        for number, key in enumerate(keys, start=1)
        if not is_fernet_key(key)
    ]


def is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
