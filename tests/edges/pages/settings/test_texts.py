"""The texts of the messages: written in both languages, checked, kept as versions; WhatsApp waits for Meta."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import About
from arcadumas.duties.notifications import previews, rewording, tell
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Template, Words
from arcadumas.duties.notifications.wording import Wording, text_of
from arcadumas.edges.pages.settings.text_forms import TextForm
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
LIST = "/pengaturan/teks/"
STEM = "aduan_disposisi"
AT = f"{LIST}{STEM}/"


@pytest.fixture(autouse=True)
def _sown(cast: Cast, settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


def shown(stem: str = STEM, **changed: str) -> dict[str, Any]:
    """What a browser sends back, with what was changed in it."""
    texts = {language: text_of(row) for language, row in rewording.current(stem).items()}
    form = TextForm(texts, initial={"seen": rewording.newest_number(stem)})
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in {**values, **changed}.items() if value is not None}


def reworded() -> dict[str, Any]:
    values = shown()
    return values | {
        "id_header": "Disposisi baru",
        "id_mail_subject": values["id_mail_subject"].replace("Disposisi", "Disposisi baru"),
    }


@pytest.mark.parametrize("role", ["front_officer", "pupr_head", "regional_head", "engineer"])
def test_others_may_neither_look_nor_write(signs_in: SignsIn, role: str) -> None:
    client = signs_in(role)
    assert {client.get(page).status_code for page in (LIST, AT)} == {403}
    posts = (AT, f"{AT}pratinjau/", f"{AT}1/pemulihan/")
    assert ({client.post(page, shown()).status_code for page in posts}, Words.objects.exclude(by="").count()) == (
        {403},
        0,
    )


def test_the_list_names_every_text_and_asks_the_same_for_one_and_three(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    page = client.get(LIST).content.decode()
    assert [stem for stem in {row.stem for row in Words.objects.all()} if f"{LIST}{stem}/" not in page] == []
    numbers = []
    for stems in ([STEM, "aduan_baru", "aduan_khusus"], [STEM]):
        Words.objects.exclude(stem__in=stems).delete()
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]


def test_every_shipped_text_may_be_saved_as_it_is_but_for_one_word(signs_in: SignsIn) -> None:
    """So the checks of the page never refuse what the product ships."""
    client = signs_in("front_head")
    for stem in sorted({row.stem for row in Words.objects.all()}):
        values = shown(stem)
        answer = client.post(f"{LIST}{stem}/", values)
        assert (answer.status_code, "words in force" in answer.content.decode()) == (409, True), stem
        changed = values | {f"{name}_mail_subject": f"{values[f'{name}_mail_subject']} !" for name in ("id", "en")}
        assert client.post(f"{LIST}{stem}/", changed).status_code == 303, stem


def test_new_words_are_a_version_of_both_languages_and_wait_for_meta(signs_in: SignsIn) -> None:
    assert signs_in("front_head").post(AT, reworded()).status_code == 303
    rows = Words.objects.filter(stem=STEM).order_by("language", "version")
    assert [(row.language, row.version, row.is_current, row.by) for row in rows] == [
        ("en", 1, False, ""), ("en", 2, True, "kominfo.kepala"), ("id", 1, False, ""), ("id", 2, True, "kominfo.kepala"),
    ]  # fmt: skip
    assert set(Template.objects.values_list("name", "language", "state")) == {
        ("aduan_disposisi_v2", "id", "waiting"), ("aduan_disposisi_v2", "en", "waiting"),
    }  # fmt: skip
    entry = Entry.objects.get(act="words_changed")
    assert (entry.facts["version"], entry.facts["parts"]) == (2, ["id_header", "id_mail_subject"])


def test_whatsapp_sends_version_1_until_version_2_is_approved_and_mail_version_2_at_once(
    signs_in: SignsIn, cast: Cast
) -> None:
    signs_in("front_head").post(AT, reworded())

    def told() -> set[tuple[str, str, str]]:
        Message.objects.all().delete()
        builders.disposed(cast)
        while tell.once():
            pass
        rows = [row for row in Message.objects.all() if row.purpose == "disposed" and "kepala" not in row.template]
        contents = [(row, content_of(row.id, row.text)) for row in rows]
        return {(row.channel, row.template, content.get("subject", content.get("shown", "")).split("\n")[0].split(" ABCD")[0][:14]) for row, content in contents}  # fmt: skip

    before = told()
    assert {(channel, name) for channel, name, _words in before} == {
        ("whatsapp", "aduan_disposisi_v1"),
        ("email", "aduan_disposisi_v2"),
    }
    assert ("email", "aduan_disposisi_v2", "Disposisi baru") in before
    Template.objects.filter(name="aduan_disposisi_v2", language="id").update(state="approved")
    after = told()
    assert {name for _channel, name, _words in after} == {"aduan_disposisi_v2"}
    assert ("whatsapp", "aduan_disposisi_v2", "Disposisi baru") in after


def test_an_older_version_comes_back_for_both_channels_at_once(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    client.post(AT, reworded())
    Template.objects.update(state="approved")
    seen = rewording.newest_number(STEM)
    assert client.post(f"{AT}1/pemulihan/", {"seen": seen - 1}).status_code == 412
    assert client.post(f"{AT}2/pemulihan/", {"seen": seen}).status_code == 409
    assert client.post(f"{AT}7/pemulihan/", {"seen": seen}).status_code == 404
    assert client.post(f"{AT}1/pemulihan/", {"seen": seen}).status_code == 303
    wording = Wording([STEM])
    sent = wording.template(STEM, "id")
    assert (wording.text(STEM, "id").version, sent.version if sent else None) == (1, 1)
    assert "brought back by kominfo.kepala" in client.get(AT).content.decode()
    client.post(AT, reworded())
    assert rewording.current(STEM)["id"].version == 3


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"id_body": "Halo dunia yang indah sekali."}, "Without {accept_due}, {answer_due}, {code}"),
        ({"id_mail_body": "Laporan {code} dari {nama_pelapor}."}, "Variable nama_pelapor is not known"),
        ({"id_mail_body": "Kunci {key} laporan {code}, {accept_due}, {answer_due}, {return_due}."}, "for the reporter alone"),
        ({"id_mail_subject": "{tracking_id} {code}"}, "is not known to this message"),
        ({"id_header": "x" * 61}, "at most 60"),
        ({"id_header": "Untuk {post}"}, "No value may stand here"),
        ({"id_header": "*Tebal*"}, "one line without bold"),
        ({"id_footer": "Terima kasih 🙏"}, "emoji"),
        ({"id_label_1": "Terima laporan ini sekarang"}, "more than 20 characters|at most 25"),
        ({"id_label_1": "Buka laporan"}, "two buttons have one label"),
        ({"id_mail_body": ""}, "This is empty"),
        ({"id_mail_subject": "Disposisi { sampai {answer_due_short}"}, "brace stands alone"),
        ({"en_mail_subject": "Passed on: {code} to {unit}"}, "Both languages must carry the same values"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_kept(
    signs_in: SignsIn, changed: dict[str, str], sentence: str
) -> None:
    answer = signs_in("front_head").post(AT, shown(**changed))
    page = answer.content.decode().lower()
    assert answer.status_code == 422
    assert any(each.lower() in page for each in sentence.split("|"))
    assert (Words.objects.exclude(by="").count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize("body", ["{post}, {code} {subject} {accept_due} {answer_due} {unit}", "{code} ada. Sampai {accept_due} lalu {answer_due}"])  # fmt: skip
def test_what_meta_would_refuse_is_refused_here(signs_in: SignsIn, body: str) -> None:
    answer = signs_in("front_head").post(AT, shown(id_body=body))
    assert (answer.status_code, "The body begins or ends with a variable" in answer.content.decode()) == (422, True)


def test_a_special_report_says_nothing_but_the_post_and_the_moment(signs_in: SignsIn) -> None:
    at = f"{LIST}aduan_khusus/"
    answer = signs_in("front_head").post(at, shown("aduan_khusus", id_mail_body="Laporan {code} untuk {post}, {due}."))
    assert (answer.status_code, "only the post and the due moment" in answer.content.decode()) == (422, True)


def test_a_stale_page_is_told_and_keeps_what_was_written(signs_in: SignsIn) -> None:
    client, mine = signs_in("front_head"), shown(id_header="Punya saya")
    client.post(AT, reworded())
    answer = client.post(AT, mine)
    assert (answer.status_code, "Punya saya" in answer.content.decode()) == (412, True)
    assert Words.objects.filter(stem=STEM, version=3).count() == 0


def test_the_preview_shows_what_is_written_with_a_real_report_and_keeps_nothing(signs_in: SignsIn, cast: Cast) -> None:
    code = builders.disposed(cast).report.code
    values = shown(id_header="Baru sekali") | {"laporan": code, "bahasa": "id"}
    client = signs_in("front_head")
    part = client.post(f"{AT}pratinjau/", values, headers={"hx-request": "true"}).content.decode()
    assert (code in part, "Baru sekali" in part, "<form" in part, "Jalan berlubang di depan" in part) == (
        True,
        True,
        False,
        False,
    )
    whole = client.post(f"{AT}pratinjau/", values)
    assert (whole.status_code, 'value="Baru sekali"' in whole.content.decode()) == (200, True)
    assert Words.objects.exclude(by="").count() == 0


def test_the_preview_of_a_broken_text_breaks_nothing(signs_in: SignsIn) -> None:
    values = shown(id_body="{apa} {{1:code}} {", id_mail_body="{tidak_ada}", id_header="")
    assert signs_in("front_head").post(f"{AT}pratinjau/", values).status_code == 200


@pytest.mark.parametrize("of", [{}, {"about_officials": True}])
def test_a_report_that_the_official_may_not_see_is_neither_offered_nor_shown(
    signs_in: SignsIn, cast: Cast, of: dict[str, Any]
) -> None:
    report = builders.disposed(cast, **of).report
    if not of:
        About.objects.create(report=report, unit=Unit.objects.get(code="diskominfo"))
    client = signs_in("front_head")
    page = client.post(f"{AT}pratinjau/", shown() | {"laporan": report.code}).content.decode()
    assert (report.code in page, "so these are examples" in page) == (False, True)


def test_the_key_of_a_reporter_stands_in_no_preview(signs_in: SignsIn, cast: Cast) -> None:
    receipt = builders.received(email="siti@contoh.id", is_anonymous=False)
    at = f"{LIST}aduan_warga_terima/"
    page = signs_in("front_head").post(
        f"{at}pratinjau/", shown("aduan_warga_terima") | {"laporan": receipt.report.code, "bahasa": "id"}
    ).content.decode()  # fmt: skip
    assert (receipt.report.code in page, receipt.secret in page, previews.HIDDEN in page) == (True, False, True)


def test_the_list_says_where_whatsapp_still_sends_an_older_version(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    client.post(AT, reworded())
    assert "still version 1" in client.get(LIST).content.decode()
    assert "still sent by WhatsApp" in client.get(AT).content.decode()
    Template.objects.update(state="approved", since=timezone.now())
    assert "still version 1" not in client.get(LIST).content.decode()
