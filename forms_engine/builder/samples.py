"""A value a field could hold: so that a preview has something where somebody only reads."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition

# Whatever a type takes of these, the first it takes is the sample.
GUESSES: tuple[Any, ...] = (1, 50, True, "07:30", "…", {})


def sample_of(field: FieldDefinition, today: date) -> Any:
    """A canonical value, None where the type takes none of the guesses."""
    kind = field_type(field.type)
    first = field.choices[:1]
    for guess in (field.minimum, *first, first, today, f"{today.isoformat()}T07:30:00+00:00", *GUESSES):
        if guess in (None, []):
            continue
        try:
            sample = kind.clean(field, guess)
            if sample is not None:
                kind.show(field, sample)
        except (ValidationError, TypeError, ValueError):
            continue
        return sample
    return None
