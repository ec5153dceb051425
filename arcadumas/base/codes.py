"""Codes that people read out, type and mistype, and the secrets that go with them."""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without 0 1 I L O U, which are misread or spell words
VALUES = {character: value for value, character in enumerate(ALPHABET)}
CODE_LENGTH = 8
SECRET_LENGTH = 12
PRIME = 31  # the first prime above the alphabet's 30


def new_code() -> str:
    """A random code, written `XXXX-XXXX`; 30^7 less one in 31 are possible, so the caller checks that it is free."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
        if (check := check_value(body)) < len(ALPHABET):
            return f"{body[:4]}-{body[4:]}{ALPHABET[check]}"


def read_code(text: str) -> str | None:
    """The code as we write it, whatever the case, hyphens and blanks; None when it is no code or is mistyped."""
    kept = (c for c in unicodedata.normalize("NFKC", text).upper() if not is_decoration(c))
    code = "".join(kept)
    if len(code) != CODE_LENGTH or not set(code) <= VALUES.keys() or check_value(code[:-1]) != VALUES[code[-1]]:
        return None
    return f"{code[:4]}-{code[4:]}"


def new_secret() -> str:
    """12 characters, 58 bits: enough behind a limit of ten wrong tries an hour."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH))


def check_value(body: str) -> int:
    """The last character's value, such that the sum of weight times value is 0 modulo 31, the weights being 8, 7 … 1.

    As in ISBN-10: the modulus is prime and the weights differ, so one wrong character and any two exchanged ones are
    always noticed. The one value in 31 that has no character is never given out.
    """
    weighted = sum((CODE_LENGTH - place) * VALUES[character] for place, character in enumerate(body))
    return -weighted % PRIME


def is_decoration(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {"Pd", "Cf"}
