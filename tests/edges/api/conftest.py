"""The demo government is loaded once a module, in a transaction around those of its tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.cast import Cast
from tests.edges.api.ring import Ring


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast.assemble()
        transaction.set_rollback(True)


@pytest.fixture
def ring(cast: Cast, db: None) -> Ring:
    return Ring(cast=cast)
