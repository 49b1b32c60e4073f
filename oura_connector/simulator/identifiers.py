"""Document ids: stable, UUID-like, and readable backwards by whoever knows the seed, so one document is found at once.

The first 18 free digits are a digest; the last 12 say athlete, day, collection and order, hidden under that digest.
There is room for 16 collections, and for 16 documents of one in a day.
"""

import string
from datetime import date
from typing import NamedTuple

from oura_connector.simulator.catalogue import DOCUMENTS as COLLECTIONS
from oura_connector.simulator.seeding import hexadecimal, shape_uuid

_DIGEST_DIGITS = 18


class DocumentName(NamedTuple):
    """Which document an id means. `order` tells those of one day apart."""

    athlete_number: int
    day: date
    collection: str
    order: int


def make_identifier(seed: str, name: DocumentName) -> str:
    digest = hexadecimal(seed, "document", *name)[:_DIGEST_DIGITS]
    plain = name.athlete_number << 28 | name.day.toordinal() << 8 | COLLECTIONS.index(name.collection) << 4 | name.order
    return shape_uuid(f"{digest}{plain ^ _mask(seed, digest):012x}")


def read_identifier(seed: str, identifier: str) -> DocumentName | None:
    """The document that has this id in this world, or None for any other text."""
    digits = identifier.replace("-", "")
    if len(identifier) != 36 or len(digits) != 32 or not set(digits) <= set(string.hexdigits):
        return None
    digest = digits[:12] + digits[13:16] + digits[17:20]
    plain = int(digits[20:], 16) ^ _mask(seed, digest)
    collection = plain >> 4 & 0xF
    ordinal = plain >> 8 & 0xFFFFF
    if collection >= len(COLLECTIONS) or not 1 <= ordinal <= date.max.toordinal():
        return None
    name = DocumentName(plain >> 28, date.fromordinal(ordinal), COLLECTIONS[collection], plain & 0xF)
    return name if make_identifier(seed, name) == identifier else None


def _mask(seed: str, digest: str) -> int:
    return int(hexadecimal(seed, "mask", digest)[:12], 16)


__all__ = ["COLLECTIONS", "DocumentName", "make_identifier", "read_identifier"]
