"""What each officer finds of each report at every address of the house: what docs/process.md gives their sight, and no more."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from arcadumas.base.papers.drawing import draw
from arcadumas.base.refusals import Refusal
from arcadumas.core.handling import official_note, ombudsman
from arcadumas.core.organisation import people
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Attachment, Event, Promise
from arcadumas.duties.notifications import own_messages
from arcadumas.duties.notifications.models import Message
from arcadumas.edges.pages.desk.acts import ACTS
from arcadumas.site import recounting
from tests.cast import Cast
from tests.core.handling.paper import Player, reads, sees
from tests.routes import routes
from tests.site import leaving
from tests.site.planting import IDENTITY, LINE, Plant, plant_all, words_in

pytestmark = pytest.mark.django_db
ROLES = (
    "front_officer", "front_head", "pupr_head", "dinkes_admin", "alalak_admin", "secretary", "inspector", "regional_head",
    "engineer",
)  # fmt: skip
OF_REPORT = ("/meja/{}/", "/api/v1/reports/{}")
MESSAGES = ("/meja/{}/pesan/", "/api/v1/reports/{}/notifications")
FOR_REPORTER = (
    "title", "body", "place", *IDENTITY, "letter", "question", "draft", "comment", "closing", "referral", "number there",
    "contact", "evidence", *LINE,
)  # fmt: skip
LISTS = (
    "/meja/", "/meja/?lihat=saya", "/meja/?lihat=dikembalikan", "/meja/?lihat=selesai", "/meja/?wilayah=63.04.05", "/meja/sekaligus/",
    "/pimpinan/", "/pimpinan/daftar/?lihat=late", "/pimpinan/daftar/?lihat=urgent", "/pimpinan/instruksi/daftar/?lihat=selesai",
    "/api/v1/reports?page_size=200",
)  # fmt: skip
OF_DESK = ("/meja/?lihat=sp4n", "/meja/?lihat=jawaban-sp4n")
NOTED, REPORTED = {"return", "direction", "direction to support", "first direction"}, {"title", "body"}
EXPORTING = ("FO", "FH", "HE", "IN")
OF_ACT = re.compile(r"^/api/v1/reports/<[^>]*>/([a-z0-9-]+)$")
SAID = "Kami sudah ke lokasi dan akan kembali besok pagi."
OUT = ("keluar", "simulator", "webhooks", "openapi", "<")
SOUGHT = ("whistleblowing, in_work", "confidential, in_work", "about the lead's head, in_work")


@dataclass(frozen=True)
class Officer:
    player: Player
    client: Client
    token: str

    def level(self, plant: Plant) -> str:
        if not sees(self.player, plant.state, plant.kind):
            return "none"
        return reads(self.player, plant.state, plant.kind)

    def may_find(self, plant: Plant, *, in_list: bool) -> set[str]:
        """Which of its texts. A list has none of what is read with an entry in the audit trail alone."""
        every, level = set(plant.texts.values()) - set(IDENTITY), self.level(plant)
        if level == "none":
            return set()
        if level == "returned":
            return {"return"}
        if level == "read" and not (in_list and plant.kind.whistleblowing):
            return every
        is_theirs = self.player.role == "SE" or self.player.unit == "pupr"
        return {*LINE, *(["order"] if is_theirs else [])} & every

    def get(self, address: str) -> Any:
        """As a program by the API, else as the page of a browser that fetches its parts."""
        is_part = address.startswith("/meja/") and address.count("/") == 4
        headers = {"Authorization": f"Bearer {self.token}"} if address.startswith("/api/") else {}
        headers |= {"HX-Request": "true"} if is_part else {}
        return self.client.get(address, headers=headers)

    def post(self, address: str, typed: dict[str, str]) -> Any:
        """The page that stands after it, too."""
        if not address.startswith("/api/"):
            return self.client.post(address, typed, follow=True)
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.client.post(address, typed, content_type="application/json", headers=headers)


@dataclass(frozen=True, kw_only=True)
class Scene:
    cast: Cast
    plants: list[Plant]
    officers: list[Officer]

    @cached_property
    def of_word(self) -> dict[str, Plant]:
        return {word: plant for plant in self.plants for word in plant.texts}

    def named(self, plant: str) -> Plant:
        return next(one for one in self.plants if str(one) == plant)

    def found(self, said: str) -> set[tuple[Plant, str]]:
        """Which texts of which reports."""
        words = set(words_in(said)) & set(self.of_word)
        return {(self.of_word[word], self.of_word[word].texts[word]) for word in words}

    def leaks(self, officer: Officer, address: str, *, in_list: bool = False, own: str = "") -> Iterator[str]:
        """`own`: a text of theirs that they find here."""
        yield from self.leaks_of(officer, officer.get(address), address, in_list=in_list, own=own)

    def leaks_of(self, officer: Officer, answer: Any, address: str, *, in_list: bool = False, own: str = "") -> Iterator[str]:  # fmt: skip
        said = text_of(answer)
        for word in set(words_in(said)) & set(self.of_word) - set(words_in(address)):
            plant = self.of_word[word]
            if plant.texts[word] not in {own, *officer.may_find(plant, in_list=in_list)}:
                yield f"{officer.player.name} finds {plant.texts[word]} of {plant} at {address}"
        for plant in self.plants:
            if plant.code in said and officer.level(plant) == "none":
                yield f"{officer.player.name} finds the code of {plant} at {address}"


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        cast = Cast.assemble()
        plants = plant_all(cast)
        recounting.count_all()
        yield Scene(cast=cast, plants=plants, officers=[_officer(cast, role) for role in ROLES])
        transaction.set_rollback(True)


def _officer(cast: Cast, role: str) -> Officer:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.person(role))
    return Officer(Player(role, getattr(cast, role)), client, people.add_token(cast.person(role)))


def text_of(answer: Any) -> str:
    """Heads and body; what is written in a PDF or a Word file."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"%PDF"):
        body = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).encode()
    elif body.startswith(b"PK"):
        package = zipfile.ZipFile(io.BytesIO(body))
        body = b"\n".join(map(package.read, package.namelist()))
    return "\n".join([*map(str, answer.headers.items()), body.decode(errors="replace")])


def addresses_of(plant: Plant) -> Iterator[str]:
    yield from (address.format(plant.code) for address in OF_REPORT)
    yield from (address.format(plant.code) for address in MESSAGES if plant.kind.confidential)
    yield from (f"/meja/{plant.code}/nota/{seq}/" for seq in notes_of(plant))
    for photo in Attachment.objects.filter(report=plant.report).order_by("added_at")[:1]:
        yield f"/api/v1/reports/{plant.code}/attachments/{photo.pk}"


def notes_of(plant: Plant) -> list[int]:
    """The newest line of each kind that a note is written of."""
    lines = Event.objects.filter(report=plant.report, kind__in=official_note.NOTED).order_by("kind", "-seq")
    return list(lines.distinct("kind").values_list("seq", flat=True))


def addresses() -> Iterator[str]:
    """Those that name nothing."""
    yield from (route for route in routes() if not any(word in route for word in OUT))


def test_the_pages_of_a_report_print_what_its_reader_sees(scene: Scene) -> None:
    wrong = []
    for plant in scene.plants:
        found = list(addresses_of(plant))
        for officer in scene.officers:
            asked = found if officer.level(plant) != "none" else found[:1]
            wrong += [leak for address in asked for leak in scene.leaks(officer, address)]
    assert wrong == []


def test_so_do_the_forms_and_the_notes_of_who_sees_the_line_alone(scene: Scene) -> None:
    plant = next(one for one in scene.plants if str(one) == "confidential, in_work")
    wrong, own = [], {"alalak_admin": "part"}  # of the answer, in the form by which its unit mends it
    for officer in scene.officers:
        if officer.player.name in ("alalak_admin", "inspector"):
            for act in ACTS:
                wrong += scene.leaks(officer, f"/meja/{plant.code}/{act.noun}/", own=own.get(officer.player.name, ""))
    assert wrong == []


def lists_of(officer: Officer) -> Iterator[str]:
    yield from LISTS
    yield from OF_DESK if officer.player.role == "FO" else ()
    yield from addresses() if officer.player.role == "FH" else ()


def searches(plants: list[Plant]) -> Iterator[str]:
    """By code, by the first word, and by tracking ID."""
    for plant in plants:
        if str(plant) in SOUGHT:
            yield plant.code
            yield next(iter(plant.texts))
            yield from (f"77{word}" for word, text in plant.texts.items() if text == "tracking")


def test_no_list_no_search_and_no_other_page_prints_more(scene: Scene) -> None:
    sought = [f"/api/v1/reports?q={text}" for text in searches(scene.plants)]
    wrong = []
    for officer in scene.officers:
        for address in (*lists_of(officer), *sought):
            wrong += scene.leaks(officer, address, in_list=True)
    assert wrong == []


def test_a_reporter_finds_what_was_said_to_them_and_nothing_of_what_officers_write_among_themselves(scene: Scene) -> None:  # fmt: skip
    wrong = []
    for plant in scene.plants:
        secret = identity.secret_of(plant.report)
        visitor = Client(headers={"accept-language": "en", "report-secret": secret})
        pages = [visitor.get(f"/api/v1/reports/{plant.code}"), visitor.get("/lacak/", {"code": plant.code, "secret": secret}, follow=True)]  # fmt: skip
        assert [page.status_code for page in pages] == [200, 200]
        found = {word for page in pages for word in words_in(text_of(page)) if word in scene.of_word}
        for other in (scene.of_word[word] for word in found):
            if other.whole != plant.whole:
                wrong.append(f"{other} by {plant}")
        wrong += [
            f"{text} of {plant}" for text in {plant.texts.get(word, "title") for word in found} - set(FOR_REPORTER)
        ]
    assert wrong == []


def test_who_may_read_a_text_finds_it(scene: Scene) -> None:
    """Else finding nothing where nothing may be found would mean nothing."""
    (head,) = (officer for officer in scene.officers if officer.player.name == "pupr_head")
    for name in ("complaint, in_work", "complaint, closed"):
        plant = next(one for one in scene.plants if str(one) == name)
        found = {plant.texts[word] for word in words_in(" ".join(text_of(head.get(address)) for address in addresses_of(plant))) if word in plant.texts}  # fmt: skip
        assert set(plant.texts.values()) - found == set(IDENTITY)


# -- Papers ------------------------------------------------------------------------------------------------------------
def note(officer: Officer, plant: Plant, seq: int, *, with_text: bool) -> str:
    try:
        return str(asdict(official_note.write(plant.code, seq, by=officer.player.actor, with_text=with_text)))
    except Refusal as refusal:
        return str(refusal.sentence)


def test_an_official_note_holds_what_its_reader_sees_and_the_reports_words_for_who_may_take_them_out(scene: Scene) -> None:  # fmt: skip
    wrong, taken = [], set()
    readers = [(plant, officer) for plant in scene.plants for officer in scene.officers if officer.level(plant) != "none"]  # fmt: skip
    for plant, officer in readers:
        with_text = officer.player.role in EXPORTING
        words = NOTED | (REPORTED if with_text else set())
        said = "".join(note(officer, plant, seq, with_text=with_text) for seq in notes_of(plant))
        for other, text in scene.found(said):
            taken.add(text)
            if other.whole != plant.whole or text not in officer.may_find(other, in_list=False) & words:
                wrong.append(f"{text} of {other} for {officer.player.name} with that of {plant}")
    assert wrong == []
    assert taken >= {"return", "direction to support", *REPORTED}


def test_as_a_file_too(scene: Scene) -> None:
    """Drawn the same for everybody: three readers stand for all."""
    for name, plant, texts in (
        ("pupr_head", "complaint, in_work", {"direction", "title", "body"}),
        ("secretary", "confidential, in_work", set()),
        ("dinkes_admin", "complaint, in_work", {"return"}),
    ):
        (officer,) = (one for one in scene.officers if one.player.name == name)
        report = scene.named(plant)
        kind = "returned" if texts == {"return"} else "disposed"
        unit = "dinkes" if kind == "returned" else "pupr"
        seq = Event.objects.get(report=report.report, kind=kind, facts__unit=unit).seq
        asked = {"with_text": "on"} if "body" in texts else {}
        for form in ("pdf", "docx"):
            answer = officer.client.post(f"/meja/{report.code}/nota/{seq}/", {"format": form, **asked})
            assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
            assert {text for _plant, text in scene.found(text_of(answer))} == texts


def test_what_a_reporter_takes_along_is_theirs_alone(scene: Scene) -> None:
    """The file for the Ombudsman is shown to others: it names nobody. The package of own data does."""
    Promise.objects.filter(unit=None).update(due_at="2026-01-05T01:00:00Z", state="broken")
    wrong = []
    for plant in scene.plants:
        by = scene.cast.reporter(plant.report)
        try:
            file = str(asdict(ombudsman.file(plant.code, by=by)))
        except Refusal as refusal:
            assert plant.state == "referred"
            file = str(refusal.sentence)
        own = str(own_messages.take_out(plant.code, by=by).described)
        for said, known in ((file, {*FOR_REPORTER} - {*IDENTITY}), (own, {*FOR_REPORTER, "email"})):
            wrong += [f"{text} of {other} for {plant}" for other, text in scene.found(said) if other.whole != plant.whole or text not in known]  # fmt: skip
    assert wrong == []


def test_and_whole(scene: Scene) -> None:
    plant = scene.named("complaint, closed")
    by = scene.cast.reporter(plant.report)
    content, _type = draw(ombudsman.file(plant.code, by=by), "pdf")
    file = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    own = str(own_messages.take_out(plant.code, by=by).described)
    said = {"title", "body", "place", "question", "letter", "draft", "comment", "closing"}
    assert {text for _plant, text in scene.found(file)} == said | {"tracking"}
    assert {text for _plant, text in scene.found(own)} == said | {"tracking", "evidence", *IDENTITY}


# -- Messages ----------------------------------------------------------------------------------------------------------
TOLD = {
    "post": {"order"},  # the indicator, in the mail to the unit that is to reach it
    "reporter": {"phone", "email", "tracking", "bodies outside"},
    "outside": {"email", "bodies outside"},
}
WRITTEN = {"question", "draft"}  # by mail, to the reporter of an open report


def test_messages_carry_codes_and_addresses_and_nobodys_words(scene: Scene, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    leaving.with_all_channels(settings)
    leaving.tell_all()
    wrong, found, pressed = [], set(), set()
    for each in leaving.sent(monkeypatch):
        told = {notice.report_id for notice in each.message.notices.all()}
        whose = {plant.whole for plant in scene.plants if plant.report.pk in told}
        for plant, text in scene.found(each.text):
            found.add((each.recipient, text))
            is_written = each.message.channel == "email" and each.recipient == "reporter" and plant.report.is_open
            if plant.whole not in whose or text not in TOLD[each.recipient] | (WRITTEN if is_written else set()):
                wrong.append(f"{text} of {plant} by {each.message.channel} to {each.recipient}: {each.message.purpose}")
        for plant in scene.plants:
            is_special = plant.kind.whistleblowing or "about" in plant.kind.name
            is_told = plant.whole in whose and not (is_special and each.recipient == "post")
            if plant.code in each.text and not is_told:
                wrong.append(f"code of {plant} to {each.recipient}: {each.message.purpose}")
        key = (each.message.purpose, *whose)
        if each.message.channel == "push" and each.message.purpose.startswith("special") and key not in pressed:
            pressed.add(key)
            page = "".join(text_of(answer) for answer in bearing(re.search(r"/t/[\w-]+/", each.text)))  # type: ignore[arg-type]
            wrong += [f"{text} of {plant} behind its link" for plant, text in scene.found(page)]
            wrong += [f"code of {plant} behind its link" for plant in scene.plants if plant.code in page]
    assert wrong == []
    expected = {**TOLD, "reporter": TOLD["reporter"] | WRITTEN}
    assert found == {(recipient, text) for recipient, texts in expected.items() for text in texts}
    assert {message.channel for message in Message.objects.all()} == {"whatsapp", "email", "push"}
    assert len(pressed) > 5


def bearing(link: re.Match[str]) -> tuple[Any, Any]:
    """What somebody sees to whom the message was passed on, who presses the button too."""
    stranger = Client(headers={"accept-language": "en"})
    return stranger.get(link[0]), stranger.post(link[0])


# -- What stands after an act ------------------------------------------------------------------------------------------
DONE = {
    "desk": (("catatan", "text"), ("mendesak", "reason"), ("bagian-jawaban", "text")),
    "API": (("notes", "text"), ("urgency", "reason"), ("answer-part", "text")),
}


def test_the_answer_to_an_act_tells_no_more_than_the_page(scene: Scene) -> None:
    """Done, refused or mistyped, of who sees the line of a confidential report alone."""
    plant, wrong, statuses = scene.named("confidential, in_work"), [], set()
    nouns = sorted({found[1] for route in routes() if (found := OF_ACT.search(route))})
    desk, api = f"/meja/{plant.code}/{{}}/", f"/api/v1/reports/{plant.code}/{{}}"
    done = [(place.format(noun), {field: SAID}) for place, acts in ((desk, DONE["desk"]), (api, DONE["API"])) for noun, field in acts]  # fmt: skip
    mistyped = [(api.format(noun), dict[str, str]()) for noun in nouns]
    for name, asked, own in (("alalak_admin", [*done, *mistyped], "part"), ("inspector", done, "")):
        (officer,) = (one for one in scene.officers if one.player.name == name)
        for address, typed in asked:
            with transaction.atomic():
                answer = officer.post(address, typed)
                wrong += scene.leaks_of(officer, answer, address, own=own)
                statuses.add(answer.status_code)
                transaction.set_rollback(True)
    assert wrong == []
    assert {200, 201, 403, 409, 422} <= statuses
