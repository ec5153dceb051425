"""Typing in for somebody: under the officer's post, with its source."""

import pytest

from arcadumas.base.refusals import Powerless, Unfit
from arcadumas.core.handling.file import file
from arcadumas.core.reports.models import Event, Report, Source
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_stands_under_the_officers_post(cast: Cast) -> None:
    receipt = file(builders.draft(source=Source.COUNTER), by=cast.front_officer)
    line = Event.objects.get(report=receipt.report)
    assert (line.kind, line.post_title, line.facts["source"]) == ("received", "Admin Instansi Diskominfo", "counter")


def test_an_agency_may_not(cast: Cast) -> None:
    with pytest.raises(Powerless):
        file(builders.draft(source=Source.COUNTER), by=cast.pupr_admin)
    assert Report.objects.count() == 0


def test_a_door_of_its_own_is_not_typed_in(cast: Cast) -> None:
    with pytest.raises(Unfit, match="source_unknown"):
        file(builders.draft(source=Source.WEB), by=cast.front_officer)
