"""GET /units."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from arcadumas.core.organisation.models import Unit
from arcadumas.edges.api.answers import answer
from arcadumas.edges.api.describing import public_list
from arcadumas.edges.api.paging import by_id
from arcadumas.edges.api.replies import NamedPage
from arcadumas.edges.api.shapes import PageFilters

router = Router()


@router.get("/units", **public_list(NamedPage))
def list_units(request: HttpRequest, filters: Query[PageFilters]) -> HttpResponse:
    """Units in force, for `unit` of a report."""
    rows = Unit.objects.filter(valid_to=None).select_related("parent")
    units, following = by_id(request, rows, after=filters.after, size=filters.page_size)
    shown = [
        {"code": unit.code, "name": unit.name, "parent": unit.parent.code if unit.parent else None} for unit in units
    ]
    return answer({"results": shown, "next": following})
