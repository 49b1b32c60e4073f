"""Chance that is the same every time: each draw depends on its name only, never on what was drawn before."""

import hashlib
import random


def digest_of(*parts: object) -> bytes:
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).digest()


def draw(*parts: object) -> random.Random:
    """A generator of its own for whatever `parts` name."""
    return random.Random(int.from_bytes(digest_of(*parts)[:8], "big"))


def fraction_of(*parts: object) -> float:
    """A fixed number in [0, 1) for whatever `parts` name; cheaper than a generator."""
    return int.from_bytes(digest_of(*parts)[:6], "big") / 2**48


def hexadecimal(*parts: object) -> str:
    """32 hexadecimal digits."""
    return digest_of(*parts).hex()


def shape_uuid(digits: str) -> str:
    """30 hexadecimal digits in the shape of a version 4 UUID."""
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-8{digits[15:18]}-{digits[18:30]}"
