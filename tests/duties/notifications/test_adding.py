"""Officials add rules out of the events and words that exist; such a rule tells like any other, of nothing special, and can be ended."""

from typing import Any

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless, Stale, Unfit
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.handling.verify import Finding
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import adding, ruling, saying
from arcadumas.duties.notifications.audiences import AUDIENCES
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice, Rule
from tests.builders import disposed, in_work
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

VALUES = {"mode": "first_then", "minutes": 20}


pytestmark = pytest.mark.usefixtures("both_channels")


def told(report: Report, kind: str) -> list[str]:
    found = Notice.objects.filter(event__report=report, event__kind=kind, person__isnull=False).order_by("id")
    return list(found.values_list("person__login", flat=True))


def taken_over(cast: Cast, **values: Any) -> Report:
    report = in_work(cast, **values).report
    take_over(report.code, by=cast.pupr_substitute)
    tell_all()
    return report


def test_of_an_event_that_nobody_heard_of_the_regional_head_hears_by_an_added_rule(cast: Cast):
    assert told(taken_over(cast), "taken_over") == []
    adding.add(by=cast.front_head, event="taken_over", words="leaders", audience="regional_head", values=VALUES)
    report = taken_over(cast)
    assert told(report, "taken_over") == ["bupati"]
    message = Message.objects.get(notices__event__report=report, notices__event__kind="taken_over")
    text = str(content_of(message.pk, bytes(message.text)))
    assert (message.channel, report.code in text, report.title in text) == ("whatsapp", True, False)


def test_its_conditions_hold_and_of_special_reports_it_says_nothing(cast: Cast):
    values = {**VALUES, "only_urgent": True}
    adding.add(by=cast.front_head, event="taken_over", words="leaders", audience="secretary", values=values)
    assert told(taken_over(cast), "taken_over") == []
    assert told(taken_over(cast, finding=Finding(is_urgent=True)), "taken_over") == ["sekda"]
    special = Finding(is_urgent=True, about_logins=["dinkes.kepala"])
    assert told(taken_over(cast, finding=special), "taken_over") == []


def test_shipped_words_go_to_somebody_else_under_their_conditions_of_the_event_and_to_nobody_twice(cast: Cast):
    before = disposed(cast).report
    tell_all()
    adding.add(by=cast.front_head, event="accepted", words="leaders", audience="secretary", values=VALUES)
    adding.add(by=cast.front_head, event="closed", words="closed-team", audience="front_desk", values=VALUES)
    adding.add(by=cast.front_head, event="disposed", words="disposed-head", audience="head", values=VALUES)
    report = disposed(cast).report
    tell_all()
    assert sorted(told(report, "disposed")) == sorted(told(before, "disposed"))


@pytest.mark.parametrize("event", adding.events())
@pytest.mark.django_db
def test_every_event_has_words_and_each_is_for_somebody(cast: Cast, event: str):
    known = adding.patterns(event)
    assert "leaders" in known
    for name, one in known.items():
        assert one.audiences, name
        assert one.audiences <= {*AUDIENCES, "reporter"} & set(saying.AUDIENCES)
        assert (one.audiences == {"reporter"}) == one.stem.startswith("aduan_warga_")


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"words": "disposed-reporter"}, "audience"),  # the reporter's words to an officer
        ({"words": "disposed-team"}, "audience"),  # with a button that a Sekda may not press
        ({"words": "nothing"}, "words"),
        ({"event": "unreachable"}, "words"),
        ({"values": {"outside": "drop"}}, "outside"),
        ({"values": {"minutes": 0}}, "minutes"),
    ],
)
def test_what_does_not_go_together_is_refused(cast: Cast, chosen: dict[str, Any], field: str):
    before = Rule.objects.count()
    with pytest.raises(Unfit) as refused:
        adding.add(**{"by": cast.front_head, "event": "disposed", "words": "leaders", "audience": "secretary", "values": VALUES, **chosen})  # fmt: skip
    assert refused.value.errors[0].field == field
    assert Rule.objects.count() == before


def test_the_same_rule_is_not_added_twice(cast: Cast):
    values = {"by": cast.front_head, "event": "accepted", "words": "leaders", "audience": "secretary"}
    adding.add(**values, values=VALUES)
    with pytest.raises(Unfit):
        adding.add(**values, values=VALUES)
    adding.add(**values, values={**VALUES, "minutes": 45})


@pytest.mark.parametrize("role", ["front_officer", "regional_head", "engineer", "pupr_head"])
def test_only_the_head_of_the_front_desk_adds_and_ends(cast: Cast, role: str):
    with pytest.raises(Powerless):
        adding.add(by=getattr(cast, role), event="accepted", words="leaders", audience="secretary", values=VALUES)
    own = adding.add(by=cast.front_head, event="accepted", words="leaders", audience="secretary", values=VALUES)
    with pytest.raises(Powerless):
        adding.end(own.key, by=getattr(cast, role), revision=0)


def test_an_ended_rule_tells_no_more_and_both_are_written_down(cast: Cast):
    own = adding.add(by=cast.front_head, event="taken_over", words="leaders", audience="regional_head", values=VALUES)
    report = taken_over(cast)
    ruling.change(own.key, by=cast.front_head, revision=0, values={"minutes": 50})
    with pytest.raises(Stale):
        adding.end(own.key, by=cast.front_head, revision=0)
    adding.end(own.key, by=cast.front_head, revision=1)
    assert told(report, "taken_over") == ["bupati"]
    assert told(taken_over(cast), "taken_over") == []
    entries = Entry.objects.filter(subject=f"notice_rule:{own.key}").order_by("seq")
    assert [(each.act, each.by) for each in entries] == [
        ("rule_added", "kominfo.kepala"),
        ("rule_changed", "kominfo.kepala"),
        ("rule_ended", "kominfo.kepala"),
    ]


def test_a_shipped_rule_is_not_ended_and_neither_is_the_last_that_tells_of_something_vital(cast: Cast):
    with pytest.raises(OutOfTurn) as refused:
        adding.end("closed-head", by=cast.front_head, revision=0)
    assert refused.value.code == "rule.shipped"
    own = adding.add(
        by=cast.front_head, event="received", words="received-front-desk", audience="front_desk", values=VALUES
    )
    ruling.change("received-front-desk", by=cast.front_head, revision=0, values={"is_active": False})
    with pytest.raises(OutOfTurn) as refused:
        adding.end(own.key, by=cast.front_head, revision=0)
    assert refused.value.code == "rule.vital"
