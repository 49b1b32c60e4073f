"""Fields under the headings they stand under."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db.models import F

from forms_engine.models import FieldDefinition, Section
from forms_engine.shipped_words import as_read

# Fields without a section stand first.
READING_ORDER = (F("section__order").asc(nulls_first=True), F("section_id").asc(nulls_first=True), "order", "id")


def by_section(fields: Iterable[FieldDefinition]) -> Iterator[tuple[str, list[FieldDefinition]]]:
    """(section title or "", its fields) of fields in reading order with their sections loaded."""
    for section, together in groupby(fields, key=lambda field: field.section):
        held = list(together)
        yield (as_read(section.title, held[0].written_by) if section else ""), held


def sections_of(fields: Iterable[FieldDefinition]) -> list[Section]:
    """The sections of fields in reading order, each once."""
    return list({field.section.pk: field.section for field in fields if field.section is not None}.values())


def is_column(field: FieldDefinition) -> bool:
    """Whether the field is a column of a table: its values stand in rows, not in the record itself."""
    return field.section is not None and field.section.is_table
