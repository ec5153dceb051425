"""The register of WhatsApp templates: how each stands, what is missing, and asking Meta by hand."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.audit.models import Entry
from arcadumas.duties.notifications.models import Template, Words
from tests.doubles import Graph
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
AT = "/pengaturan/templat/"
FEW = ("aduan_disposisi", "aduan_baru", "aduan_khusus")


@pytest.fixture(autouse=True)
def _sown(cast: Any) -> None:
    Words.objects.exclude(stem__in=FEW).delete()


def template(**values: Any) -> Template:
    words = Words.objects.get(stem="aduan_disposisi", language="id")
    return Template.objects.create(**{"words": words, "name": "aduan_disposisi_v1", "language": "id", "since": timezone.now(), **values})  # fmt: skip


@pytest.mark.parametrize(
    "role, status", [("front_head", 200), ("engineer", 200), ("front_officer", 403), ("pupr_admin", 403)]
)
def test_those_who_keep_words_or_channels_come_in(signs_in: SignsIn, role: str, status: int) -> None:
    client = signs_in(role)
    assert client.get(AT).status_code == status
    posts = {client.post(f"{AT}{name}/").status_code for name in ("pembaruan", "pengajuan")}
    assert posts == {303 if status == 200 else 403}


def test_it_says_when_whatsapp_is_not_set_up_and_what_is_missing(signs_in: SignsIn, settings: Any) -> None:
    settings.WHATSAPP_TOKEN = ""
    client = signs_in("front_head")
    page = client.get(AT).content.decode()
    assert ("WhatsApp is not set up" in page, "WHATSAPP_BUSINESS_ACCOUNT_ID" in page, "Ask Meta now" in page) == (True, True, False)  # fmt: skip
    assert "nobody to ask" in client.post(f"{AT}pembaruan/", follow=True).content.decode()
    assert Entry.objects.count() == 0


def test_it_says_that_another_carrier_knows_no_templates(signs_in: SignsIn, settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.FONNTE_TOKEN, settings.WHATSAPP_CARRIER = "", "t", "fonnte"
    assert "WhatsApp goes by Fonnte" in signs_in("front_head").get(AT).content.decode()


def test_each_template_says_how_it_stands(signs_in: SignsIn) -> None:
    template(
        state="rejected", last_error="INVALID_FORMAT", quality="RED", category="MARKETING", category_next="UTILITY"
    )
    page = signs_in("front_head").get(AT).content.decode()
    for words in ("refused by Meta", "INVALID_FORMAT", "bad: many blocked it", "MARKETING", "becomes UTILITY", "Reword the text", "accept_due", "not yet registered"):  # fmt: skip
        assert words in page, words
    first = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert "aduan_disposisi_v1" in first


@pytest.mark.parametrize("look, found", [("perhatian", 1), ("tunggu", 5), ("", 6)])
def test_the_list_is_narrowed(signs_in: SignsIn, look: str, found: int) -> None:
    template(state="paused")
    page = signs_in("front_head").get(f"{AT}?lihat={look}").content.decode()
    assert page.partition("<tbody>")[2].count('<tr><th scope="row">') == found


def test_asking_reads_and_applying_applies_and_both_are_written_down(signs_in: SignsIn, graph: Graph) -> None:
    client = signs_in("engineer")
    assert "0 templates stand at Meta" in client.post(f"{AT}pembaruan/", follow=True).content.decode()
    assert graph.templates.names() == []
    page = client.post(f"{AT}pengajuan/", follow=True).content.decode()
    assert ("6 templates were applied for" in page, len(graph.templates.names())) == (True, 6)
    assert set(Template.objects.values_list("state", flat=True)) == {"pending"}
    entries = Entry.objects.filter(act="templates_synced", by="teknisi").order_by("seq")
    assert [entry.facts["asked"] for entry in entries] == [0, 6]


def test_it_asks_the_same_for_one_text_and_three(signs_in: SignsIn) -> None:
    client, numbers = signs_in("front_head"), []
    for stems in (FEW, FEW[:1]):
        Words.objects.exclude(stem__in=stems).delete()
        with CaptureQueriesContext(connection) as seen:
            client.get(AT)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
