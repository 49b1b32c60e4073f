"""A refused formula: what is wrong, where, and in a code for scripts."""

from dataclasses import dataclass

from forms_engine.errors import FormsError


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the source. `offset` counts characters from 0; `line` and `column` count from 1."""

    offset: int
    length: int
    line: int
    column: int

    def to(self, other: "Place") -> "Place":
        """From the beginning of this one to the end of the other."""
        return Place(self.offset, other.offset + other.length - self.offset, self.line, self.column)


class FormulaError(FormsError):
    """The consultant mends it: `str()` is for them, `code` for scripts, `suggestions` what was perhaps meant."""

    def __init__(self, code: str, words: str, place: Place, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.place = place
        self.suggestions = suggestions
