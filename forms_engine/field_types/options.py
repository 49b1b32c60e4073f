"""What an option of a choice means besides its word: a score and a colour, kept in the field's `details`.

`details["options"][word] = {"score": number, "colour": "good" | "watch" | "act" | "plain"}`, both optional.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

# Colour → the tone of the style sheets.
TONES = {"good": "fine", "watch": "watch", "act": "act", "plain": "none"}


@dataclass(frozen=True)
class Option:
    """`score`: None without one. `tone`: fine, watch, act or none; "" without a colour."""

    word: str
    score: int | float | None = None
    tone: str = ""


def options_of(field: "FieldDefinition") -> list[Option]:
    """The field's choices in order, each with its score and tone. What is malformed counts as not there."""
    return [option_of(field, word) for word in field.choices]


def option_of(field: "FieldDefinition", word: str) -> Option:
    """Also for a word no longer offered."""
    said = _mapping(_mapping(field.details).get("options")).get(word)
    score = _mapping(said).get("score")
    is_number = isinstance(score, int | float) and not isinstance(score, bool)
    return Option(word, score if is_number else None, TONES.get(str(_mapping(said).get("colour", "")), ""))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
