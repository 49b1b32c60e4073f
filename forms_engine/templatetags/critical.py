"""{% load critical %}{% critical_information person %}: what must be known of them, beside their name."""

from typing import Any

from django import template

from forms_engine.critical import critical_of
from people.models import Person

register = template.Library()


@register.inclusion_tag("forms_engine/critical.html", takes_context=True)
def critical_information(context: dict[str, Any], person: Person) -> dict[str, Any]:
    """Only what the viewer (`request.user`) may read; nothing at all where there is nothing, and about oneself."""
    return {"entries": critical_of(context["request"].user, person)}
