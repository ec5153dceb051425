"""Code and key together, and ten wrong tries an hour."""

import pytest

from arcadumas.base import codes
from arcadumas.base.limits import counting
from arcadumas.base.refusals import TooOften
from arcadumas.core.handling import close, follow_up, split
from arcadumas.core.reports import tracking
from arcadumas.core.reports.tracking import BUCKET, TRIES, unlock
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WRONG = "ABCDEFGHJKMN"


def test_the_key_opens_its_report_however_it_is_written(cast: Cast) -> None:
    receipt = builders.received()
    code, secret = receipt.report.code, receipt.secret
    for written in (
        (code, secret),
        (code.lower().replace("-", ""), f" {secret.lower()} "),
        (code.replace("-", " "), secret),
    ):
        assert unlock(*written) == receipt.report


def test_no_key_opens_another_report(cast: Cast) -> None:
    one, other = builders.received(), builders.received()
    assert [unlock(other.report.code, secret) for secret in (one.secret, "", WRONG, one.secret + "X")] == [None] * 4


def test_the_key_of_a_report_opens_what_carries_it_on_and_its_parts(cast: Cast) -> None:
    old = builders.answered(cast)
    close.confirm(old.report.code, by=cast.reporter(old.report))
    new = follow_up.object_late(old.report.code, by=cast.reporter(old.report), reason="Lubangnya muncul lagi.")
    (part,) = split.split(
        new.report.code, parts=[split.Part(unit="dinkes", title="Klinik tutup")], by=cast.front_officer
    )
    assert [unlock(each.code, old.secret) for each in (new.report, part)] == [new.report, part]
    assert [unlock(each.code, new.secret) for each in (new.report, part, old.report)] == [new.report, part, None]


def test_ten_wrong_tries_close_the_code_to_every_key(cast: Cast) -> None:
    receipt, other = builders.received(), builders.received()
    for _try in range(TRIES):
        assert unlock(receipt.report.code, WRONG) is None
    with pytest.raises(TooOften) as refused:
        unlock(receipt.report.code, receipt.secret)
    assert 3_590 <= refused.value.seconds <= 3_600
    assert unlock(other.report.code, other.secret) == other.report
    counting.clear(BUCKET, receipt.report.code)
    assert unlock(receipt.report.code, receipt.secret) == receipt.report


def test_a_right_key_is_no_wrong_try(cast: Cast) -> None:
    receipt = builders.received()
    for _try in range(TRIES + 1):
        assert unlock(receipt.report.code, receipt.secret) == receipt.report


def test_a_code_that_is_nobodys_is_counted_like_any_other(cast: Cast) -> None:
    """Else the refusal would tell which codes there are."""
    free = codes.new_code()
    for _try in range(TRIES):
        assert unlock(free, WRONG) is None
    with pytest.raises(TooOften):
        unlock(free, WRONG)


@pytest.mark.parametrize("code", ["", "x", "0000-0000", "ABCD-EFGH-JKMN"])
def test_what_is_no_code_is_not_looked_up(code: str) -> None:
    assert unlock(code, WRONG) is None


def test_the_sentence_names_the_time(cast: Cast) -> None:
    assert "{" not in tracking.locked(60).sentence
