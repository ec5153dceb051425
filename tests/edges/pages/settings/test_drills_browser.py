"""The pages of drills in a real browser, on a phone and on a desk: started by hand, readable, without a side scroll."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from arcadumas.core.drills.finish import finish
from arcadumas.core.drills.models import Call, Drill
from arcadumas.core.drills.start import start
from arcadumas.core.organisation.actors import Actor, Via
from tests.cast import Cast
from tests.edges.pages.conftest import Opens
from tests.looking import DESK, PHONE, flaws

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LOOKS = (PHONE, DESK)


@pytest.fixture(scope="module")
def session_cookie() -> str:
    """No account but the cast's, which each test makes."""
    return ""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.assemble()


def opened(cast: Cast, opens: Opens, path: str) -> Page:
    client = Client()
    client.force_login(cast.person("front_head"))
    return opens(path, width=360, session=client.cookies["sesi"].value)


def test_a_drill_is_started_and_its_result_read(cast: Cast, opens: Opens) -> None:
    page = opened(cast, opens, "/pengaturan/latihan/")
    assert flaws(page, "latihan-mulai", LOOKS) == []
    page.get_by_role("button", name="Hubungi sekarang").click()
    page.get_by_text("belum menjawab").first.wait_for()
    drill = Drill.objects.get()
    assert flaws(page, "latihan-jalan", LOOKS) == []
    drill.calls.filter(person__login="pupr.admin").update(answered_at=timezone.now())
    reach = {call.pk: Call.Reach.READ for call in drill.calls.filter(person__login="dinkes.kepala")}
    finish(drill.pk, reach=reach, at=timezone.now())
    page.reload()
    page.get_by_text("Tanyakan apakah tombolnya dipahami").wait_for()
    assert flaws(page, "latihan-hasil", LOOKS) == []
    page.goto(page.url.rpartition("/latihan/")[0] + "/latihan/")
    assert flaws(page, "latihan-daftar", LOOKS) == []


def test_the_digests_page_reads_well(cast: Cast, opens: Opens) -> None:
    start(by=Actor(kind="house", via=Via.CLI))
    assert flaws(opened(cast, opens, "/pengaturan/rangkuman/"), "rangkuman", LOOKS) == []
