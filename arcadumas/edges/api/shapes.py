"""What may be sent: strict types, nothing unknown. Lengths are documented here and judged by the verbs, which have the words.

The closed lists are those of the verbs and models; a test holds them together.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from arcadumas.core.handling.archive import BY_OFFICER

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
EARLIEST, LATEST = 1970, 2199  # years that stay years in every zone
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})")
# At least one character that is no blank, and none that cannot be stored.
WRITTEN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"


def _day(value: Any) -> date:
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "a date")


def _in_reach(day: date) -> date:
    if EARLIEST <= day.year <= LATEST:
        return day
    raise PydanticCustomError("day", "a date")


def _moment(value: Any) -> datetime:
    if isinstance(value, str) and MOMENT.fullmatch(value):
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if EARLIEST <= at.year <= LATEST:
                return at
    raise PydanticCustomError("moment", "a moment")


Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]
NearDay = Annotated[Day, AfterValidator(_in_reach)]
Moment = Annotated[datetime, BeforeValidator(_moment, json_schema_input_type=datetime)]


def text(least: int, most: int, **schema: Any) -> dict[str, Any]:
    """The documented limits of a text, after trimming."""
    return {"minLength": least, "maxLength": most, **({"pattern": WRITTEN} if least else {}), **schema}


Reason = Annotated[str, Field(json_schema_extra=text(10, 1_000), examples=["Lokasi di luar wilayah kabupaten."])]
Code = Annotated[str, Field(min_length=1, max_length=80)]
Kind = Literal["complaint", "aspiration", "information_request"]
Visibility = Literal["anonymous", "confidential"]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)


class Nothing(Strict):
    """`{}`: the act says it all."""


class PlaceIn(Strict):
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    village: str | None = Field(
        default=None, min_length=1, max_length=13, description="Kemendagri code of a village or kecamatan."
    )
    text: str | None = Field(default=None, json_schema_extra=text(0, 300))


class ReporterIn(Strict):
    name: str | None = Field(default=None, json_schema_extra=text(0, 150))
    phone: str | None = Field(default=None, description="In any Indonesian writing.", json_schema_extra=text(0, 40))
    email: str | None = Field(default=None, json_schema_extra=text(0, 254))


class ReportIn(Strict):
    title: str = Field(json_schema_extra=text(1, 200), examples=["Lampu jalan mati"])
    body: str = Field(json_schema_extra=text(1, 10_000), examples=["Lampu di depan pasar mati sejak Senin."])
    kind: Kind
    occurred_on: Day | None = None
    unit: Code | None = Field(default=None, description="A code of /units.")
    category: Code | None = Field(default=None, description="A code of /categories.")
    place: PlaceIn | None = None
    visibility: list[Visibility] | None = Field(
        default=None, max_length=2, description="Absent: anonymous. [] is open."
    )
    reporter: ReporterIn | None = None
    about_officials: bool = False
    sp4n_consent: bool = False
    language: Literal["id", "en"] = "id"


class MessageIn(Strict):
    text: str = Field(json_schema_extra=text(1, 10_000))


class RatingIn(Strict):
    stars: int = Field(ge=1, le=5)
    comment: str | None = Field(default=None, json_schema_extra=text(0, 1_000))


class ReasonIn(Strict):
    reason: Reason


class AboutIn(Strict):
    """Whom the report complains of: they will not see it."""

    units: list[Code] | None = Field(default=None, max_length=20)
    logins: list[Code] | None = Field(default=None, max_length=20)
    posts: list[int] | None = Field(default=None, max_length=20, description="By number, whoever holds them.")


class FindingIn(Strict):
    kind: Kind | None = None
    category: Code | None = None
    is_oversight: bool | None = None
    is_whistleblowing: bool | None = None
    is_urgent: bool | None = None
    about: AboutIn | None = None
    not_about: AboutIn | None = Field(
        default=None,
        description="Named by mistake: they see the report again. With a reason, which the audit trail keeps.",
    )
    not_about_reason: str | None = Field(default=None, json_schema_extra=text(10, 1_000))
    visibility: list[Visibility] | None = Field(default=None, max_length=2, description="Stricter only.")


class ClassificationIn(FindingIn):
    reason: str = Field(default="", description="Needed to take urgency back.", json_schema_extra=text(0, 1_000))


class ArchivingIn(Strict):
    reason: str = Field(json_schema_extra={"enum": list(BY_OFFICER)})
    note: Reason


class ReferralIn(Strict):
    to: str = Field(json_schema_extra=text(2, 200))
    note: Reason
    reference: str = Field(
        default="", json_schema_extra=text(0, 100), description="The number that the body gave it.", examples=["K123"]
    )
    contact: str = Field(
        default="",
        json_schema_extra=text(0, 300),
        description="How the reporter follows it there. Of the body, no person.",
    )


class DispositionIn(Strict):
    unit: Code
    instruction: str = Field(json_schema_extra=text(0, 2_000))
    role: Literal["lead", "support"] = "lead"
    ruling: bool = False


class SupportEndingIn(Strict):
    unit: Code


class ReturnIn(Strict):
    reason: Reason
    cause: Literal["other_unit", "village", "province_or_centre", "outside_area", "not_a_service"] | None = None


class QuestionIn(Strict):
    text: str = Field(json_schema_extra=text(10, 2_000))


class NoteIn(Strict):
    text: str = Field(json_schema_extra=text(1, 5_000), description="@login names a colleague who is told.")
    mentions: list[Code] | None = Field(default=None, max_length=20, description="Logins of colleagues to be told.")


class DraftIn(Strict):
    text: str = Field(json_schema_extra=text(10, 10_000))
    final: bool | None = Field(
        default=None, description="Which answer it is to be: the final one, or a first one. Absent: it does not say."
    )


class AnswerPartIn(Strict):
    text: str = Field(json_schema_extra=text(10, 10_000))
    unit: Code | None = Field(
        default=None,
        description="Which of your units that help; absent: the first of them whose part is missing.",
    )


class ApprovalIn(Strict):
    final: bool | None = Field(default=None, description="As which answer it may go out. Absent: as the draft says.")


class ResponseIn(Strict):
    text: str | None = Field(
        default=None, json_schema_extra=text(10, 10_000), description="Absent: the approved draft is sent."
    )
    final: bool | None = Field(
        default=None,
        description="Absent: true, but where a draft is sent that says which answer it is, as that. An approved draft goes"
        " out as what it was approved as.",
    )
    without_evidence: Reason | None = Field(
        default=None, description="Why there is no photo of afterwards, where the topic asks for one."
    )


class ClosingIn(Strict):
    reason: Reason
    cause: Literal["settled", "no_further_word", "duplicate", "handled_elsewhere"] | None = None


class TaskIn(Strict):
    title: str = Field(json_schema_extra=text(1, 200), examples=["Tinjau lokasi"])
    assignee: Code | None = Field(default=None, description="Login of somebody in the team.")
    due_on: Day | None = None


class TaskDoneIn(Strict):
    note: str | None = Field(default=None, json_schema_extra=text(0, 1_000))


class TaskAssignedIn(Strict):
    assignee: Code | None = Field(
        default=None, description="Login of somebody in the team; absent: nobody in particular."
    )


class InvitationIn(Strict):
    to: str = Field(json_schema_extra=text(2, 150), examples=["PLN ULP Marabahan"], description="The body, no person.")
    days: int = Field(default=14, ge=1, le=90)
    text: str = Field(json_schema_extra={"minLength": 10, "maxLength": 5_000}, description="All that the body reads.")
    email: str = Field(
        default="", json_schema_extra={"maxLength": 254}, description="The link goes there by mail as well."
    )
    language: Literal["id", "en"] = Field(default="id", description="Of the mail.")


class HandOverIn(Strict):
    to: Code = Field(description="Login of an admin, the liaison or the head of the same unit.")
    until: Day | None = Field(default=None, description="The last day; absent: for good.")


class InspectionIn(Strict):
    at: Moment
    place: PlaceIn | None = Field(default=None, description="Absent: where the report says.")


InnerStep = Literal["accept", "approve", "dispose", "sp4n_link", "sp4n_answer"]


class ExtensionIn(Strict):
    reason: Reason
    due_at: Moment
    step: InnerStep | None = Field(default=None, description="Absent: the inner deadline that falls due first.")


class ExtensionRefusalIn(Strict):
    reason: Reason
    step: InnerStep | None = Field(default=None, description="Absent: the newest request.")


class InstructionIn(Strict):
    unit: Code = Field(description="The unit that is to carry it out. It sees the reports from then on.")
    due_on: Day
    indicator: str | None = Field(default=None, json_schema_extra=text(0, 300))
    reports: list[Code] | None = Field(default=None, max_length=49, description="Codes of the other reports it covers.")
    text: str = Field(json_schema_extra=text(10, 2_000))


class CompletionIn(Strict):
    note: Reason


class OrderIn(Strict):
    number: str | None = Field(
        default=None,
        max_length=20,
        description="Which instruction, where several wait: its `number`. Absent: the oldest.",
    )


class OrderDoneIn(OrderIn):
    note: Reason


class MergingIn(Strict):
    into: Code = Field(description="Code of the main report.")


class PartIn(Strict):
    unit: Code
    title: str = Field(json_schema_extra=text(3, 200), description="What this part is about, in the officer's words.")
    instruction: str = Field(default="", json_schema_extra=text(0, 2_000))


class SplitIn(Strict):
    parts: list[PartIn] = Field(min_length=1, max_length=5)


class LinkingIn(Strict):
    to: Code = Field(description="Code of the other report.")


class Sp4nLinkIn(Strict):
    tracking_id: str = Field(json_schema_extra={"pattern": "^[0-9]{7,10}$"}, examples=["91648207"])
    url: str | None = Field(default=None, max_length=300, pattern=r"^https://[^\s]+$")
    entered_at: Moment


class Sp4nAnswerIn(Strict):
    url: str | None = Field(default=None, max_length=300, pattern=r"^https://[^\s]+$")
    entered_at: Moment


class ReportFilters(BaseModel):
    """What a list may be narrowed by. Query words are text, so their types are read, not demanded."""

    state: Literal[
        "received", "verified", "disposed", "in_work", "awaiting_reporter", "answered", "closed", "archived", "referred", "merged"
    ] | None = None  # fmt: skip
    unit: str | None = Field(default=None, max_length=40, description="Code of the unit that leads.")
    overdue: bool | None = None
    q: str | None = Field(
        default=None, max_length=200, description="Code, SP4N tracking ID, or words of what you may read."
    )
    page_size: int = Field(default=50, ge=1, le=200)
    after: str | None = Field(default=None, max_length=200, description="From `next`.")


class FigureFilters(BaseModel):
    from_: NearDay | None = Field(
        default=None, alias="from", description="Local day of receipt, 1970 to 2199; absent: 90 days back."
    )
    to: NearDay | None = Field(default=None, description="Included, 1970 to 2199; absent: today.")
    unit: str | None = Field(
        default=None, max_length=40, description="Code of the unit that leads; absent: all you may see."
    )


class PageFilters(BaseModel):
    page_size: int = Field(default=50, ge=1, le=200)
    after: str | None = Field(default=None, max_length=200, description="From `next`.")
