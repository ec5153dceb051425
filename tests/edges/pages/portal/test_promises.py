from datetime import UTC, datetime

import pytest
from django.utils import translation

from arcadumas.core.deadlines.models import Rule
from arcadumas.edges.pages.portal.promises import promises

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def test_a_step_no_rule_binds_is_not_promised() -> None:
    before = datetime(1990, 1, 1, tzinfo=UTC)
    assert (promises(before).spans, promises(before).rule) == ({}, "")


def test_every_figure_of_the_page_is_a_rule() -> None:
    with translation.override("id"):
        found = promises(NOW).spans
    assert set(found) == {"verify", "answer", "settle", "oversight", "information", "aspiration", "confirm"}
    assert found["verify"] == "3 hari kerja"


def test_the_rule_is_named() -> None:
    assert promises(NOW).rule == "PermenPANRB 62/2018"


def test_confirmed_figures_carry_no_doubt() -> None:
    Rule.objects.update(verified=True)
    assert promises(NOW).notes == ()
