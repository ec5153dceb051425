"""The page of "It was not me": it says what was done, asks, and flags it once."""

import pytest
from django.test import Client

from arcadumas.core.reports.models import Event, Report
from tests.edges.pages.desk.test_taps import address, disposed, message_to, text, visitor, words

__all__ = ["disposed", "visitor", "words"]
pytestmark = pytest.mark.django_db


def test_whose_link_was_used_says_that_it_was_not_them(visitor: Client, disposed: Report) -> None:
    visitor.post(address(message_to(disposed, "pupr.admin"), "acceptance"))
    link = address(message_to(disposed, "pupr.admin"), "link-dispute")
    page = visitor.get(link)
    assert (page.status_code, "Done by your link: acceptance" in text(page)) == (200, True)
    assert not Event.objects.filter(kind="act_disputed").exists()
    done = visitor.post(link)
    assert (done.status_code, "Flagged. The front desk is being told" in text(done)) == (200, True)
    assert Event.objects.filter(kind="act_disputed").count() == 1
    again = visitor.get(link)
    assert (again.status_code, "This link was used to say that it was not you on" in text(again)) == (410, True)
