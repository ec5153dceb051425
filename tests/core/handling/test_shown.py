"""What a reporter sees of files: the own, and before and after of the report that theirs was joined to."""

import pytest

from arcadumas.base.refusals import Unseen
from arcadumas.core.handling import beside
from arcadumas.core.handling.evidence import add_evidence
from arcadumas.core.handling.folder import attachment
from arcadumas.core.handling.merge import merge, unmerge
from arcadumas.core.handling.ombudsman import file
from arcadumas.core.handling.own_data import take_out
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.shown import name_of, to_reporter
from arcadumas.core.reports.models import Attachment, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def shows(cast: Cast, main: Report, kind: str) -> Attachment:
    files = [("rumah bu siti.jpg", builders.photo(kind.encode()))]
    return add_evidence(main.code, by=cast.pupr_member, files=files, kind=kind)[0]


def group(cast: Cast) -> tuple[Report, Report]:
    main, joined = builders.in_work(cast).report, builders.verified(cast).report
    beside.attach(main.code, by=cast.reporter(main), file=builders.photo(b"of another"), name="saya.jpg")
    merge(joined.code, into=main.code, by=cast.front_head)
    joined.refresh_from_db()
    return main, joined


def test_before_and_after_of_the_main_report_are_for_who_is_joined_to_it(cast: Cast) -> None:
    main, joined = group(cast)
    own = beside.attach(joined.code, by=cast.reporter(joined), file=builders.photo(), name="punya saya.jpg")
    before, after, _inner = (shows(cast, main, kind) for kind in ("before", "after", "other"))
    assert [name_of(one, to=joined) for one in to_reporter(joined)] == [
        "punya saya.jpg",
        f"{before.pk}.jpeg",
        f"{after.pk}.jpeg",
    ]
    assert list(to_reporter(joined)) == [own, before, after]
    assert own not in to_reporter(main)


def test_after_the_common_answer_they_stay_and_later_ones_do_not_come(cast: Cast) -> None:
    main, joined = group(cast)
    after = shows(cast, main, "after")
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER)
    later = shows(cast, main, "after")
    joined.refresh_from_db()
    assert (joined.state, list(to_reporter(joined)), later in to_reporter(main)) == ("answered", [after], True)


def test_parted_again_or_hidden_since_it_sees_its_own_alone(cast: Cast) -> None:
    main, joined = group(cast)
    shows(cast, main, "after")
    Report.objects.filter(pk=main.pk).update(is_confidential=True)
    assert list(to_reporter(joined)) == []
    Report.objects.filter(pk=main.pk).update(is_confidential=False)
    assert len(to_reporter(joined)) == 1
    unmerge(joined.code, by=cast.front_head)
    joined.refresh_from_db()
    assert list(to_reporter(joined)) == []


def test_every_door_to_a_file_asks_the_same(cast: Cast) -> None:
    main, joined = group(cast)
    other = Attachment.objects.get(report=main, kind="reporter")
    after, inner = shows(cast, main, "after"), shows(cast, main, "other")
    by = cast.reporter(joined)
    assert attachment(joined.code, after.pk, by=by) == after
    for hidden in (other, inner):
        with pytest.raises(Unseen):
            attachment(joined.code, hidden.pk, by=by)
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER)
    package = take_out(joined.code, by=by)
    assert [content for _name, content in package.files()] == [b"after"]
    assert (after.sha256 in str(file(joined.code, by=by)), other.sha256 in str(file(joined.code, by=by))) == (
        True,
        False,
    )
