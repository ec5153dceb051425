"""A reporter talks back on WhatsApp: buttons and plain words reach the report they are about, and no other."""

from arcadumas.core.handling import ask
from arcadumas.core.handling.escalate import warn
from arcadumas.core.reports.models import Promise, Report
from arcadumas.duties.notifications.models import Notice
from tests import builders
from tests.cast import Cast
from tests.edges.channels.whatsapp.phone import BUDI, Phone, button, to_reporter, told

NUMBER = {"phone": "081234567890", "language": "en"}
QUESTION = "Di jalan apa tepatnya lubang itu?"


def asked(cast: Cast) -> Report:
    """A report in hand whose reporter was asked something, and told so."""
    report = builders.in_work(cast, **NUMBER).report
    ask.ask(report.code, by=cast.pupr_admin, text=QUESTION)
    return told(report)


# -- "Nothing more" ----------------------------------------------------------------------------------------------------
def reminded(cast: Cast) -> tuple[Report, str]:
    report = asked(cast)
    warn(Promise.objects.get(report=report, step="complete_info").pk)
    return report, button(to_reporter(told(report), "aduan_warga_lengkapi_ingat"), "nothing-more")


def test_the_button_of_the_reminder_ends_the_pause_and_the_unit_is_told(cast: Cast, phone: Phone) -> None:
    report, payload = reminded(cast)
    phone.presses(payload)
    report.refresh_from_db()
    line = report.events.latest("seq")
    assert (report.state, line.kind, line.facts["cause"], line.via, line.by) == ("in_work", "resumed", "reporter", "whatsapp", None)  # fmt: skip
    assert phone.last == f"Thank you. Report {report.code} goes on with what we have."
    told(report)
    assert Notice.objects.filter(event=line, purpose="resumed", person__login="pupr.admin").exists()


def test_pressed_again_or_too_late_it_says_how_things_stand(cast: Cast, phone: Phone) -> None:
    report, payload = reminded(cast)
    ask.send(report.code, by=cast.reporter(report), text="Di depan pasar.")
    phone.presses(payload)
    assert phone.last.startswith("That button no longer applies; status now: In hand. See the latest: http")


def test_from_another_number_it_does_nothing(cast: Cast, phone: Phone) -> None:
    report, payload = reminded(cast)
    phone.presses(payload, number=BUDI)
    report.refresh_from_db()
    assert report.state == "awaiting_reporter"
