"""How many rows several querysets have, up to a limit, in one statement: counts for tabs that stay cheap as tables grow."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def up_to(most: int, *querysets: QuerySet[Any]) -> list[int]:
    """One number a queryset, at most `most`: counting stops there. The querysets need no order."""
    parts: list[str] = []
    params: list[Any] = []
    for queryset in querysets:
        try:
            sql, values = queryset.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS few)")  # noqa: S608  (made by the ORM, values apart)
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return list(cursor.fetchone())
