"""People: numbers under seal, tokens by digest, PINs hashed."""

import pytest
from django.db import connection

from arcadumas.base.sealed import SealError
from arcadumas.core.organisation import people
from arcadumas.core.organisation.models import Person, Token

pytestmark = pytest.mark.django_db


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, '') FROM (SELECT * FROM organisation_person) t")
        return str(cursor.fetchone()[0])


def test_a_number_is_kept_under_seal_and_found_in_any_writing() -> None:
    person = people.add("pupr.admin", name="Admin", phone="0812-3456-7890")
    assert people.phone_of(person) == "+6281234567890"
    for written in ("6281234567890", "+6281234567890"):
        assert people.with_phone(written) == person
    assert people.with_phone("6281234567891") is None
    for plain in ("81234567890", b"81234567890".hex()):
        assert plain not in stored()


def test_a_number_is_sealed_to_its_person() -> None:
    one = people.add("satu", name="Satu", phone="081234567890")
    two = people.add("dua", name="Dua")
    two.phone_sealed = one.phone_sealed
    with pytest.raises(SealError):
        people.phone_of(two)
    assert people.phone_of(people.add("tiga", name="Tiga")) == ""


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="12"):
        people.add("pupr.admin", name="Admin", phone="12")
    assert Person.objects.count() == 0


def test_somebody_who_left_is_found_by_no_number_and_no_token() -> None:
    person = people.add("pupr.admin", name="Admin", phone="081234567890")
    token = people.add_token(person)
    assert people.with_token(token) == person
    Person.objects.update(is_active=False)
    assert (people.with_phone("6281234567890"), people.with_token(token)) == (None, None)


def test_a_token_is_kept_as_a_digest_and_can_be_revoked() -> None:
    person = people.add("pupr.admin", name="Admin")
    one, other = people.add_token(person), people.add_token(person)
    assert one != other
    assert one.encode() not in b"".join(bytes(token.digest) for token in Token.objects.all())
    people.revoke(Token.objects.order_by("created_at").first())  # type: ignore[arg-type]
    assert (people.with_token(one), people.with_token(other)) == (None, person)
    assert people.with_token("adm_guessed") is None


def test_a_person_is_named_by_login_alone() -> None:
    assert str(people.add("pupr.admin", name="Budi Santoso", phone="081234567890")) == "pupr.admin"
