"""An officer hears of their own account, and "it was not me" locks it and tells the front desk."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from arcadumas.base import moments
from arcadumas.base.refusals import Powerless
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation import passwords, people, pins, proposals
from arcadumas.core.organisation.actors import Actor, Via
from arcadumas.core.organisation.models import Absence, Person, Post, Proposal
from arcadumas.duties.notifications import links, personal, tapping
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.links import Bearer, Dead
from arcadumas.duties.notifications.models import Notice, Words
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_channels")]
FIRST = timezone.localdate


def signed_in(person: Person, at: datetime | None = None) -> None:
    personal.signed_in(person, device="Chrome, Android", at=at or timezone.now())


def denial(notice: Notice) -> Bearer:
    message = notice.messages.get(channel="whatsapp")
    return tapping.look(links.make(message.pk, "account-lock", expires_at=links.expiry(timezone.now())))


def test_a_new_device_is_told_by_both_channels_without_delay(cast: Cast) -> None:
    signed_in(cast.person("pupr_admin"))
    notice = Notice.objects.get()
    message = notice.messages.get(channel="whatsapp")
    content = content_of(message.pk, bytes(message.text))
    assert (notice.person.login, notice.purpose, notice.urgency) == ("pupr.admin", "signed_in_anew", "urgent")
    assert sorted(notice.messages.values_list("channel", flat=True)) == ["email", "whatsapp"]
    assert content["parameters"][:2] == ["Admin Penghubung Dinas PUPR", "Chrome, Android"]
    assert Entry.objects.get(act="signed_in_anew").subject == "pupr.admin"


def test_within_an_hour_it_is_told_once_and_written_down_each_time(cast: Cast) -> None:
    now, person = timezone.now(), cast.person("pupr_admin")
    for minutes in (0, 30, 61):
        signed_in(person, now + timedelta(minutes=minutes))
    signed_in(cast.person("pupr_head"), now)
    told = list(Notice.objects.order_by("id").values_list("person__login", flat=True))
    assert told == ["pupr.admin", "pupr.admin", "pupr.kepala"]
    assert Entry.objects.filter(act="signed_in_anew").count() == 4


def test_who_has_no_post_and_what_has_no_words_is_not_told(cast: Cast) -> None:
    signed_in(people.add("petugas", name="Petugas Satu", password="tiga kata acak sekali"))
    Words.objects.filter(stem="aduan_masuk_baru").delete()
    signed_in(cast.person("pupr_admin"))
    assert (Notice.objects.count(), Entry.objects.filter(act="signed_in_anew").count()) == (0, 2)


def test_it_was_not_me_locks_at_once_and_tells_the_front_desk(cast: Cast) -> None:
    person = cast.person("pupr_admin")
    token = people.add_token(person)
    pins.put(person, "271828", via=Via.WEB)
    session = person.get_session_auth_hash()
    signed_in(person)
    personal.lock(denial(Notice.objects.get()), at=timezone.now())
    person.refresh_from_db()
    assert (person.has_usable_password(), person.pin, person.is_active) == (False, "", True)
    assert person.get_session_auth_hash() != session
    assert people.with_token(token) is None
    assert Post.objects.filter(person=person, valid_to=None).exists()
    told = Notice.objects.filter(purpose="account_locked").order_by("id")
    assert sorted(told.values_list("person__login", flat=True)) == ["kominfo", "kominfo.kepala"]
    message = told[0].messages.get(channel="whatsapp")
    said = content_of(message.pk, bytes(message.text))["parameters"]
    assert (said[1], said[3]) == ("Admin Penghubung Dinas PUPR", "bukan dirinya yang masuk dari perangkat baru")


def test_the_link_locks_once(cast: Cast) -> None:
    signed_in(cast.person("pupr_admin"))
    notice = Notice.objects.get()
    personal.lock(denial(notice), at=timezone.now())
    with pytest.raises(Dead, match=r"link\.used"):
        denial(notice)


def test_a_one_time_password_opens_it_again(cast: Cast) -> None:
    signed_in(cast.person("pupr_admin"))
    personal.lock(denial(Notice.objects.get()), at=timezone.now())
    word = passwords.reset("pupr.admin", by=cast.front_officer)
    assert cast.person("pupr_admin").check_password(word)


def test_of_the_front_desks_own_account_a_colleague_hears(cast: Cast) -> None:
    signed_in(cast.person("front_head"))
    personal.lock(denial(Notice.objects.get()), at=timezone.now())
    told = Notice.objects.filter(purpose="account_locked")
    assert [notice.person.login for notice in told] == ["kominfo"]


def test_with_nobody_else_there_the_engineer_hears(cast: Cast) -> None:
    Post.objects.filter(person__login="kominfo").update(valid_to="2020-01-01")
    signed_in(cast.person("front_head"))
    personal.lock(denial(Notice.objects.get()), at=timezone.now())
    told = Notice.objects.filter(purpose="account_locked")
    assert [notice.person.login for notice in told] == ["teknisi"]


def test_a_password_set_anew_is_told_with_by_whom_and_never_what_it_is(cast: Cast) -> None:
    word = personal.reset_password("pupr.admin", by=cast.front_officer)
    notice = Notice.objects.get(purpose="password_was_reset")
    texts = [content_of(each.pk, bytes(each.text)) for each in notice.messages.all()]
    assert cast.person("pupr_admin").check_password(word)
    assert (notice.person.login, notice.given["by"], len(texts)) == ("pupr.admin", "Admin Instansi Diskominfo", 2)
    assert [text for text in texts if word in str(text)] == []


def test_whoever_did_not_ask_locks_what_was_given_out(cast: Cast) -> None:
    word = personal.reset_password("pupr.admin", by=cast.front_officer)
    personal.lock(denial(Notice.objects.get()), at=timezone.now())
    assert not cast.person("pupr_admin").check_password(word)
    told = Notice.objects.filter(purpose="account_locked").first()
    assert told is not None
    assert told.given["cause"] == "kata sandinya diatur ulang tanpa permintaannya"


def test_a_refused_reset_tells_nobody(cast: Cast) -> None:
    with pytest.raises(Powerless):
        personal.reset_password("kominfo", by=cast.front_officer)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("is_taken_up", "answer", "said"), [
    (True, "", "diterima dan sudah dimasukkan"), (False, "SK-nya belum kami terima.", "tidak diterima"),
])  # fmt: skip
def test_whoever_proposed_hears_what_became_of_it(cast: Cast, is_taken_up: bool, answer: str, said: str) -> None:
    made = proposals.propose("pupr", by=cast.pupr_admin, text="Mohon Pak Rahmat dicatat sebagai pengganti.")
    personal.settle_proposal(made.pk, by=cast.front_officer, is_taken_up=is_taken_up, answer=answer)
    notice = Notice.objects.get()
    message = notice.messages.get(channel="whatsapp")
    shown = content_of(message.pk, bytes(message.text))
    assert (notice.person.login, notice.given["decision"]) == ("pupr.admin", said)
    assert [word for word in ("Rahmat", "SK-nya") if word in str(shown)] == []


def test_who_settles_their_own_proposal_knows(cast: Cast) -> None:
    made = proposals.propose("pupr", by=cast.pupr_admin, text="Mohon Pak Rahmat dicatat sebagai pengganti.")
    Proposal.objects.update(by=cast.person("pupr_head"))
    personal.settle_proposal(made.pk, by=cast.pupr_head, is_taken_up=True)
    assert not Notice.objects.exists()


# -- Away --------------------------------------------------------------------------------------------------------------
def note(by: Actor, who: str, stand_in: str, *, days: int = 1) -> Absence:
    posts = {post.person.login: post.pk for post in Post.objects.select_related("person")}
    last = FIRST() + timedelta(days=days - 1)
    return personal.note_absence(posts[who], by=by, stand_in=posts[stand_in], starts_on=FIRST(), ends_on=last)


def test_the_stand_in_hears_and_so_does_who_is_away_unless_they_entered_it(cast: Cast) -> None:
    note(cast.pupr_admin, "pupr.admin", "pupr.pengganti", days=3)
    notice = Notice.objects.get()
    message = notice.messages.get(channel="whatsapp")
    content = content_of(message.pk, bytes(message.text))
    assert (notice.person.login, notice.purpose) == ("pupr.pengganti", "absence_noted")
    assert content["parameters"] == [
        "Petugas Pengganti Dinas PUPR", "Admin Penghubung Dinas PUPR",
        f"{moments.day(FIRST())} sampai {moments.day(FIRST() + timedelta(days=2))}",
        "Petugas Pengganti Dinas PUPR",
    ]  # fmt: skip
    note(cast.front_officer, "dinkes.admin", "dinkes.kepala")
    told = Notice.objects.exclude(pk=notice.pk).order_by("id")
    assert [each.person.login for each in told] == ["dinkes.kepala", "dinkes.admin"]
    assert {each.given["period"] for each in told} == {moments.day(FIRST())}


def test_of_an_absence_that_is_refused_nobody_hears(cast: Cast) -> None:
    with pytest.raises(Powerless):
        note(cast.front_officer, "kominfo.kepala", "kominfo")
    assert not Notice.objects.exists()
