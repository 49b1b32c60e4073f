"""Queries that every page asks, put into words once.

To build and compile a query of the ORM costs many times what its answer costs. `prepared` keeps the compiled statement;
from then on only values that change from page to page travel into it.
"""

import copy
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")

# More than pages times viewers of a club; what is forgotten is only compiled again.
MOST = 2_000

_kept: dict[Hashable, "_Statement"] = {}


class NotPlaced(Exception):
    """A value of `prepared` is not, as it was given, a parameter of the statement: programmers must see to it."""


class _Statement:
    """A query with its compiler, and where in the parameters each late value stands."""

    def __init__(self, queryset: QuerySet[Any, Any], values: tuple[Any, ...]) -> None:
        self.queryset = queryset
        self.compiler: SQLCompiler = queryset.query.get_compiler(using=queryset.db)
        try:
            self.sql, self.parameters = self.compiler.as_sql()
        except EmptyResultSet:
            # Django knows without asking that there is no such row: of nobody's squads, or for a role nobody holds.
            self.sql, self.parameters = "", ()
            return
        self.places = [
            next((at for at, value in enumerate(values) if value is parameter), None) for parameter in self.parameters
        ]
        if set(range(len(values))) - set(self.places):
            raise NotPlaced(self.sql)

    def parameters_with(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        if not self.sql:
            return ()
        return tuple(
            parameter if place is None else values[place]
            for parameter, place in zip(self.parameters, self.places, strict=True)
        )

    def answer(self, values: tuple[Any, ...]) -> list[Any]:
        """What the database says to the statement with these values."""
        if not self.sql:
            return []
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.queryset.db]
        parameters = self.parameters_with(values)
        compiler.as_sql = lambda *_args, **_options: (self.sql, parameters)  # type: ignore[method-assign]
        # A query of its own that nobody can refine: it would answer as if nothing had been added.
        asked = self.queryset.all()
        asked.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(asked)


def among(column: str, ids: list[int]) -> RawSQL:
    """The condition that `column` (table.column) is one of `ids`: one array, so that their number changes nothing."""
    return RawSQL(f"{column} = ANY(%s::bigint[])", [ids], output_field=BooleanField())  # noqa: S611 our own words


def prepared(key: Hashable, make: Callable[..., QuerySet[Any, Row]], *values: Any) -> list[Row]:
    """The rows of the query that `make(*values)` makes. One query.

    `key` names the place and holds everything else the query rests on, what the viewer may see first of all. `values`
    are moments and lists (`among`), never numbers: they must stand in the query as the very objects they are. Raises
    NotPlaced.
    """
    statement = _kept.get(key)
    if statement is None:
        statement = _keep(key, make(*values), values)
    return statement.answer(values)


def prepared_sql(key: Hashable, make: Callable[..., QuerySet[Any, Any]], *values: Any) -> tuple[str, tuple[Any, ...]]:
    """The statement and parameters of the query that `make(*values)` makes, to stand within a larger one; ("", ()) when
    there can be no such row. `key` and `values` as for `prepared`."""
    statement = _kept.get(key)
    if statement is None:
        statement = _keep(key, make(*values), values)
    return statement.sql, statement.parameters_with(values)


def _keep(key: Hashable, queryset: QuerySet[Any, Any], values: tuple[Any, ...]) -> _Statement:
    if len(_kept) >= MOST:
        _kept.clear()
    statement = _kept[key] = _Statement(queryset, values)
    return statement
