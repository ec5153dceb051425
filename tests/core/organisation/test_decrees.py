"""The decree of a team: one after another, its file under seal, and what a drill says once it has run out."""

import io
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image

from arcadumas.base import files
from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.drills.lacks import lacks
from arcadumas.core.drills.models import Lack
from arcadumas.core.organisation import decrees
from arcadumas.core.organisation.models import Post, Team, Unit
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.7 KEPUTUSAN BUPATI tentang tim pengelola"


def entered(cast: Cast, **values: object) -> Team:
    known = {"number": "188.45/77/2026", "sk_date": date(2026, 6, 1), **values}
    return decrees.keep_decree("pupr", by=cast.front_officer, **known)  # type: ignore[arg-type]


def test_a_new_decree_takes_the_team_over_and_ends_the_one_before(cast: Cast) -> None:
    before = Team.objects.get(unit__code="pupr")
    people = set(Post.objects.filter(team=before).values_list("pk", flat=True))
    team = entered(cast)
    before.refresh_from_db()
    assert (before.valid_to, team.valid_from) == (date(2026, 5, 31), date(2026, 6, 1))
    assert people
    assert set(Post.objects.filter(team=team).values_list("pk", flat=True)) == people
    assert decrees.in_force(team.unit) == team
    assert Entry.objects.get(act="decree_kept").facts["number"] == "188.45/77/2026"


def test_its_file_is_sealed_on_the_disk_and_read_back(cast: Cast) -> None:
    team = entered(cast, file=decrees.scanned(io.BytesIO(PAPER), name="SK.pdf"))
    assert decrees.read_file(team.pk, unit_code="pupr") == (PAPER, "application/pdf")
    assert b"BUPATI" not in (settings.STATE / "files" / team.sk_file).read_bytes()
    with pytest.raises(Unseen):
        decrees.read_file(team.pk, unit_code="dinkes")
    with pytest.raises(Unseen):
        decrees.read_file(Team.objects.get(unit__code="dinkes").pk, unit_code="dinkes")


def test_a_photo_of_the_paper_is_written_anew_and_other_files_are_refused() -> None:
    sent = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(sent, "JPEG")
    assert decrees.scanned(io.BytesIO(sent.getvalue()), name="SK.jpg").content_type == "image/jpeg"
    for data in (b"PK\x03\x04 docx", b"", b"MZ"):
        with pytest.raises(files.Refusal):
            decrees.scanned(io.BytesIO(data), name="SK.docx")


def test_what_has_run_out_is_said_by_a_drill(cast: Cast) -> None:
    unit = Unit.objects.get(code="pupr")
    team = entered(cast, valid_to=timezone.localdate())
    assert (unit.pk, Lack.Kind.DECREE_EXPIRED) not in lacks(unit, timezone.now())
    decrees.change_decree(team.pk, by=cast.front_head, valid_to=timezone.localdate() - timedelta(days=1))
    assert (unit.pk, Lack.Kind.DECREE_EXPIRED) in lacks(unit, timezone.now())
    decrees.change_decree(team.pk, by=cast.front_head, valid_to=None)
    assert (unit.pk, Lack.Kind.DECREE_EXPIRED) not in lacks(unit, timezone.now())


@pytest.mark.parametrize(("values", "field"), [
    ({"number": "x"}, "number"), ({"sk_date": date(2999, 1, 1)}, "sk_date"), ({"valid_to": date(2026, 5, 1)}, "valid_to"),
    ({"number": "CONTOH 188.45/001/2026"}, "number"),
])  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(cast: Cast, values: dict[str, object], field: str) -> None:
    with pytest.raises(Unfit) as refused:
        entered(cast, **values)
    assert (refused.value.field, Team.objects.filter(unit__code="pupr").count()) == (field, 1)


def test_a_head_keeps_the_decree_of_the_own_unit_alone(cast: Cast) -> None:
    decrees.keep_decree("pupr", by=cast.pupr_head, number="188.45/77/2026", sk_date=date(2026, 6, 1))
    for who in (cast.pupr_head, cast.dinkes_admin, cast.secretary):
        with pytest.raises(Powerless):
            decrees.keep_decree("dinkes", by=who, number="188.45/78/2026", sk_date=date(2026, 6, 1))
        with pytest.raises(Powerless):
            decrees.change_decree(Team.objects.get(unit__code="dinkes").pk, by=who, valid_to=None)
    with pytest.raises(Unseen):
        decrees.change_decree(999_999, by=cast.front_head, valid_to=None)
