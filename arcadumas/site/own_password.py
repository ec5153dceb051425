"""Who is in; and whoever is in with a one-time password chooses their own before anything else (decision 0034)."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from arcadumas.core.organisation.models import Person

STAFF = ("/meja/", "/pengaturan/", "/akun/", "/pimpinan/")  # the other pages need no session, and are not asked for one


class Authentication(AuthenticationMiddleware):
    def process_request(self, request: HttpRequest) -> HttpResponse | None:  # type: ignore[override]  # theirs answers nothing
        super().process_request(request)
        if not request.path.startswith(STAFF) or not _is_one_time(request):
            return None
        choose = reverse("account-password")
        return None if request.path == choose else HttpResponseRedirect(choose)


def _is_one_time(request: HttpRequest) -> bool:
    person = request.user
    return isinstance(person, Person) and person.one_time_until is not None
