"""Units, people, posts, teams, areas and tokens: dated, never deleted."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of unit (contract: `unit import`)."""

    GOVERNMENT = "government", _("Regional government")
    SECRETARIAT = "secretariat", _("Regional secretariat")
    INSPECTORATE = "inspectorate", _("Inspectorate")
    OFFICE = "office", _("Office (dinas)")
    BOARD = "board", _("Board (badan)")
    DISTRICT = "district", _("District (kecamatan)")
    WARD = "ward", _("Ward (kelurahan)")
    VILLAGE = "village", _("Village (desa)")
    SERVICE_UNIT = "service_unit", _("Service unit (UPTD, puskesmas)")
    HOSPITAL = "hospital", _("Hospital (RSUD)")


class Unit(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True, help_text="The office's public number.")
    address = models.CharField(max_length=200, blank=True, help_text="Street and town, as its letterhead carries them.")
    sp4n_id = models.CharField(max_length=20, blank=True)
    answer_needs_approval = models.BooleanField(default=False)
    is_front_desk = models.BooleanField(default=False, help_text="The desk that verifies and disposes (Kominfo).")
    is_sample = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Alias(models.Model):
    """Another name of a unit, as SP4N or the unit's own past writes it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=250)
    key = models.CharField(max_length=250, help_text="The name as matched: lower case, single spaces, no punctuation.")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], condition=Q(valid_to=None), name="alias_key_once")]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A place of the Kemendagri list: regency, kecamatan, desa or kelurahan."""

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=10, choices=[("regency", "regency"), ("district", "district"), ("village", "village"), ("ward", "ward")])  # fmt: skip
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    def __str__(self) -> str:
        return self.code


class People(BaseUserManager["Person"]):
    def create_user(self, login: str, password: str | None = None, **values: Any) -> "Person":
        person = self.model(login=login, **values)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login=username)


class Person(AbstractBaseUser):
    """An officer. The telephone number is sealed; `people.phone_of` reads it."""

    login = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    phone_sealed = models.BinaryField(default=b"", blank=True)
    phone_blind = models.BinaryField(max_length=32, null=True, blank=True, db_index=True)
    language = models.CharField(max_length=2, default="id", choices=[("id", "Indonesia"), ("en", "English")])
    pin = models.CharField(max_length=128, blank=True, help_text="Argon2 hash of the PIN for links.")
    is_active = models.BooleanField(default=True)
    one_time_until = models.DateTimeField(
        null=True, blank=True, help_text="The password was given out: it holds until then, for choosing an own."
    )
    devices_since = models.DateTimeField(
        null=True, blank=True, help_text="The account was locked then: browsers known before are new again."
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    def __str__(self) -> str:
        return self.login


class Role(models.TextChoices):
    """Roles of a post (process.md: powers)."""

    FRONT_OFFICER = "front_officer", _("Front officer")
    FRONT_HEAD = "front_head", _("Head of the front desk")
    AGENCY_ADMIN = "agency_admin", _("Agency admin")
    LIAISON = "liaison", _("Liaison")
    MEMBER = "member", _("Technical member")
    HEAD = "head", _("Head of the unit")
    INSPECTORATE = "inspectorate", _("Inspectorate")
    SECRETARY = "secretary", _("Regional Secretary")
    REGIONAL_HEAD = "regional_head", _("Regional head")
    ENGINEER = "engineer", _("Engineer")


class Team(models.Model):
    """Tim Pengelola Pengaduan of a unit, set up by a decree (SK)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="teams")
    sk_number = models.CharField(max_length=100, blank=True)
    sk_date = models.DateField(null=True, blank=True)
    sk_file = models.CharField(max_length=200, blank=True, help_text="Name in the sealed store.")
    sk_file_key = models.BinaryField(default=b"", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.unit_id}:{self.sk_number}"


class Post(models.Model):
    """A seat in a unit, held by a person for a time. Messages go to posts, never to names."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(max_length=120)
    is_substitute = models.BooleanField(default=False, help_text="Second holder of the admin's task.")
    acting = models.CharField(max_length=3, blank=True, choices=[("plt", "Plt."), ("plh", "Plh."), ("pj", "Pj.")])
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "role"], name="post_unit_role")]  # who is told

    def __str__(self) -> str:
        return f"{self.role}@{self.unit_id}"


class Absence(models.Model):
    """A post whose holder is away on these days, both included. The stand-in is told and may act in its place meanwhile."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="stands_in")
    starts_on = models.DateField()
    ends_on = models.DateField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True, help_text="When what the post holds was handed over.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Ended, or called off.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["stand_in"], name="absence_open", condition=Q(ended_at=None))]  # whose seats

    def __str__(self) -> str:
        return f"{self.post_id} {self.starts_on}"


class Delegation(models.Model):
    """A liaison named to approve answers in place of the head, from one day to another; ended, never deleted."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    named_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="delegation_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.valid_from}"


class Proposal(models.Model):
    """What a team asks to have changed in its unit: a post, a name, a decree. Whoever keeps the unit enters it, or says why not."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="proposals")
    text = models.TextField()
    answer = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=120, help_text="In which capacity.")
    settled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_taken_up = models.BooleanField(null=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit"], name="proposal_waiting", condition=Q(settled_at=None))]  # for the desk

    def __str__(self) -> str:
        return f"{self.unit_id} {self.pk}"


class Token(models.Model):
    """An API token: only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)
