"""What is copied into lapor.go.id: the words with when and where, in its language."""

import html
from datetime import date

import pytest

from arcadumas.core.reports.models import Report
from arcadumas.edges.pages.desk import copies
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
GIVEN = "Jalan berlubang di depan pasar\n\nSudah dua minggu berlubang dan membahayakan pengendara."


def test_it_says_when_and_where_as_far_as_that_is_known(cast: Cast, signs_in: SignsIn) -> None:
    known = builders.verified(
        cast, occurred_on=date(2026, 11, 2), village="63.04.05", place_text="seberang dermaga", latitude=-3.09512, longitude=114.5726,
    ).report  # fmt: skip
    bare = builders.verified(cast).report
    said = f"{GIVEN}\n\nTerjadi pada: Senin, 2 November 2026\nLokasi: seberang dermaga, Alalak, -3.09512, 114.5726"
    client = signs_in("front_officer")
    shown = html.unescape(client.get("/meja/?lihat=sp4n").content.decode())
    assert (f'data-copy="{said}"' in shown, f'data-copy="{GIVEN}"' in shown) == (True, True)
    for report, text in ((known, said), (bare, GIVEN)):
        assert f'data-copy="{text}"' in html.unescape(client.get(f"/meja/{report.code}/?buka=sp4n").content.decode())
        again = Report.objects.get(pk=report.pk)
        assert copies.of_report(again, title=again.title, body=again.body) == text
