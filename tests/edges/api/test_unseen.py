"""What one may not see is not told by any door: not by a list, a count, a search, a tag, nor by what the answer costs."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.base import codes
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.merge import merge, unmerge
from arcadumas.core.handling.relate import relate
from arcadumas.core.handling.split import Part, split
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.organisation.actors import HOUSE
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports import journal
from arcadumas.core.reports.facts import Linked
from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import About, Follower, Report, State
from arcadumas.site import recounting
from tests import builders
from tests.cast import Cast
from tests.edges.api.ring import REASON, Ring
from tests.routes import routes

pytestmark = pytest.mark.django_db
NOWHERE = codes.new_code()  # well formed; of no report
WORD = "Kucingrahasia"
Hide = Callable[[Cast], Report]


@pytest.fixture
def ring() -> Ring:
    return Ring(cast=Cast.assemble())


def of_another_unit(cast: Cast) -> Report:
    return builders.in_work(cast, to="63.04.05", title=f"{WORD} di jalan").report


def about_the_head(cast: Cast) -> Report:
    report = builders.in_work(cast, title=f"{WORD} di kantor").report
    About.objects.create(report=report, person=cast.person("pupr_head"))
    return report


def about_the_unit(cast: Cast) -> Report:
    report = builders.in_work(cast, title=f"{WORD} di dinas").report
    About.objects.create(report=report, unit=Unit.objects.get(code="pupr"))
    return report


def whistleblowing(cast: Cast) -> Report:
    report = builders.in_work(cast, title=f"{WORD} dari dalam").report
    Report.objects.filter(pk=report.pk).update(is_whistleblowing=True)
    return report


def about_the_inspectorate(cast: Cast) -> Report:
    report = whistleblowing(cast)
    About.objects.create(report=report, unit=Unit.objects.get(code="inspektorat"))
    return report


def not_yet_passed_on(cast: Cast) -> Report:
    return builders.verified(cast, title=f"{WORD} di meja").report


HIDDEN = [of_another_unit, about_the_head, about_the_unit, whistleblowing, not_yet_passed_on]
EACH = pytest.mark.parametrize("hide", HIDDEN, ids=lambda hide: hide.__name__)
READS = ("/reports/{}", "/reports/{}/notifications", "/reports/{}/attachments/00000000-0000-4000-8000-000000000000")
ACTS = {
    "acceptance": {}, "return": {"reason": REASON}, "notes": {"text": "Catatan."}, "response": {"text": builders.ANSWER}, "takeover": {},
    "instruction-completion": {"note": REASON}, "urgency": {"reason": REASON}, "disclosure": {"reason": REASON},
}  # fmt: skip


def asked(call: Callable[[], Any]) -> tuple[int, str, list[str]]:
    """Status, what it says, and the statements it took with their values left out."""
    with CaptureQueriesContext(connection) as queries:
        answer = call()
    said = answer.content.decode() if answer["Content-Type"].endswith("json") else ""
    return answer.status_code, said, [re.sub(r"'[^']*'|\b\d+\b|SAVEPOINT.*", "?", one["sql"]) for one in queries]


@EACH
def test_by_the_api_it_is_as_if_there_were_no_such_report(ring: Ring, hide: Hide) -> None:
    report = hide(ring.cast)
    ring.get("/me", by="pupr_head")
    for path in READS:
        unseen, nothing = (asked(lambda c=c, p=path: ring.get(p.format(c), by="pupr_head")) for c in (report.code, NOWHERE))  # fmt: skip
        assert (path, unseen) == (path, nothing)
        assert unseen[0] == 404
    for noun, body in ACTS.items():
        unseen, nothing = (asked(lambda c=c, n=noun, b=body: ring.post(f"/reports/{c}/{n}", b, by="pupr_head", If_Match='"1"')) for c in (report.code, NOWHERE))  # fmt: skip
        assert (noun, unseen) == (noun, nothing)
        assert unseen[0] == 404


@EACH
def test_by_the_desk_too(ring: Ring, hide: Hide) -> None:
    report = hide(ring.cast)
    client = Client()
    client.force_login(ring.cast.person("pupr_head"))
    client.get("/meja/")
    for path in ("/meja/{}/", "/meja/{}/pesan/"):
        unseen, nothing = (asked(lambda c=c, p=path: client.get(p.format(c))) for c in (report.code, NOWHERE))
        assert (path, unseen) == (path, nothing)
    unseen, nothing = (asked(lambda c=c: client.post(f"/meja/{c}/catatan/", {"text": "Catatan."})) for c in (report.code, NOWHERE))  # fmt: skip
    assert unseen == nothing
    assert unseen[0] == 404


def test_every_address_of_a_report_answers_of_one_unseen_as_of_none(ring: Ring) -> None:
    """Status, words and statements: by desk and API, for the acts as well. What is posted fits no act, for that is asked after."""
    report = about_the_head(ring.cast)
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(ring.cast.person("pupr_head"))

    def call(route: str, code: str) -> Any:
        address = re.sub(r"<uuid:key>|<key>", str(uuid.UUID(int=0)), re.sub(r"<code:code>|<code>", code, route))
        address = re.sub(r"<[^>]+>", "1", address)
        if address.startswith("/api/v1"):
            return ring.post(address.removeprefix("/api/v1"), {}, by="pupr_head", If_Match='"1"')
        return desk.post(address, {"version": "1"})

    of_report = [route for route in routes() if re.search("<code:code>|reports/<code>", route)]
    for code in (NOWHERE, report.code):
        call("/meja/<code:code>/", code), call("/api/v1/reports/<code>/notes", code)
    differing = [route for route in of_report if asked(partial(call, route, report.code)) != asked(partial(call, route, NOWHERE))]  # fmt: skip
    found = {call(route, report.code).status_code for route in of_report}
    assert (differing, found) == ([], {404, 405})
    assert len(of_report) > 100


OVERSEERS = [("front_head", whistleblowing), ("secretary", whistleblowing), ("inspector", about_the_inspectorate)]


@pytest.mark.parametrize(("reader", "hide"), [*(("pupr_head", hide) for hide in HIDDEN), *OVERSEERS])
def test_no_list_search_count_or_figure_has_it(ring: Ring, reader: str, hide: Hide) -> None:
    own = builders.in_work(ring.cast).report
    client = Client(headers={"accept-language": "en"})
    client.force_login(ring.cast.person(reader))
    pages = ("/meja/", "/meja/?lihat=saya", "/meja/?lihat=dikembalikan", "/meja/?lihat=selesai", f"/meja/?q={WORD}", "/pimpinan/", "/pimpinan/daftar/?lihat=late")  # fmt: skip
    calls = ("/reports", "/reports?state=in_work", "/reports?unit=pupr", "/reports?unit=63.04.05", "/reports?overdue=false", f"/reports?q={WORD}", "/figures")  # fmt: skip

    def seen() -> list[str]:
        recounting.count_all()
        found = [client.get(page).content.decode() for page in pages]
        found = [
            re.sub(r"name=\"csrfmiddlewaretoken\" value=\"[^\"]+\"|\d\d:\d\d|datetime=\"[^\"]+\"", "", one)
            for one in found
        ]
        return found + [re.sub(r'"as_of":"[^"]+"', "", ring.get(call, by=reader).content.decode()) for call in calls]  # fmt: skip

    before = seen()
    report = hide(ring.cast)
    assert seen() == before
    assert not any(report.code in one or WORD in one.replace(f"“{WORD}”", "").replace(f'value="{WORD}"', "") for one in before[:1])  # fmt: skip
    assert any(own.code in one for one in before)


def test_a_unit_that_gave_it_back_learns_nothing_of_what_follows(ring: Ring) -> None:
    receipt = builders.disposed(ring.cast, title=f"{WORD} di jalan")
    give_back(receipt.report.code, by=ring.cast.pupr_admin, reason=REASON)

    def seen() -> list[Any]:
        found = ring.get(f"/reports/{receipt.report.code}", by="pupr_admin")
        one, tag = found.json(), found["ETag"]
        (row,) = ring.get("/reports", by="pupr_admin").json()["results"]
        beside = [ring.get(f"/reports/{receipt.report.code}/{noun}", by="pupr_admin") for noun in ("notifications", "attachments", "similar")]  # fmt: skip
        return [one, row, tag, *((each.status_code, each.content) for each in beside)]

    before = seen()
    ring.act(receipt, "disposition", {"unit": "63.04.05", "instruction": ""}, by="front_officer")
    assert seen() == before
    ring.act(receipt, "acceptance", {}, by="alalak_admin")
    ring.act(receipt, "notes", {"text": "Besok ditinjau."}, by="alalak_admin")
    ring.act(receipt, "response", {"text": builders.ANSWER, "final": True}, by="alalak_head")
    change = {"kind": "aspiration", "is_urgent": True, "is_oversight": True, "visibility": ["confidential"]}
    assert ring.act(receipt, "classification", change, by="front_officer").status_code == 201
    Follower.objects.create(report=receipt.report, slip=b"slip", at=timezone.now())
    ring.act(receipt, "closing", {"reason": REASON}, by="front_officer")
    assert seen() == before
    told = [before[0][name] for name in ("state", "closed_by", "class", "is_urgent", "visibility", "kin", "version")]
    assert told == ["verified", None, "complaint", False, [], {"main": None, "joined": [], "related": [], "followers": 0}, before[0]["story"][-1]["seq"]]  # fmt: skip
    assert before[2] == f'"{before[0]["version"]}"'
    assert (before[0]["title"], before[0]["unit"], before[0]["due"]["promises"]) == (None, None, [])
    assert Report.objects.get(pk=receipt.report.pk).state == "closed"


def test_no_filter_asks_out_what_became_of_a_report_that_was_given_back(ring: Ring) -> None:
    receipt = builders.disposed(ring.cast)
    give_back(receipt.report.code, by=ring.cast.pupr_admin, reason=REASON)
    calls = (*(f"/reports?state={state}" for state in State.values), "/reports?unit=63.04.05", "/reports?unit=pupr", "/reports?overdue=true", "/reports?overdue=false", f"/reports?q={receipt.report.code}&unit=63.04.05")  # fmt: skip

    def found() -> list[list[str]]:
        return [[each["code"] for each in ring.get(call, by="pupr_admin").json()["results"]] for call in calls]

    before = found()
    ring.act(receipt, "disposition", {"unit": "63.04.05", "instruction": ""}, by="front_officer")
    assert found() == before == [[]] * len(calls)
    Report.objects.filter(pk=receipt.report.pk).update(due_at=timezone.now() - timedelta(days=2))
    assert found() == before
    listed = ring.get("/reports", by="pupr_admin").json()["results"]
    assert [(each["code"], each["unit"], each["due"]) for each in listed] == [
        (receipt.report.code, None, {"next": None, "promises": []})
    ]
    assert [each["code"] for each in ring.get("/reports?unit=63.04.05", by="alalak_admin").json()["results"]] == [
        receipt.report.code
    ]


def test_an_officer_whose_post_has_ended_sees_nothing_by_any_door(ring: Ring) -> None:
    report = builders.in_work(ring.cast).report
    token = ring.token("pupr_admin")
    assert ring.get(f"/reports/{report.code}", by=token).status_code == 200
    ring.cast.person("pupr_admin").posts.update(valid_to="2020-12-31")
    assert ring.get(f"/reports/{report.code}", by=token).status_code == 404
    assert ring.get("/reports", by=token).json()["results"] == []
    assert ring.post(f"/reports/{report.code}/notes", {"text": "Catatan."}, by=token).status_code == 404


def test_a_tracking_id_of_an_unseen_report_names_no_code(ring: Ring) -> None:
    hidden, own = builders.received().report, builders.verified(ring.cast)
    body = {"tracking_id": "91648207", "entered_at": "2026-01-05T10:00:00+08:00"}
    ring.post(f"/reports/{hidden.code}/sp4n-link", body, by="front_officer")
    verify(hidden.code, by=ring.cast.front_officer, finding=Finding(is_whistleblowing=True))
    refused = ring.act(own, "sp4n-link", body, by="front_officer")
    assert (refused.status_code, hidden.code in refused.content.decode()) == (422, False)


def merged(cast: Cast, seen: Report, hidden: Report) -> None:
    merge(hidden.code, into=seen.code, by=cast.front_head)


def unmerged(cast: Cast, seen: Report, hidden: Report) -> None:
    merged(cast, seen, hidden)
    unmerge(hidden.code, by=cast.front_head)


def related(cast: Cast, seen: Report, hidden: Report) -> None:
    relate(seen.code, to=hidden.code, by=cast.front_head)


def followed_up(cast: Cast, seen: Report, hidden: Report) -> None:
    Report.objects.filter(pk=hidden.pk).update(previous=seen)
    journal.write(seen, Linked(code=hidden.code, is_newer=True), by=HOUSE, at=journal.now())


@pytest.mark.parametrize("bind", [merged, unmerged, related, followed_up])
def test_no_line_beside_a_report_gives_the_code_of_one_unseen(ring: Ring, bind: Callable[[Cast, Report, Report], None]) -> None:  # fmt: skip
    seen, hidden = builders.in_work(ring.cast).report, builders.received().report
    bind(ring.cast, seen, hidden)
    About.objects.create(report=hidden, person=ring.cast.person("pupr_head"))

    def doors(role: str) -> list[str]:
        client = Client(headers={"accept-language": "en"})
        client.force_login(ring.cast.person(role))
        return [ring.get(f"/reports/{seen.code}", by=role).content.decode(), client.get(f"/meja/{seen.code}/").content.decode()]  # fmt: skip

    assert [hidden.code in door for door in doors("pupr_head")] == [False, False]
    assert all("(not shown to you)" in door for door in doors("pupr_head"))
    assert [hidden.code in door for door in doors("front_head")] == [True, True]


def test_a_part_that_a_unit_gave_back_stands_beside_the_whole_no_more(ring: Ring) -> None:
    whole = builders.in_work(ring.cast).report
    (part,) = split(whole.code, parts=[Part(unit="pupr", title=f"{WORD} di jalan")], by=ring.cast.front_head)
    shown = ring.get(f"/reports/{whole.code}", by="pupr_admin").json()
    assert [each["title"] for each in shown["parts"]] == [f"{WORD} di jalan"]
    give_back(part.code, by=ring.cast.pupr_admin, reason=REASON)
    ring.act(
        Receipt(report=part, secret=""), "disposition", {"unit": "63.04.05", "instruction": ""}, by="front_officer"
    )
    shown = ring.get(f"/reports/{whole.code}", by="pupr_admin").json()
    assert (shown["parts"], WORD in str(shown)) == ([], False)
