"""Posts and decrees of a unit on pages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from arcadumas.core.organisation import posts
from arcadumas.core.organisation.models import Post, Team
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
UNIT = "/pengaturan/satuan-kerja/pupr/"
PAPER = b"%PDF-1.7 KEPUTUSAN BUPATI"


def new(**values: str) -> dict[str, str]:
    known = {"person": "dinkes.admin", "role": "agency_admin", "title": "Plt. Admin PUPR", "acting": "plt", "valid_from": timezone.localdate().strftime("%d-%m-%Y")}  # fmt: skip
    return {**known, **values}


def test_a_post_is_given_and_ended(cast: Cast, signs_in: SignsIn) -> None:
    client, officer = signs_in("front_officer"), signs_in("dinkes_admin")
    assert 'value="dinkes.admin" selected' in client.get(f"{UNIT}jabatan/?petugas=dinkes.admin").content.decode()
    assert client.post(f"{UNIT}jabatan/", new()).status_code == 303
    post = Post.objects.get(person=cast.person("dinkes_admin"), unit__code="pupr")
    assert f"/pengaturan/jabatan/{post.pk}/" in client.get(UNIT).content.decode()
    assert officer.get(UNIT).status_code == 200
    assert client.post(f"/pengaturan/jabatan/{post.pk}/pengakhiran/", {"last_day": ""}).status_code == 303
    assert officer.get(UNIT).status_code == 404
    page = client.get(UNIT).content.decode()
    assert (
        "Ended posts" in page,
        "A post was given: Plt. Admin PUPR (dinkes.admin)" in page,
        "A post was ended" in page,
    ) == (True, True, True)
    assert "stays as it was" in client.get(f"/pengaturan/jabatan/{post.pk}/").content.decode()


@pytest.mark.parametrize(("values", "sentence"), [
    ({"person": ""}, "This is empty"), ({"title": "x"}, "between 3 and 120 characters"), ({"valid_from": "besok"}, "We cannot read that date"),
    ({"role": "member", "is_substitute": "on"}, "Only an agency admin"), ({"valid_to": "01-01-2020"}, "The last day is before the first"),
])  # fmt: skip
def test_what_is_wrong_is_kept_and_said(signs_in: SignsIn, values: dict[str, str], sentence: str) -> None:
    answer = signs_in("front_head").post(f"{UNIT}jabatan/", new(**values))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_an_own_post_and_the_last_of_the_desk_are_a_colleagues(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    assert client.post(f"{UNIT}jabatan/", new(person="kominfo")).status_code == 403
    own = Post.objects.get(person=cast.person("front_officer"))
    assert client.post(f"/pengaturan/jabatan/{own.pk}/pengakhiran/", {}).status_code == 403
    engineer, head = signs_in("engineer"), Post.objects.get(person=cast.person("front_head"))
    assert engineer.post(f"/pengaturan/jabatan/{head.pk}/pengakhiran/", {}).status_code == 303
    answer = engineer.post(f"/pengaturan/jabatan/{own.pk}/pengakhiran/", {})
    assert (answer.status_code, "Nobody would be left" in answer.content.decode()) == (409, True)


def test_what_is_written_on_a_post_changes(cast: Cast, signs_in: SignsIn) -> None:
    post = Post.objects.get(person=cast.person("pupr_head"))
    client = signs_in("front_head")
    given = {"title": "Plh. Kepala Dinas", "acting": "plh", "is_in_decree": "on", "seen": str(posts.mark(post))}
    assert given["seen"] in client.get(f"/pengaturan/jabatan/{post.pk}/").content.decode()
    assert client.post(f"/pengaturan/jabatan/{post.pk}/", given).status_code == 303
    post.refresh_from_db()
    assert (post.title, post.acting) == ("Plh. Kepala Dinas", "plh")
    assert client.post(f"/pengaturan/jabatan/{post.pk}/", {"title": ""}).status_code == 422
    assert client.get("/pengaturan/jabatan/999999/").status_code == 404


def test_a_decree_comes_with_its_file_and_gets_a_last_day(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    file = SimpleUploadedFile("SK.pdf", PAPER, content_type="application/pdf")
    given = {"number": "188.45/77/2026", "sk_date": "01-06-2026", "valid_to": "", "file": file}
    assert client.post(f"{UNIT}sk/", given).status_code == 303
    team = Team.objects.get(sk_number="188.45/77/2026")
    answer = client.get(f"{UNIT}sk/{team.pk}/berkas/")
    assert (answer.content, answer["Content-Type"], answer["Content-Disposition"].startswith("attachment")) == (PAPER, "application/pdf", True)  # fmt: skip
    assert client.post(f"{UNIT}sk/{team.pk}/", {"valid_to": "2026-06-30"}).status_code == 303
    team.refresh_from_db()
    assert (str(team.valid_to), bool(team.sk_file)) == ("2026-06-30", True)
    page = client.get(UNIT).content.decode()
    assert ("188.45/77/2026" in page, "A decree was changed: 188.45/77/2026" in page) == (True, True)


def test_a_wrong_file_or_number_is_said(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    file = SimpleUploadedFile("SK.docx", b"PK\x03\x04", content_type="application/msword")
    answer = client.post(f"{UNIT}sk/", {"number": "x", "sk_date": "01-06-2026", "file": file})
    assert (answer.status_code, "SK.docx" in answer.content.decode()) == (422, True)
    assert client.post(f"{UNIT}sk/", {"number": "x", "sk_date": "01-06-2026"}).status_code == 422
    team = Team.objects.get(unit__code="pupr")
    assert (client.get(f"{UNIT}sk/{team.pk}/berkas/").status_code, client.get(f"{UNIT}sk/999999/").status_code) == (404, 404)  # fmt: skip


@pytest.mark.parametrize("role", ["pupr_admin", "secretary", "inspector"])
def test_others_change_nothing(cast: Cast, signs_in: SignsIn, role: str) -> None:
    client, post = signs_in(role), Post.objects.get(person=cast.person("pupr_member"))
    team = Team.objects.get(unit__code="pupr")
    for path in (f"{UNIT}jabatan/", f"/pengaturan/jabatan/{post.pk}/", f"{UNIT}sk/", f"{UNIT}sk/{team.pk}/", f"{UNIT}sk/{team.pk}/berkas/"):  # fmt: skip
        assert client.get(path).status_code == 403
    assert client.post(f"/pengaturan/jabatan/{post.pk}/pengakhiran/", {}).status_code == 403


def test_a_head_keeps_the_own_team_and_finds_no_other(cast: Cast, signs_in: SignsIn) -> None:
    head = signs_in("pupr_head")
    page = head.get(f"{UNIT}jabatan/").content.decode()
    assert ('value="member"' in page, 'value="front_officer"' in page) == (True, False)
    assert head.post(f"{UNIT}jabatan/", new(role="front_officer")).status_code == 422
    assert head.post(f"{UNIT}jabatan/", new(role="member", acting="")).status_code == 303
    post = Post.objects.get(person=cast.person("dinkes_admin"), unit__code="pupr")
    page = head.get(UNIT).content.decode()
    own = Post.objects.get(person=cast.person("pupr_head"))
    assert (f"/pengaturan/jabatan/{post.pk}/" in page, f"/pengaturan/jabatan/{own.pk}/" in page, f"{UNIT}sk/" in page) == (True, False, True)  # fmt: skip
    assert "/pengaturan/petugas/" not in page
    assert head.post(f"/pengaturan/jabatan/{post.pk}/pengakhiran/", {}).status_code == 303
    stranger = Post.objects.get(person=cast.person("dinkes_admin"), unit__code="dinkes")
    for path in (f"/pengaturan/jabatan/{own.pk}/", f"/pengaturan/jabatan/{stranger.pk}/", "/pengaturan/satuan-kerja/dinkes/jabatan/", "/pengaturan/satuan-kerja/dinkes/sk/"):  # fmt: skip
        assert head.get(path).status_code == 404


def test_a_last_day_to_come_is_taken_away(cast: Cast, signs_in: SignsIn) -> None:
    client, post = signs_in("front_head"), Post.objects.get(person=cast.person("pupr_member"))
    path = f"/pengaturan/jabatan/{post.pk}/"
    day = (timezone.localdate() + timedelta(days=9)).strftime("%d-%m-%Y")
    assert client.post(f"{path}pengakhiran/", {"last_day": day}).status_code == 303
    assert f"{path}penerusan/" in client.get(path).content.decode()
    assert client.post(f"{path}penerusan/").status_code == 303
    post.refresh_from_db()
    assert (post.valid_to, f"{path}penerusan/" in client.get(path).content.decode()) == (None, False)
    client.post(f"{path}pengakhiran/", {"last_day": ""})
    answer = client.post(f"{path}penerusan/")
    assert (answer.status_code, "Give it anew." in answer.content.decode()) == (409, True)
