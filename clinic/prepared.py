"""Queries whose SQL is put together once, for what readers ask for all day.

Django builds and compiles a query anew each time it is asked. For the query of a page, with all that stands beside
it, that took more time than everything else together; yet the statement is always the same but for a few values.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

A_MOMENT = datetime.max.replace(tzinfo=UTC)  # stands in for the moment of reading


class Prepared:
    """A queryset that differs by a few values only, such as an address and a moment.

    `build` makes the queryset from stand-ins, which it is given by name, once a process; `rows` finds what it would
    find of other values. Each value must come to the database as it is given: what `build` computes from a value
    would be computed from its stand-in.
    """

    def __init__(self, build: Callable[..., models.QuerySet], **stand_ins: Any) -> None:
        self.build = build
        self.stand_ins = stand_ins
        # Django changes a query while it compiles it: two threads must not compile the same one.
        self._one_at_a_time = Lock()

    def rows(self, **values: Any) -> list[Any]:
        """What the queryset finds of these values, one for each stand-in."""
        with self._one_at_a_time:
            queryset, query = self._queryset.all(), self._query
        queryset.query = query.filled(values)
        return list(queryset)

    @cached_property
    def _queryset(self) -> models.QuerySet:
        return self.build(**self.stand_ins)

    @cached_property
    def _query(self) -> "_CompiledQuery":
        query = cast("_CompiledQuery", self._queryset.query.chain(klass=_CompiledQuery))
        query.compiled = self._queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        query.sql, params = query.compiled.as_sql()
        query.params = [self._place_or_value(param) for param in params]
        return query

    def _place_or_value(self, param: Any) -> Any:
        names = [name for name, stand_in in self.stand_ins.items() if stand_in == param]
        return _Place(names[0]) if names else param


@dataclass(frozen=True)
class _Place:
    """Where one of the values belongs in a statement."""

    name: str


class _CompiledQuery(Query):
    """A query that was compiled before, to be run with other values."""

    compiled: SQLCompiler
    sql: str
    params: list[Any]

    def filled(self, values: dict[str, Any]) -> "_CompiledQuery":
        """The same with values in their places."""
        query = copy(self)
        query.params = [values[x.name] if isinstance(x, _Place) else x for x in self.params]
        return query

    def get_compiler(
        self, using: str | None = None, connection: Any = None, elide_empty: bool = True
    ) -> SQLCompiler:
        """What knows the rows of the statement: a copy, since connection and values are this reader's."""
        compiler = copy(self.compiled)
        compiler.connection = connection or connections[using or DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_named: (self.sql, tuple(self.params))  # type: ignore[method-assign]
        return compiler
