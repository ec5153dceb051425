"""The page "Away": for one's own posts, for a head those of the unit, for whoever keeps people those of all."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.core.organisation.models import Absence, Post
from arcadumas.duties.notifications.models import Notice
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
AT = "/akun/berhalangan/"


@pytest.fixture(autouse=True)
def _by_mail(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


def post_of(login: str) -> int:
    return Post.objects.get(person__login=login).pk


def offered(client: Client, name: str) -> set[int]:
    page = client.get(AT).content.decode()
    select = re.search(rf'<select name="{name}".*?</select>', page, re.S)[0]
    return {int(value) for value in re.findall(r'<option value="(\d+)"', select)}


def note(client: Client, who: str, stand_in: str) -> Any:
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    values = {"post": post_of(who), "stand_in": post_of(stand_in), "starts_on": day, "ends_on": day}
    return client.post(AT, values)


def test_each_is_offered_the_posts_for_which_they_may_speak(cast: Cast, signs_in: SignsIn) -> None:
    of_pupr = set(Post.objects.filter(unit__code="pupr", person__is_active=True).values_list("pk", flat=True))
    assert offered(signs_in("pupr_admin"), "post") == {post_of("pupr.admin")}
    assert offered(signs_in("pupr_head"), "post") == of_pupr
    for role in ("front_officer", "front_head"):
        assert offered(signs_in(role), "post") >= of_pupr | {post_of("dinkes.kepala"), post_of("sekda")}
        assert offered(signs_in(role), "stand_in") >= of_pupr


def test_ones_own_post_is_chosen_first_and_no_stand_in_is(cast: Cast, signs_in: SignsIn) -> None:
    page = signs_in("front_officer").get(AT).content.decode()
    chosen = re.findall(r'<option value="(\d*)" selected', page)
    assert chosen == [str(post_of("kominfo")), ""]
    assert note(signs_in("front_officer"), "kominfo", "kominfo.kepala").status_code == 303


def test_the_front_desk_enters_it_for_somebody_and_calls_it_off(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    assert note(client, "pupr.admin", "pupr.pengganti").status_code == 303
    absence = Absence.objects.get()
    assert (absence.post_id, absence.stand_in_id, absence.noted_by) == (post_of("pupr.admin"), post_of("pupr.pengganti"), cast.person("front_officer"))  # fmt: skip
    page = client.get(AT).content.decode()
    assert (cast.pupr_admin.name in page, f"{AT}{absence.pk}/akhir/" in page) == (True, True)
    client.post(f"{AT}{absence.pk}/akhir/")
    absence.refresh_from_db()
    assert absence.ended_at is not None


def test_a_stand_in_of_another_unit_is_refused(cast: Cast, signs_in: SignsIn) -> None:
    answer = note(signs_in("front_officer"), "pupr.admin", "dinkes.kepala")
    assert (answer.status_code, Absence.objects.count()) == (422, 0)


def test_a_colleague_enters_none_for_others_and_does_not_read_of_theirs(cast: Cast, signs_in: SignsIn) -> None:
    absence = builders.absence("pupr.admin", stand_in="pupr.pengganti")
    client = signs_in("pupr_liaison")
    assert note(client, "pupr.admin", "pupr.pengganti").status_code == 422
    assert f"{AT}{absence.pk}/akhir/" not in client.get(AT).content.decode()
    assert client.post(f"{AT}{absence.pk}/akhir/").status_code == 404


def test_a_front_officer_does_not_become_head_of_the_desk_by_it(cast: Cast, signs_in: SignsIn) -> None:
    answer = note(signs_in("front_officer"), "kominfo.kepala", "kominfo")
    assert (answer.status_code, Absence.objects.count()) == (403, 0)
    assert "Nobody makes themselves the stand-in" in answer.content.decode()


def test_the_stand_in_is_told_and_finds_whom_they_stand_in_for(cast: Cast, signs_in: SignsIn) -> None:
    note(signs_in("front_officer"), "pupr.admin", "pupr.pengganti")
    assert set(Notice.objects.values_list("person__login", flat=True)) == {"pupr.pengganti", "pupr.admin"}
    page = signs_in("pupr_substitute").get(AT).content.decode()
    assert ("You stand in" in page, "Admin Penghubung Dinas PUPR" in page, "/akhir/" in page) == (
        True,
        True,
        False,
    )
    assert "You stand in" not in signs_in("pupr_liaison").get(AT).content.decode()
