"""Pieces of a page that are drawn once: what is given to them and the language say how they look, nothing else does."""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# More than the menus, squads and days of a club; what is forgotten is only drawn again.
MOST = 500


@register.simple_tag
def drawn(name: str, **given: Hashable) -> SafeString:
    """The template `name` with `given`, as `include … only` draws it, remembered by process.

    For pieces of words and addresses alone. Their templates use neither the clock nor the zone, and no request: what
    is not in `given` does not reach them. `given` must not change after it was given: strings, numbers, tuples and
    frozen dataclasses of these.
    """
    if settings.DEBUG:  # somebody may be writing it just now
        return _draw.__wrapped__(name, get_language(), tuple(given.items()))
    return _draw(name, get_language(), tuple(given.items()))


@lru_cache(maxsize=MOST)
def _draw(name: str, _language: str | None, given: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(name, dict(given))
