"""Sessions and their officers, as Django keeps them, asked for by statements that are not composed at each request."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.organisation.models import Person


class SessionStore(Stored):
    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        found = None if "\x00" in key else _session.first(key, timezone.now())  # a cookie may hold what no column does
        if found is None:
            self._session_key = None
        return found


class Officers(ModelBackend):
    def get_user(self, user_id: Any) -> Person | None:
        found = _person.first(user_id)
        return found if found and self.user_can_authenticate(found) else None


@prepared
def _session(key: Slot, now: Slot) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


@prepared
def _person(key: Slot) -> QuerySet[Person]:
    return Person.objects.filter(pk=key)
