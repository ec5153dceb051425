"""GET /categories."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from arcadumas.core.reports.categories import label
from arcadumas.core.reports.models import Category
from arcadumas.edges.api.answers import answer
from arcadumas.edges.api.describing import public_list
from arcadumas.edges.api.paging import by_id
from arcadumas.edges.api.replies import NamedPage
from arcadumas.edges.api.shapes import PageFilters

router = Router()


@router.get("/categories", **public_list(NamedPage))
def list_categories(request: HttpRequest, filters: Query[PageFilters]) -> HttpResponse:
    """Categories in use, for `category` of a report; names in the language asked for."""
    rows = Category.objects.filter(is_active=True).select_related("parent")
    found, following = by_id(request, rows, after=filters.after, size=filters.page_size)
    shown = [{"code": one.code, "name": label(one), "parent": one.parent.code if one.parent else None} for one in found]
    return answer({"results": shown, "next": following})
