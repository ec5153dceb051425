"""What the desk opens, by how much of it its reader may see."""

from uuid import uuid4

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Unseen
from arcadumas.core.handling import turn, visible, work
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose, mark_seen
from arcadumas.core.handling.dossier import gather
from arcadumas.core.handling.folder import attachment, open_folder
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.visible import Sight
from arcadumas.core.reports.models import Attachment
from arcadumas.edges.pages.desk import lists
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


def test_a_stranger_opens_nothing(cast: Cast) -> None:
    code = builders.disposed(cast).report.code
    for actor in (cast.dinkes_admin, cast.engineer):
        with pytest.raises(Unseen):
            open_folder(code, by=actor)
    with pytest.raises(Unseen):
        open_folder("bukan kode", by=cast.front_officer)


def test_after_a_return_the_folder_is_empty(cast: Cast) -> None:
    code = builders.disposed(cast, to="dinkes").report.code
    give_back(code, by=cast.dinkes_admin, reason=REASON)
    folder = open_folder(code, by=cast.dinkes_admin)
    assert (folder.sight, list(folder.dispositions), folder.reporter) == (Sight.RETURNED, [], {})


def test_what_one_unit_was_sent_back_is_no_draft_of_the_next(cast: Cast) -> None:
    """Nor the version that the next one's own draft is compared with; by the API and in the list as little."""
    code = builders.in_work(cast, to="dinkes").report.code
    work.draft(code, by=cast.dinkes_admin, text=builders.ANSWER)
    work.reject(code, by=cast.dinkes_head, reason=REASON)
    give_back(code, by=cast.dinkes_admin, reason=REASON)
    dispose(code, to="pupr", by=cast.front_officer)
    accept(code, by=cast.pupr_admin)
    folder = open_folder(code, by=cast.pupr_admin)
    assert (folder.draft, turn.whose(folder).act) == (None, "draft")
    (dossier,) = gather([folder.report], by=cast.pupr_admin)
    row = lists.for_list(visible.to(cast.pupr_admin).filter(code=code), cast.pupr_admin).get()
    assert (dossier.folder.draft, row.draft_state) == (None, None)
    work.draft(code, by=cast.pupr_admin, text=builders.ANSWER)
    assert open_folder(code, by=cast.pupr_admin).rejected is None


def test_the_draft_is_the_answer_in_the_making(cast: Cast) -> None:
    code = builders.in_work(cast).report.code
    assert open_folder(code, by=cast.pupr_admin).draft is None
    first = work.draft(code, by=cast.pupr_admin, text=builders.ANSWER)
    assert open_folder(code, by=cast.pupr_admin).draft == first
    work.reject(code, by=cast.pupr_head, reason=REASON)
    assert open_folder(code, by=cast.pupr_admin).draft == first
    answered = open_folder(builders.answered(cast).report.code, by=cast.pupr_admin)
    assert (answered.draft, answered.is_answered) == (None, True)


def test_only_a_post_of_the_holding_unit_opens_it_first(cast: Cast) -> None:
    report = builders.disposed(cast).report
    assert open_folder(report.code, by=cast.front_officer).unopened_by(cast.front_officer) is None
    fresh = open_folder(report.code, by=cast.pupr_member).unopened_by(cast.pupr_member)
    assert (fresh.unit.code, fresh.seen_at) == ("pupr", None)
    assert mark_seen(report.pk, unit_id=fresh.unit_id, at=timezone.now()) is True
    assert open_folder(report.code, by=cast.pupr_admin).unopened_by(cast.pupr_admin) is None


def test_a_file_opens_to_those_who_read_the_report(cast: Cast) -> None:
    report = builders.disposed(cast, is_confidential=True, files=(("foto.jpg", builders.photo()),)).report
    key = Attachment.objects.get().pk
    assert attachment(report.code, key, by=cast.pupr_admin).pk == key
    for actor in (cast.secretary, cast.pupr_member, cast.dinkes_admin):
        with pytest.raises(Unseen):
            attachment(report.code, key, by=actor)
    with pytest.raises(Unseen):
        attachment(report.code, uuid4(), by=cast.pupr_admin)
    other = builders.disposed(cast).report
    with pytest.raises(Unseen):
        attachment(other.code, key, by=cast.pupr_admin)
