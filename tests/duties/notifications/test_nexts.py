"""What happens next, said from what is so."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils import translation

from arcadumas.duties.notifications import nexts
from arcadumas.duties.notifications.listing import Line

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # 14.00 in WITA
SOON = NOW + timedelta(minutes=20)


def line(state: str, *, channel: str = "whatsapp", at: datetime = NOW, attempts: int = 0, code: str = "", notice: Any = None, title: str = "Admin", kind: str = "post") -> Line:  # fmt: skip
    message = SimpleNamespace(next_at=at, carrier=channel, error_code=code)
    return cast(
        Line,
        SimpleNamespace(
            id=object(), state=state, channel=channel, attempts=attempts, message=message, notice=notice or a_notice(), title=title,
            recipient={"kind": kind},
        ),
    )  # fmt: skip


def a_notice(**values: Any) -> Any:
    known = {"pk": 1, "event_id": 1, "purpose": "disposed", "created_at": NOW, "fallback_at": None, "settled_at": None, "lost_at": None}  # fmt: skip
    return SimpleNamespace(**{**known, **values})


def said(one: Line, *others: Line, holds: Any = None) -> str:
    with translation.override("en"):
        return nexts.sentence(one, [one, *others], holds or {}, NOW)


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (line("queued"), ""),
        (line("queued", at=SOON, attempts=2), "tried again at 14:20"),
        (line("queued", at=SOON), "held until 14:20"),
        (line("queued", at=NOW + timedelta(hours=17)), "held until Wednesday 25 Nov, 07:00"),
        (line("superseded"), "no longer needed: somebody had acted before it went out"),
        (line("superseded", code="cancelled"), ""),
        (line("sent", notice=a_notice(fallback_at=SOON)), "unless it arrives by 14:20, e-mail takes over"),
        (line("sent"), ""),
        (line("read"), ""),
        (line("failed", notice=a_notice(fallback_at=SOON)), "e-mail takes over at 14:20"),
        (line("failed", notice=a_notice(fallback_at=NOW - timedelta(hours=1))), "e-mail takes over at 14:00"),
        (line("failed", notice=a_notice(settled_at=NOW)), "no longer needed: somebody has acted"),
        (line("failed", notice=a_notice(lost_at=NOW)), "no other way was left; the front desk was told"),
        (line("failed", notice=a_notice(lost_at=NOW), kind="reporter"), "no other way is left to reach the reporter"),
        (line("failed"), ""),
    ],
)
def test_one_message(one: Line, wanted: str):
    assert said(one) == wanted


def test_a_held_carrier_is_the_reason_to_wait():
    hold = SimpleNamespace(until=SOON)
    assert said(line("queued"), holds={"whatsapp": hold}) == "WhatsApp takes nothing at present; tried again at 14:20"


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("read", "it has arrived by e-mail"),
        ("delivered", "it has arrived by e-mail"),
        ("sent", "e-mail carries it"),
        ("queued", "e-mail carries it"),
        ("failed", ""),
    ],  # fmt: skip
)
def test_the_other_channel_is_named_by_how_far_it_came(state: str, wanted: str):
    notice = a_notice()
    assert said(line("failed", notice=notice), line(state, channel="email", notice=notice)) == wanted


def test_where_the_other_channel_failed_nothing_takes_over():
    notice = a_notice(fallback_at=SOON)
    mail = line("failed", channel="email", notice=notice)
    assert said(line("sent", notice=notice), mail) == "unless it arrives by 14:20, it counts as lost"


def test_the_substitute_who_was_told_is_named():
    lost, other = a_notice(lost_at=NOW), a_notice(pk=2, purpose="returned")
    substitute = a_notice(pk=3)
    assert said(
        line("failed", notice=lost), line("sent", notice=other, title="X"), line("sent", notice=substitute, title="Pengganti")
    ) == "no other way was left; Pengganti was told instead"  # fmt: skip
