"""What people write, safe for a page: escaped, with http and https addresses made clickable, nothing else."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'\\^`{|}\u200b-\u200f\u202a-\u202e]+", re.IGNORECASE)
TRAILING = ".,;:!?)]…"


def make_clickable(text: str) -> SafeString:
    """HTML of `text`. Line breaks stay as they are: the page shows them by CSS."""
    pieces: list[SafeString | str] = []
    end = 0
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(TRAILING)
        pieces.append(escape(text[end : found.start()]))
        pieces.append(format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', address, address))
        end = found.start() + len(address)
    pieces.append(escape(text[end:]))
    # Every piece was escaped above, one by one.
    return mark_safe("".join(pieces))  # noqa: S308
