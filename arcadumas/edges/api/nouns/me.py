"""GET /me."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from arcadumas.core.organisation import people
from arcadumas.core.organisation.actors import valid_on
from arcadumas.core.organisation.models import Post
from arcadumas.edges.api.answers import answer
from arcadumas.edges.api.callers import caller_of
from arcadumas.edges.api.describing import staff_read
from arcadumas.edges.api.refusals import no_token
from arcadumas.edges.api.replies import MeOut

router = Router()


@router.get("/me", **staff_read(MeOut))
def show_me(request: HttpRequest) -> HttpResponse:
    """Whose token this is, with the posts held today."""
    person = caller_of(request).person
    if person is None:
        raise no_token()
    posts = Post.objects.filter(valid_on(timezone.localdate()), person=person).select_related("unit").order_by("id")
    return answer(
        {
            "login": person.login,
            "name": person.name,
            "language": person.language,
            "phone": people.phone_of(person),
            "email": person.email,
            "posts": [
                {"role": post.role, "unit": post.unit.code, "title": post.title, "is_acting": bool(post.acting)}
                for post in posts
            ],
        }
    )
