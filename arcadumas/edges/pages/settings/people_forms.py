"""Forms of accounts and posts: they read input and judge nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcadumas.core.organisation import accounts, people, posts
from arcadumas.core.organisation.models import Person, Post, Role
from arcadumas.edges.pages.settings.unit_forms import EMPTY

ACTING = [("", _("No: holds it for good")), ("plt", "Plt."), ("plh", "Plh."), ("pj", "Pj.")]
LANGUAGES = [("id", "Indonesia"), ("en", "English")]


def day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A day as the browser's calendar gives it, or as people write it."""
    box = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    bad = EMPTY | {"invalid": _("We cannot read that date. Write it as 24-11-2026.")}
    return forms.DateField(
        label=label, widget=box, required=required, help_text=help_text, error_messages=bad,
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
    )  # fmt: skip


class LookForm(forms.Form):
    SHOWN = (("", _("Open accounts")), ("tanpa-jabatan", _("Without a post")), ("ditutup", _("Closed accounts")))

    q = forms.CharField(label=_("Name, account or unit"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))  # fmt: skip
    tampil = forms.ChoiceField(label=_("Show"), required=False, choices=SHOWN)


class PersonForm(forms.Form):
    login = forms.CharField(label=_("Account name"), max_length=80, error_messages=EMPTY, help_text=_("Small letters, digits, dots and hyphens, such as pupr.admin."), widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}))  # fmt: skip
    name = forms.CharField(label=_("Full name"), max_length=150, error_messages=EMPTY)
    phone = forms.CharField(label=_("WhatsApp number"), max_length=30, required=False, help_text=_("Reports reach them there within a second."), widget=forms.TextInput(attrs={"inputmode": "tel"}))  # fmt: skip
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput())
    language = forms.ChoiceField(label=_("Language of messages and pages"), choices=LANGUAGES)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, person: Person | None = None) -> None:
        super().__init__(data, initial=_initial(person))
        del self.fields["seen" if person is None else "login"]


def _initial(person: Person | None) -> dict[str, Any]:
    if person is None:
        return {}
    kept = {name: getattr(person, name) for name in ("name", "email", "language")}
    return kept | {"phone": people.phone_of(person), "seen": accounts.mark(person)}


class PostForm(forms.Form):
    """What is written on a post. `offer` adds who, as what and when for a new one."""

    title = forms.CharField(label=_("Title of the post"), max_length=120, error_messages=EMPTY, help_text=_("As it stands in messages: Admin Penghubung Dinas PUPR."))  # fmt: skip
    acting = forms.ChoiceField(label=_("Acting"), choices=ACTING, required=False)
    is_substitute = forms.BooleanField(label=_("Substitute of the admin"), required=False, help_text=_("Is told when the main admin is away or does not answer."))  # fmt: skip
    is_in_decree = forms.BooleanField(label=_("Named in the decree of the team"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, post: Post | None = None) -> None:
        super().__init__(data, initial=_written(post))


def _written(post: Post | None) -> dict[str, Any]:
    if post is None:
        return {"is_in_decree": True}
    kept = {name: getattr(post, name) for name in ("title", "acting", "is_substitute")}
    return kept | {"is_in_decree": post.team_id is not None, "seen": posts.mark(post)}


class NewPostForm(PostForm):
    seen = None  # type: ignore[assignment]  # there is nothing to be seen yet
    person = forms.ChoiceField(label=_("Who"), error_messages=EMPTY)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.AGENCY_ADMIN)
    valid_from = day(_("First day"), required=True)
    valid_to = day(_("Last day"), help_text=_("Empty: until it is ended."))
    field_order = ("person", "role", "title", "acting", "is_substitute", "is_in_decree", "valid_from", "valid_to")

    def offer(self, roles: Iterable[Role]) -> None:
        role: Any = self.fields["role"]
        role.choices = [(each.value, each.label) for each in roles]
        found = Person.objects.filter(is_active=True).order_by("name", "id").values_list("login", "name")
        who: Any = self.fields["person"]
        who.choices = [("", _("Choose one")), *((login, f"{name} ({login})") for login, name in found)]


class EndForm(forms.Form):
    last_day = day(_("Last day in this post"), help_text=_("Empty: it ends at once."))
