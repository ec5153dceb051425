"""Who asks, and whether they may see the report in the path: settled before a word of the body is judged."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Powerless, Unfit
from arcadumas.base.text import has_forbidden
from arcadumas.core.handling import workflow
from arcadumas.core.organisation import people
from arcadumas.core.organisation.actors import Actor, Via, person_actor, reporter_actor
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports import tracking
from arcadumas.core.reports.models import Report
from arcadumas.edges.api import keys, reading
from arcadumas.edges.api.refusals import no_token

CITIZEN = Actor(kind="reporter", via=Via.API)


@dataclass(frozen=True, kw_only=True)
class Caller:
    """`identity` tells callers apart for their Idempotency-Keys; `report` is the one in the path, seen by this caller."""

    actor: Actor
    identity: str
    person: Person | None = None
    report: Report | None = None
    slot: keys.Slot | None = None

    @property
    def code(self) -> str:
        return self.seen.code

    @property
    def seen(self) -> Report:
        if self.report is None:
            raise workflow.unseen()
        return self.report


def caller_of(request: HttpRequest) -> Caller:
    return request.auth  # type: ignore[attr-defined, no-any-return]


class Door:
    """Ninja calls it before it reads the body. `allows` refuses (403) whom the act is not for, after sight.

    Order: 401, the first answer of a repeated key, 404, 403; then 415, 400 and, by the shapes, 422."""

    def __init__(
        self, *, is_public: bool = False, takes_json: bool = False, allows: Callable[[Actor], None] | None = None
    ) -> None:
        self.is_public, self.takes_json, self.allows = is_public, takes_json, allows

    def __call__(self, request: HttpRequest) -> Caller:
        require_storable_query(request)
        code = request.resolver_match.kwargs.get("code") if request.resolver_match else None
        caller = self._with_slot(request, self._identify(request, code))
        if code is not None and caller.report is None:
            caller = replace(caller, report=workflow.find(code, by=caller.actor))
        if self.allows:
            self.allows(caller.actor)
        if self.takes_json:
            request.parsed = reading.read_json(request)  # type: ignore[attr-defined]
        return caller

    def _identify(self, request: HttpRequest, code: str | None) -> Caller:
        if "Authorization" in request.headers:
            return _officer(request.headers["Authorization"])
        if code is not None:
            return _reporter(request, code)
        if self.is_public:
            return Caller(actor=CITIZEN, identity="nobody")
        raise no_token()

    def _with_slot(self, request: HttpRequest, caller: Caller) -> Caller:
        """Acts that carry files make their slot later, from the file itself: its wrapping differs at each try."""
        if request.method != "POST" or not self.takes_json:
            return caller
        request.auth = caller  # type: ignore[attr-defined]  # whose repeated key it is
        slot = keys.slot(request, caller=caller.identity, sent=reading.body_of(request))
        keys.recall(slot)
        return replace(caller, slot=slot)


def _officer(header: str) -> Caller:
    scheme, _blank, token = header.strip().partition(" ")
    person = people.with_token(token.strip()) if scheme.lower() == "bearer" and token.strip() else None
    if person is None:
        raise no_token()
    identity = "token:" + hashlib.sha256(token.strip().encode()).hexdigest()
    return Caller(actor=person_actor(person, via=Via.API), identity=identity, person=person)


def _reporter(request: HttpRequest, code: str) -> Caller:
    """By header; by `?secret=` only where the address is a link to read."""
    secret = request.headers.get("Report-Secret", "")
    if not secret and request.method == "GET":
        secret = request.GET.get("secret", "")
    report = tracking.unlock(code, secret) if secret.strip() else None
    if report is None:
        raise workflow.unseen()
    return Caller(actor=reporter_actor(report.pk, via=Via.API), identity=f"secret:{report.code}", report=report)


def require_storable_query(request: HttpRequest) -> None:
    odd = [name for name, values in request.GET.lists() for value in values if has_forbidden(value)]
    if odd:
        raise Unfit.together([reading.unstorable(name) for name in odd])


def officers(actor: Actor) -> None:
    if actor.kind != "person":
        raise Powerless("act.only_staff", _("Only officers can do this, with their token."), needs="staff")


# The doors that there are.
LISTS = Door(is_public=True)  # public lists: a token is not asked for
FILING = Door(is_public=True, takes_json=True)
STAFF = Door(allows=officers)
ANY_READER = Door()
STAFF_READER = Door(allows=officers)
STAFF_ACT = Door(allows=officers, takes_json=True)
REPORTER_ACT = Door(takes_json=True)  # the verbs know where the front desk speaks for a reporter
UPLOAD = Door()
STAFF_UPLOAD = Door(allows=officers)
