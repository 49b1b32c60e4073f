"""Names and labels that shipped are kept in English, and read in the language of whoever looks."""

from django.utils.translation import gettext


def as_read(words: str, writer: str) -> str:
    """What a connector (`writer`) brought, translated while it stands as it shipped; what people wrote stays theirs."""
    return gettext(words) if writer and words else words
