"""The page: it shows rows, every button is one call to the simulator, and GET changes nothing."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from arcadumas.base.inbound import store
from arcadumas.base.inbound.models import Inbound
from arcadumas.core.organisation import people
from arcadumas.edges.simulator import board, bubbles, letters, phones
from arcadumas.edges.simulator.models import Bubble, Direction, Fault, Phone, State, Template

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
OFFICER, CITIZEN = "+628110000001", "+6281234567890"
MAIL = b"From: Arcadumas <aduan@demo.test>\r\nSubject: Laporan menunggu\r\nMessage-ID: <m1@x>\r\n\r\nBuka http://127.0.0.1/t/abc\r\n"
ACTS = ["baca", "tombol", "pesan", "keadaan", "templat", "gangguan", "gangguan/hapus"]


urlpatterns = [
    path("", include("arcadumas.edges.simulator.urls")),
    path("bahasa/", lambda request: None, name="set_language"),
    path("tampilan/", lambda request: None, name="theme"),
]


class _Hand(BaseHTTPRequestHandler):
    def _note(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server.asked.append(
            (self.command, self.path, json.loads(body) if body else None, self.headers["Control-Token"])
        )
        self.send_response(server.status)
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_DELETE = _note

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def control(settings: Any) -> Iterator[Any]:
    """Stands in for the control API of the running simulator."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Hand)
    server.asked, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings.IS_DEMO, settings.WHATSAPP_TOKEN = True, "token"
    settings.SIMULATOR_URL = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def officer() -> None:
    people.add("kominfo", name="Admin Kominfo", phone=OFFICER, email="kominfo@demo.test")


def said(
    number: str = CITIZEN, *, direction: Direction = Direction.OUT, state: State = State.DELIVERED, **payload: Any
) -> Bubble:
    payload = {"type": "template", "text": "Laporan *AB2C* <b>baru</b>", **payload}
    bubble = bubbles.keep(
        phones.having(number, profile="Warga"), line="1", direction=direction, payload=payload, state=state
    )
    bubble.delivered_at = timezone.now()
    bubble.save()
    return bubble


def html(client: Client, url: str = "/simulator/", **rest: Any) -> str:
    answer = client.get(url, **rest)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("url", ["", "kabar/", "surat/00000000-0000-0000-0000-000000000000/"])
def test_outside_a_demo_there_is_no_page(client: Client, url: str) -> None:
    assert client.get(f"/simulator/{url}").status_code == 404


@pytest.mark.parametrize("name", ACTS)
def test_outside_a_demo_nothing_can_be_done(client: Client, name: str) -> None:
    assert client.post(f"/simulator/{name}/").status_code == 404


@pytest.mark.parametrize("name", ACTS)
def test_looking_never_acts(client: Client, control: Any, name: str) -> None:
    assert client.get(f"/simulator/{name}/").status_code == 405
    html(client)
    assert client.head("/simulator/").status_code == 200
    assert control.asked == []


def test_it_shows_the_demo_people_and_the_citizens(client: Client, control: Any, officer: None) -> None:
    said()
    page = html(client)
    names = [part.split("<")[0].split(">")[1] for part in page.split('<h2 id="nama-')[1:]]
    assert names == ["Warga", "Admin Kominfo"]
    assert "kominfo" in page


def test_a_message_is_shown_with_bold_words_and_nothing_unescaped(client: Client, control: Any) -> None:
    said()
    assert "Laporan <b>AB2C</b> &lt;b&gt;baru&lt;/b&gt;" in html(client)


def test_buttons_are_forms_and_links_are_links(client: Client, control: Any) -> None:
    buttons = [
        {"kind": "reply", "text": "Terima", "payload": "acceptance:abc"},
        {"kind": "url", "text": "Buka laporan", "url": "http://127.0.0.1/t/x"},
    ]
    bubble = said(buttons=buttons)
    page = html(client)
    assert f'name="wamid" value="{bubble.wamid}"' in page
    assert '<a class="btn btn-sm" href="http://127.0.0.1/t/x">Buka laporan</a>' in page
    assert "acceptance:abc" not in page


@pytest.mark.parametrize(
    ("state", "look"), [(State.SENT, "seen"), (State.READ, "seen seen-read"), (State.FAILED, "seen seen-fail")]
)
def test_the_state_is_shown_by_our_own_signs(client: Client, control: Any, state: State, look: str) -> None:
    bubble = said(state=state)
    bubble.error_code = 131026 if state == State.FAILED else None
    bubble.save()
    page = html(client)
    assert page.count(f'<span class="{look}">') == 1
    assert ("(131026)" in page) == (state == State.FAILED)


def test_no_inline_style_or_script_is_used(client: Client, control: Any, officer: None) -> None:
    said()
    page = html(client)
    assert [word in page for word in (" style=", "<style", "<script>", " onclick=", " hx-on")] == [False] * 5


def test_a_mail_is_listed_and_opened(client: Client, control: Any) -> None:
    mail = letters.keep("kominfo@demo.test", MAIL)
    letters.keep("kominfo@demo.test", MAIL)
    assert html(client).count("Laporan menunggu") == 2
    page = html(client, f"/simulator/surat/{mail.id}/")
    assert '<a href="http://127.0.0.1/t/abc" rel="nofollow">http://127.0.0.1/t/abc</a>' in page
    assert "2" in page.split("Message-ID")[0]


# -- News --------------------------------------------------------------------------------------------------------------
def mark(page: str) -> str:
    return page.split("?sejak=")[1].split("&amp;")[0]


def aged(seconds: float) -> None:
    Bubble.objects.update(changed_at=timezone.now() - timedelta(seconds=seconds))
    Phone.objects.update(changed_at=timezone.now() - timedelta(seconds=seconds))


def test_nothing_new_is_204(client: Client, control: Any, officer: None) -> None:
    assert client.get("/simulator/kabar/").status_code == 204
    said()
    aged(10)
    since = mark(html(client))
    assert client.get(f"/simulator/kabar/?sejak={since}").status_code == 204


def test_a_row_that_is_seen_later_than_its_time_says_comes_all_the_same(
    client: Client, control: Any, officer: None
) -> None:
    letters.keep("kominfo@demo.test", MAIL)
    since = mark(html(client))
    said(OFFICER)
    aged(1)  # older than what the page has seen: it was committed after that
    assert '<ol class="msgs" id="pesan-628110000001"' in html(client, f"/simulator/kabar/?sejak={since}")


def test_news_brings_the_conversations_that_changed_and_new_phones(client: Client, control: Any, officer: None) -> None:
    since = timezone.now().isoformat()
    said(OFFICER)
    said(CITIZEN)
    news = html(client, "/simulator/kabar/", data={"sejak": since})
    assert news.count('<ol class="msgs" id="pesan-628110000001"') == 1
    assert news.count('hx-swap-oob="afterbegin:#ponsel"') == 1
    assert news.count('<tbody id="surat" hx-swap-oob="true">') == 1
    assert f"?sejak={board.newest_at().isoformat()[:10]}" in news


def test_a_phone_that_the_page_does_not_show_comes_once_however_late(
    client: Client, control: Any, officer: None
) -> None:
    said(CITIZEN)
    said(OFFICER)
    late = {"sejak": (board.newest_at() - timedelta(seconds=3)).isoformat()}
    digits = CITIZEN.removeprefix("+")
    news = html(client, "/simulator/kabar/", data=late)
    assert (news.count('hx-swap-oob="afterbegin:#ponsel"'), f"warga={digits}" in news) == (1, True)
    assert 'hx-swap-oob="afterbegin:#ponsel"' not in html(client, "/simulator/kabar/", data=late | {"warga": digits})


def test_a_moment_that_is_none_asks_for_everything(client: Client, control: Any) -> None:
    said()
    assert client.get("/simulator/kabar/", {"sejak": "2026-13-45T99:00"}).status_code == 200


# -- Acts --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "data", "asked"),
    [
        ("baca", {"number": OFFICER}, ("POST", "/control/read", {"number": OFFICER})),
        ("tombol", {"wamid": "wamid.x", "index": 1}, ("POST", "/control/press", {"wamid": "wamid.x", "index": 1})),
        (
            "pesan", {"number": OFFICER, "text": "Baik", "profile": "Admin"},
            ("POST", "/control/type", {"number": OFFICER, "text": "Baik", "profile": "Admin"}),
        ),
        (
            "pesan", {"number": OFFICER, "text": "Baik", "reply_to": ["wamid.1", "wamid.2"]},
            ("POST", "/control/type", {"number": OFFICER, "text": "Baik", "profile": "", "reply_to": "wamid.2"}),
        ),
        (
            "keadaan", {"number": OFFICER, "off": "on"},
            ("POST", "/control/phone", {"number": OFFICER, "off": True, "no_whatsapp": False, "blocked": False, "hides_number": False}),
        ),
        (
            "gangguan", {"kind": "131026", "times": "", "target": OFFICER},
            ("POST", "/control/faults", {"kind": "131026", "times": None, "target": OFFICER}),
        ),
        ("gangguan/hapus", {}, ("DELETE", "/control/faults", None)),
    ],
)  # fmt: skip
def test_each_button_is_one_call(client: Client, control: Any, officer: None, name: str, data: Any, asked: Any) -> None:
    answer = client.post(f"/simulator/{name}/", data)
    assert (answer.status_code, answer.headers["Location"].split("#")[0]) == (302, "/simulator/")
    assert control.asked == [(*asked, "token")]


def test_a_photo_goes_along(client: Client, control: Any) -> None:
    photo = SimpleUploadedFile("jalan.jpg", b"jpeg", content_type="image/jpeg")
    client.post("/simulator/pesan/", {"number": CITIZEN, "photo": photo})
    [(_, _, body, _)] = control.asked
    assert body["media"] == {"content": "anBlZw==", "type": "image/jpeg", "name": "jalan.jpg"}


def test_htmx_gets_the_conversation_alone(client: Client, control: Any, officer: None) -> None:
    bubble = said(OFFICER)
    answer = client.post("/simulator/tombol/", {"wamid": bubble.wamid, "index": 0}, headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip()[:45] == '<ol class="msgs" id="pesan-628110000001" tabi'
    answer = client.post("/simulator/gangguan/hapus/", headers={"HX-Request": "true"})
    assert (answer.status_code, "HX-Redirect" in answer.headers) == (204, False)


def test_what_is_missing_is_said_and_nothing_is_called(client: Client, control: Any) -> None:
    answer = client.post("/simulator/pesan/", {"number": CITIZEN}, follow=True)
    assert answer.content.decode().count('class="note note-late"') == 1
    assert control.asked == []


def test_a_simulator_that_is_away_is_said(client: Client, control: Any, settings: Any) -> None:
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    answer = client.post("/simulator/baca/", {"number": OFFICER}, follow=True)
    assert answer.content.decode().count('class="note note-late"') == 1
    answer = client.post("/simulator/baca/", {"number": OFFICER}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/simulator/")


def test_a_refusal_of_the_simulator_is_said(client: Client, control: Any) -> None:
    control.status = 400
    answer = client.post("/simulator/baca/", {"number": "abc"}, follow=True)
    assert answer.content.decode().count('class="note note-late"') == 1


def test_faults_are_listed_by_name(client: Client, control: Any) -> None:
    Fault.objects.create(kind="failed", code=131026, remaining=None)
    Fault.objects.create(kind="smtp_drop", remaining=2)
    assert [(str(trouble.label), trouble.remaining) for trouble in board.troubles()][0] == (
        "131026 · Message undeliverable", None,
    )  # fmt: skip
    assert html(client).count("131026 · Message undeliverable") == 2


def test_the_page_asks_as_little_for_many_phones_as_for_few(
    client: Client, control: Any, django_assert_num_queries: Any
) -> None:
    said(CITIZEN)
    html(client)
    with django_assert_num_queries(10):
        client.get("/simulator/")
    for n in range(3):
        said(f"+62812345678{n:02}")
    with django_assert_num_queries(10):
        client.get("/simulator/")
    assert Phone.objects.count() == 4


def test_a_mail_is_replied_to_where_its_address_says(client: Client, control: Any) -> None:
    raw = MAIL.replace(b"Subject", b"Reply-To: balas+abc@demo.test\r\nSubject")
    mail = letters.keep("siti@mail.test", raw)
    assert client.post(f"/simulator/surat/{mail.id}/balas/", {"text": "Belum menyala."}).status_code == 302
    reply = store.read(Inbound.objects.get(channel="email")).decode()
    for line in ("From: siti@mail.test", "To: balas+abc@demo.test", "In-Reply-To: <m1@x>", "Belum menyala."):
        assert line in reply


def test_a_phone_shows_its_24_hours_and_how_each_message_came(client: Client, control: Any) -> None:
    client.cookies["bahasa"] = "en"
    said()
    assert "24 hours over: templates only" in client.get("/simulator/").content.decode()
    said(direction=Direction.IN, type="text", text="Baik")
    said(type="interactive", text="Silakan")
    page = client.get("/simulator/").content.decode()
    assert ("Free text until" in page, "· template" in page, "· free text" in page) == (True, True, True)


def test_a_message_can_be_quoted_and_the_answer_shows_which(client: Client, control: Any) -> None:
    ours = said(text="Di mana?")
    said(direction=Direction.IN, type="text", text="Di pasar.", answers=ours.wamid)
    page = html(client)
    digits = CITIZEN.removeprefix("+")
    assert f'name="reply_to" value="{ours.wamid}" form="kirim-{digits}"' in page
    assert (page.count('name="reply_to"'), f'id="kirim-{digits}"' in page, "Membalas: Di mana?" in page) == (
        1,
        True,
        True,
    )


def test_meta_s_decision_about_a_template_is_a_button(client: Client, control: Any) -> None:
    Template.objects.create(name="aduan_baru_v1", language="id", body="x", parameter_count=0)
    client.post("/simulator/templat/", {"name": "aduan_baru_v1", "state": "PAUSED"})
    assert control.asked == [("POST", "/control/templates", {"name": "aduan_baru_v1", "state": "PAUSED"}, "token")]
    client.post("/simulator/templat/", {"name": "another_v1", "state": "PAUSED"})
    assert len(control.asked) == 1
