"""How many rows several querysets have, up to a limit, in one statement: counts for tabs that stay cheap as tables grow."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from arcadumas.base.compiled import Sql


def up_to(most: int, *querysets: QuerySet[Any]) -> list[int]:
    """One number a queryset, at most `most`: counting stops there. A queryset of models needs no order; one of values is
    counted as it is."""
    with connection.cursor() as cursor:
        cursor.execute(*statement(most, *querysets))
        return list(cursor.fetchone())


def statement(most: int, *querysets: QuerySet[Any]) -> Sql:
    """The same, to be asked later: one row."""
    parts: list[str] = []
    params: list[Any] = []
    for queryset in querysets:
        try:
            rows = queryset if queryset.query.values_select else queryset.order_by().values("pk")
            sql, values = rows[:most].query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS few)")  # noqa: S608  (made by the ORM, values apart)
        params.extend(values)
    return Sql(f"SELECT {', '.join(parts)}", params)


def of_few(most: int, rows: QuerySet[Any], *conditions: Q) -> Sql:
    """One number a condition, at most `most`, of rows that are few and looked at once for all."""
    names = [f"n{place}" for place in range(len(conditions))]
    asked = zip(names, conditions, strict=True)
    marks = {name: ExpressionWrapper(condition, output_field=BooleanField()) for name, condition in asked}
    try:
        sql, params = rows.order_by().annotate(**marks).values(*names).query.sql_with_params()
    except EmptyResultSet:
        return Sql(f"SELECT {', '.join('0' for _name in names)}", ())
    numbers = ", ".join(f"least(count(*) FILTER (WHERE {name}), {most})" for name in names)
    return Sql(f"SELECT {numbers} FROM ({sql}) AS few", params)  # noqa: S608  (made by the ORM, values apart)
