"""What the API answers with, as shapes for the description; the dictionaries themselves are made in showing.py."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal[
    "received", "verified", "disposed", "in_work", "awaiting_reporter", "answered", "closed", "archived", "referred", "merged"
]  # fmt: skip
Moment = str


class Reply(BaseModel):
    model_config = ConfigDict(extra="allow")


class FieldError(Reply):
    field: str
    code: str
    message: str


class Change(Reply):
    seq: int
    at: Moment
    event: str
    text: str


class Problem(Reply):
    """RFC 9457. `detail` is a sentence that a person can act on, in the language of Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] | None = None
    needs: str | None = None
    state: str | None = None
    may: list[str] | None = None
    changes: list[Change] | None = None


class UnitRef(Reply):
    code: str
    name: str


class NextDue(Reply):
    step: str
    at: Moment
    unit: str | None


class PromiseOut(Reply):
    step: str
    unit: str | None
    starts_at: Moment
    due_at: Moment
    met_at: Moment | None
    state: Literal["running", "paused", "met", "broken", "cancelled"]
    amount: int | None
    counted_in: str
    rule: str
    basis: str
    verified: bool


class Due(Reply):
    next: NextDue | None
    promises: list[PromiseOut]


class Sp4nOut(Reply):
    tracking_id: str
    url: str


class StoryLine(Reply):
    seq: int
    at: Moment
    event: str
    text: str
    unit: str | None = None
    post: str | None = None
    via: str | None = None
    reason: str | None = None
    words: str | None = None


class MessageOut(Reply):
    at: Moment
    sender: Literal["reporter", "officer"] = Field(alias="from")
    text: str
    unit: str | None = None


class AttachmentOut(Reply):
    id: str
    name: str
    type: str
    size: int
    sha256: str


class PlaceOut(Reply):
    lat: float | None
    lon: float | None
    village: str | None
    text: str


class ReportView(Reply):
    """The reporter's view."""

    code: str
    kind: str
    title: str | None
    body: str | None
    category: str | None
    visibility: list[str]
    occurred_on: str | None
    place: PlaceOut | None
    state: State
    state_label: str
    received_at: Moment
    unit: UnitRef | None
    due: Due
    sp4n: Sp4nOut | None
    attachments: list[AttachmentOut] | None
    may: list[str]


class SharedLine(Reply):
    at: Moment
    event: str
    text: str
    unit: str | None = None


class GroupOut(Reply):
    """While the report is joined to others: how the main one stands, without its code or anybody's words."""

    state: State
    state_label: str
    story: list[SharedLine]


class PartOut(Reply):
    """A part of the report, which the same key opens."""

    code: str
    title: str | None
    state: State
    state_label: str
    unit: UnitRef | None


class KinOut(Reply):
    """Codes of what stands beside the report, as far as the reader may see them."""

    main: str | None
    joined: list[str]
    related: list[str]
    followers: int


class LinkedOut(Reply):
    """Another report of the same matter: the newer one was opened by a late objection."""

    code: str
    is_newer: bool


class RatingOut(Reply):
    """As the reporter gave it; `comment` is null where nothing was written, or the reader does not read the report."""

    stars: int
    comment: str | None


class ReferralOut(Reply):
    """Where it was passed on to, outside the government: the number it has there, and how to follow it, where that is known."""

    to: str
    reference: str | None
    contact: str | None


class ReporterView(ReportView):
    group: GroupOut | None
    referral: ReferralOut | None
    rating: RatingOut | None
    part_of: str | None
    parts: list[PartOut]
    closed_by: str | None
    linked: list[LinkedOut]
    story: list[StoryLine]
    messages: list[MessageOut] | None


class HasOut(Reply):
    has_name: bool
    has_phone: bool
    has_email: bool


class ListedView(ReportView):
    """What a list shows of a report. What may be listed but not read has no title, body and attachments."""

    version: int
    report_class: str = Field(alias="class")
    source: str
    is_urgent: bool
    reporter: HasOut
    closed_by: str | None


class DispositionOut(Reply):
    unit: str
    role: Literal["lead", "support"]
    state: str
    at: Moment
    seen_at: Moment | None
    instruction: str | None


class ResponseOut(Reply):
    """`final` is null where a draft does not say which answer it is."""

    state: Literal["drafted", "approved", "sent"]
    text: str | None
    by: str
    final: bool | None


class TaskOut(Reply):
    id: int
    title: str | None
    assignee: str | None
    due_on: str | None
    done_at: Moment | None
    cancelled_at: Moment | None


class InstructionOut(Reply):
    """`reports`: the codes among its reports that the reader may see. `text` and `note` are null where they do not read the report."""

    number: str
    unit: str
    by: str
    at: Moment
    due_on: str
    text: str | None
    indicator: str | None
    reports: list[str]
    accepted_at: Moment | None
    done_at: Moment | None
    note: str | None


class AnswerPartOut(Reply):
    """A supporting unit's part of the one answer."""

    unit: str
    text: str | None
    by: str
    at: Moment


class StaffView(ListedView):
    linked: list[LinkedOut] | None
    story: list[StoryLine]
    messages: list[MessageOut] | None
    dispositions: list[DispositionOut]
    response: ResponseOut | None
    tasks: list[TaskOut]
    answer_parts: list[AnswerPartOut]
    referral: ReferralOut | None
    rating: RatingOut | None
    instructions: list[InstructionOut]
    part_of: str | None
    parts: list[PartOut]
    kin: KinOut


class EmergencyOut(Reply):
    number: str
    label: str


class ReceiptOut(Reply):
    """`emergency`: whom to call, where the words speak of danger; absent else."""

    code: str
    secret: str
    url: str
    state: State
    due: Due
    emergency: list[EmergencyOut] | None = None


class FollowUpOut(Reply):
    code: str
    secret: str
    url: str


class InvitationOut(Reply):
    """The address is told once."""

    id: int
    url: str
    expires_at: Moment


class IdentityOut(Reply):
    name: str | None = None
    phone: str | None = None
    email: str | None = None


class NamedOut(Reply):
    code: str
    name: str
    parent: str | None


class NamedPage(Reply):
    results: list[NamedOut]
    next: str | None


class ReportPage(Reply):
    results: list[ListedView]
    next: str | None


class PostOut(Reply):
    role: str
    unit: str
    title: str
    is_acting: bool


class MeOut(Reply):
    login: str
    name: str
    language: str
    phone: str
    email: str
    posts: list[PostOut]


class RecipientOut(Reply):
    kind: Literal["post", "person", "reporter", "outside"]
    role: str | None = None
    login: str | None = None
    unit: str | None = None


class NotificationOut(Reply):
    """Who was told what; never an address."""

    id: Any
    event: str
    purpose: str
    recipient: RecipientOut
    channel: str
    state: str
    attempts: int
    queued_at: Moment | None
    sent_at: Moment | None
    delivered_at: Moment | None
    read_at: Moment | None
    failed_at: Moment | None
    error: dict[str, Any] | None = None
