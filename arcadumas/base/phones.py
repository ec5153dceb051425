"""Telephone numbers in any Indonesian writing."""

import re
import unicodedata

import phonenumbers

REGION = "ID"
LONGEST = 80  # characters of writing, link and blanks included
LINK = re.compile(r"^(?:tel:|(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=))", re.IGNORECASE)
ABROAD_WITHOUT_PLUS = re.compile(r"^\W*(?:00(?=[1-9])|(?=62[\s().-]*0?[\s().-]*[2-9]))")
TRUNK = re.compile(r"^(\+62\W*)\(?0\)?")  # +62 (0)812 …, +62 0812 …


def to_e164(text: str) -> str | None:
    """`+62…` for any writing of a number, with the country code or without; None when it cannot be a number."""
    if len(text) > LONGEST:
        return None
    written = LINK.sub("", unicodedata.normalize("NFKC", text).strip())
    written = ABROAD_WITHOUT_PLUS.sub("+", written, count=1)
    written = TRUNK.sub(r"\1", written)
    try:
        number = phonenumbers.parse(written, REGION)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not is_fit(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_fit(number: phonenumbers.PhoneNumber) -> bool:
    """Indonesian numbers by the numbering plan; foreign ones by length alone."""
    if number.country_code == phonenumbers.country_code_for_region(REGION):
        return phonenumbers.is_valid_number(number)
    return phonenumbers.is_possible_number(number)


def national(e164: str) -> str:
    """«0812-3456-7890»: as a letterhead carries it; what is no number stays as written."""
    try:
        number = phonenumbers.parse(e164, REGION)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
