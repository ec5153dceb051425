"""What a common answer does to a joined report: each is answered by it, and what its own unit had prepared is not lost."""

import pytest

from arcadumas.core.handling.merge import merge, unmerge
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.work import approve, draft
from arcadumas.core.reports.models import Promise
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_first_answer_to_the_group_takes_no_draft_from_a_joined_report(cast: Cast) -> None:
    """Separated again its draft waits as it did, and so does the clock of its approval."""
    main, joined = builders.in_work(cast).report, builders.in_work(cast, to="dinkes").report
    made = draft(joined.code, by=cast.dinkes_admin, text=builders.ANSWER)
    merge(joined.code, into=main.code, by=cast.front_head)
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=False)
    unmerge(joined.code, by=cast.front_head)
    made.refresh_from_db()
    assert (made.state, Promise.objects.get(report=joined, step="approve").state) == ("drafted", "running")
    approve(joined.code, by=cast.dinkes_head)
