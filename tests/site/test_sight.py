"""What each officer finds of each report at every address of the house: what docs/process.md gives their sight, and no more."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from arcadumas.core.organisation import people
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Attachment, Event
from arcadumas.edges.pages.desk.acts import ACTS
from arcadumas.site import recounting
from tests.cast import Cast
from tests.core.handling.paper import Player, reads, sees
from tests.routes import routes
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


@dataclass(frozen=True, kw_only=True)
class Scene:
    plants: list[Plant]
    officers: list[Officer]

    @cached_property
    def of_word(self) -> dict[str, Plant]:
        return {word: plant for plant in self.plants for word in plant.texts}

    def leaks(self, officer: Officer, address: str, *, in_list: bool = False, own: str = "") -> Iterator[str]:
        """`own`: a text of theirs that they find here."""
        answer = officer.get(address)
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
        yield Scene(plants=plants, officers=[_officer(cast, role) for role in ROLES])
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
    notes = Event.objects.filter(report=plant.report, kind__in=["disposed", "returned"]).order_by("kind", "-seq")
    for event in notes.distinct("kind")[:2]:
        yield f"/meja/{plant.code}/nota/{event.seq}/"
    for photo in Attachment.objects.filter(report=plant.report).order_by("added_at")[:1]:
        yield f"/api/v1/reports/{plant.code}/attachments/{photo.pk}"


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
