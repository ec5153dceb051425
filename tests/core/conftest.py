"""The demo government once a module, instead of once a test: what a test changes is rolled back to it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.cast import Cast


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Only for modules marked `django_db`, whose tests then begin at a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast.assemble()
        transaction.set_rollback(True)
