"""Units on pages: found, entered, changed, ended, and who may only look."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arcadumas.core.organisation import unit_changes, units
from arcadumas.core.organisation.models import Alias, Proposal, Team, Unit
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
PLACE = "/pengaturan/satuan-kerja/"


def fields(unit: Unit, **values: str) -> dict[str, str]:
    above = unit.parent.code if unit.parent else ""
    kept = {"name": unit.name, "kind": unit.kind, "parent": above, "email": unit.email, "seen": str(unit_changes.mark(unit))}  # fmt: skip
    return {**kept, **values}


def test_the_list_is_searched_by_name_code_and_other_name(cast: Cast, signs_in: SignsIn) -> None:
    unit_changes.add_name("pupr", "Bina Marga", by=cast.front_head)
    client = signs_in("front_officer")
    for look, found, other in (("q=pupr", "pupr", "dinkes"), ("q=bina+marga", "pupr", "dinkes"), ("jenis=district", "63.04.05", "pupr"),
                               ("tampil=tanpa-tim", "dlh", "pupr")):  # fmt: skip
        page = client.get(f"{PLACE}?{look}").content.decode()
        assert (f"{PLACE}{found}/" in page, f"{PLACE}{other}/" in page) == (True, False), look
    assert "No such unit" in client.get(f"{PLACE}?q=tidak-ada").content.decode()
    assert "No such unit" in client.get(f"{PLACE}?tampil=berakhir").content.decode()


def test_more_units_take_no_more_statements(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    taken = []
    for look in ("q=pupr", "jenis=district"):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            client.get(f"{PLACE}?{look}")
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 8


def test_without_a_front_desk_the_list_says_so(signs_in: SignsIn) -> None:
    client = signs_in("engineer")
    assert "No unit is the front desk" not in client.get(PLACE).content.decode()
    Unit.objects.update(is_front_desk=False)
    assert "No unit is the front desk" in client.get(PLACE).content.decode()
    assert client.post(f"{PLACE}diskominfo/meja-depan/").status_code == 303
    assert units.front_desk() == Unit.objects.get(code="diskominfo")


def test_a_unit_is_entered_and_what_is_wrong_is_kept_and_said(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    given = {"code": "perkim", "name": "Dinas Perumahan", "kind": "office", "phone": "12"}
    answer = client.post("/pengaturan/satuan-kerja-baru/", given)
    page = answer.content.decode()
    assert (answer.status_code, "The telephone number looks incomplete." in page, 'value="Dinas Perumahan"' in page) == (422, True, True)  # fmt: skip
    answer = client.post("/pengaturan/satuan-kerja-baru/", given | {"phone": "", "needs_approval": "on"})
    assert (answer.status_code, answer["Location"]) == (303, f"{PLACE}perkim/")
    assert Unit.objects.get(code="perkim").answer_needs_approval
    assert "Nobody holds a post here" in client.get(f"{PLACE}perkim/").content.decode()


def test_a_unit_changes_once_and_the_second_is_told(signs_in: SignsIn) -> None:
    client, unit = signs_in("front_head"), Unit.objects.get(code="pupr")
    given = fields(unit, name="Dinas PU Baru", needs_approval="on")
    assert client.post(f"{PLACE}pupr/perubahan/", given).status_code == 303
    unit.refresh_from_db()
    assert (unit.name, unit.answer_needs_approval) == ("Dinas PU Baru", True)
    answer = client.post(f"{PLACE}pupr/perubahan/", given | {"name": "Dinas PU Lain"})
    assert (answer.status_code, "Somebody changed this while" in answer.content.decode()) == (412, True)


def test_it_ends_and_goes_on(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    answer = client.post(f"{PLACE}diskominfo/pengakhiran/")
    assert (answer.status_code, "is the front desk" in answer.content.decode()) == (409, True)
    for act, is_over in (("pengakhiran", True), ("pemulihan", False)):
        assert client.post(f"{PLACE}dishub/{act}/").status_code == 303
        assert (Unit.objects.get(code="dishub").valid_to is not None) == is_over
    assert f"{PLACE}dishub/" in client.get(PLACE).content.decode()


def test_names_are_added_and_taken_away(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    assert client.post(f"{PLACE}pupr/nama/", {"name": "Bina Marga"}).status_code == 303
    alias = Alias.objects.get(name="Bina Marga")
    answer = client.post(f"{PLACE}dinkes/nama/", {"name": "bina marga"})
    assert (answer.status_code, "already belongs to pupr." in answer.content.decode()) == (422, True)
    assert client.post(f"{PLACE}pupr/nama/", {"name": ""}).status_code == 422
    assert client.post(f"{PLACE}pupr/nama/{alias.pk}/pengakhiran/").status_code == 303
    assert client.post(f"{PLACE}pupr/nama/{alias.pk}/pengakhiran/").status_code == 404
    assert units.match("Bina Marga") is None


@pytest.mark.parametrize("role", ["pupr_admin", "pupr_liaison"])
def test_a_team_looks_at_its_own_unit_and_changes_nothing(signs_in: SignsIn, role: str) -> None:
    client = signs_in(role)
    assert PLACE in client.get("/pengaturan/").content.decode()
    page = client.get(PLACE).content.decode()
    assert (f"{PLACE}pupr/" in page, f"{PLACE}dinkes/" in page, "satuan-kerja-baru" in page) == (True, False, False)
    own = client.get(f"{PLACE}pupr/").content.decode()
    assert ("kept by the front desk" in own, "pengakhiran" in own) == (True, False)
    assert client.get(f"{PLACE}dinkes/").status_code == 404
    unit = Unit.objects.get(code="pupr")
    for path, given in (("perubahan", fields(unit)), ("pengakhiran", {}), ("meja-depan", {}), ("nama", {"name": "x"})):
        assert client.post(f"{PLACE}pupr/{path}/", given).status_code == 403


@pytest.mark.parametrize("role", ["pupr_member", "secretary", "regional_head", "inspector"])
def test_others_find_no_such_page(signs_in: SignsIn, role: str) -> None:
    client = signs_in(role)
    assert (client.get(PLACE).status_code, client.get(f"{PLACE}pupr/").status_code) == (403, 403)


def test_what_is_not_there_is_not_found(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    assert client.get(f"{PLACE}tidak-ada/").status_code == 404
    assert client.get(f"{PLACE}tidak-ada/perubahan/").status_code == 404
    assert client.post(f"{PLACE}tidak-ada/pengakhiran/").status_code == 404


def test_a_name_that_an_import_did_not_know_is_given_to_a_unit(signs_in: SignsIn) -> None:
    client, place = signs_in("front_officer"), "/pengaturan/satuan-kerja-nama/"
    assert 'value="Dinas Jalan &amp; Air"' in client.get(f"{place}?nama=Dinas+Jalan+%26+Air").content.decode()
    assert client.post(place, {"name": "Dinas Jalan & Air", "unit": ""}).status_code == 422
    answer = client.post(place, {"name": "Dinas Jalan & Air", "unit": "pupr"})
    assert (answer.status_code, answer["Location"]) == (303, f"{PLACE}pupr/")
    assert units.match("dinas jalan air") == Unit.objects.get(code="pupr")
    assert client.post(place, {"name": "Dinas Jalan & Air", "unit": "dinkes"}).status_code == 422
    assert signs_in("pupr_admin").get(place).status_code == 403


def test_the_page_says_what_the_team_lacks(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    assert "there is no substitute" in client.get(f"{PLACE}dinkes/").content.decode()
    Team.objects.filter(unit__code="dinkes").update(valid_to="2026-01-31")
    assert "the decree has expired" in client.get(f"{PLACE}dinkes/").content.decode()


def test_a_team_proposes_and_the_desk_answers_on_the_units_page(signs_in: SignsIn) -> None:
    team, desk, head = signs_in("pupr_admin"), signs_in("front_officer"), signs_in("pupr_head")
    text = "Ibu Siti pindah tugas mulai 1 Desember."
    assert team.post(f"{PLACE}pupr/usulan/", {"text": "ganti"}).status_code == 422
    assert team.post(f"{PLACE}pupr/usulan/", {"text": text}).status_code == 303
    assert team.post(f"{PLACE}dinkes/usulan/", {"text": text}).status_code in (403, 404)
    listed = desk.get(PLACE).content.decode()
    assert ("Teams propose changes" in listed, "QuerySet" in listed) == (True, False)
    path = f"{PLACE}pupr/usulan/{Proposal.objects.get().pk}/"
    for client, there in ((team, False), (desk, True), (head, True)):
        page = client.get(f"{PLACE}pupr/").content.decode()
        assert (text in page, path in page) == (True, there)
    assert team.post(path, {"taken_up": "yes"}).status_code == 403
    assert signs_in("dinkes_head").post(path, {"taken_up": "yes"}).status_code == 404
    answer = desk.post(path, {"taken_up": "no", "answer": ""})
    assert (answer.status_code, "Write between 10 and" in answer.content.decode()) == (422, True)
    assert desk.post(path, {"taken_up": "no", "answer": "Belum ada SK yang baru."}).status_code == 303
    assert "Belum ada SK yang baru." in team.get(f"{PLACE}pupr/").content.decode()
    assert desk.post(path, {"taken_up": "yes"}).status_code == 409
    assert "Teams propose changes" not in desk.get(PLACE).content.decode()
