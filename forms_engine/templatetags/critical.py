"""{% load critical %}: what must be known of somebody, beside their name.

{% critical_information person %} in words, on a page of theirs; {% critical_sign critical person.pk %} as a sign in a
list, where `critical` is what `critical_words` says of all of them.
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from forms_engine.critical import critical_mark, critical_of
from people.models import Person

register = template.Library()


@register.inclusion_tag("forms_engine/critical.html", takes_context=True)
def critical_information(context: dict[str, Any], person: Person) -> dict[str, Any]:
    """Only what the viewer (`request.user`) may read; nothing at all where there is nothing, and about oneself."""
    return {"entries": critical_of(context["request"].user, person)}


@register.simple_tag
def critical_sign(critical: Mapping[int, str], person_id: int) -> SafeString:
    return critical_mark(critical.get(person_id, ""))
