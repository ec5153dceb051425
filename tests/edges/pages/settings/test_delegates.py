"""Naming and ending a delegate on a page: by the head for the own unit, by the front desk for all."""

import pytest
from django.utils import timezone

from arcadumas.core.organisation.models import Delegation, Post
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
PLACE = "/pengaturan/kuasa/"


@pytest.fixture
def post(cast: Cast) -> Post:
    return Post.objects.get(person=cast.person("pupr_liaison"))


def test_the_head_names_and_ends(post: Post, signs_in: SignsIn) -> None:
    client = signs_in("pupr_head")
    assert PLACE in client.get("/pengaturan/").content.decode()
    day = timezone.localdate().isoformat()
    assert client.post(PLACE, {"post": post.pk, "valid_from": day, "valid_to": day}).status_code == 302
    row = Delegation.objects.get()
    page = client.get(PLACE).content.decode()
    assert (post.person.name in page, "in force" in page) == (True, True)
    assert client.post(f"{PLACE}{row.pk}/pengakhiran/").status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None


def test_a_wrong_entry_is_kept_and_explained(post: Post, signs_in: SignsIn) -> None:
    client, day = signs_in("pupr_head"), timezone.localdate()
    answer = client.post(PLACE, {"post": post.pk, "valid_from": day.isoformat(), "valid_to": "2020-01-01"})
    assert (answer.status_code, "The last day is before the first." in answer.content.decode()) == (422, True)
    assert client.post(PLACE, {"post": "", "valid_from": "besok"}).status_code == 422
    assert Delegation.objects.exists() is False


def test_another_units_liaison_is_not_among_the_choices(post: Post, signs_in: SignsIn) -> None:
    client = signs_in("dinkes_head")
    answer = client.post(PLACE, {"post": post.pk, "valid_from": timezone.localdate().isoformat()})
    assert (answer.status_code, Delegation.objects.exists()) == (422, False)
    row = builders.delegation(post)
    assert client.post(f"{PLACE}{row.pk}/pengakhiran/").status_code == 404
    assert client.post(f"{PLACE}99999/pengakhiran/").status_code == 404


@pytest.mark.parametrize("role", ["pupr_admin", "pupr_liaison", "secretary", "engineer"])
def test_others_find_no_such_page(signs_in: SignsIn, role: str) -> None:
    assert signs_in(role).get(PLACE).status_code == 403
