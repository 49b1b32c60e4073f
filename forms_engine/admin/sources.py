"""Connectors by the name people call them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList

from forms_engine.extension import source_name


class SourceFilter(admin.AllValuesFieldListFilter):
    """Every connector there is, by its name."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": source_name(str(choice["display"]))}
