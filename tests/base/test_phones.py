import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcadumas.base.phones import to_e164


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "0812.3456.7890",
        "+6281234567890",
        "+62 812-3456-7890",
        "+62 (0)812 3456 7890",
        "+62 0812 3456 7890",
        "(+62) 812 3456 7890",
        "6281234567890",
        "62 812 3456 7890",
        "62081234567890",
        "006281234567890",
        "81234567890",
        " 0812 3456 7890\n",
        "０８１２３４５６７８９０",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "0812‑3456‑7890",
        "tel:+6281234567890",
        "https://wa.me/6281234567890",
        "wa.me/6281234567890",
        "https://api.whatsapp.com/send?phone=6281234567890",
    ],
)
def test_one_number_in_many_writings(written):
    assert to_e164(written) == "+6281234567890"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("62811234567", "+62811234567"),
        ("0811234567", "+62811234567"),
        ("(0511) 4799123", "+625114799123"),
        ("0511-4799123", "+625114799123"),
        ("021 5551234", "+62215551234"),
        ("+628110000001", "+628110000001"),
        ("08110000015", "+628110000015"),
        ("0812345678901", "+62812345678901"),
        ("+1 202 555 0123", "+12025550123"),
        ("0012025550123", "+12025550123"),
        ("+60 12-345 6789", "+60123456789"),
    ],
)
def test_other_numbers(written, number):
    assert to_e164(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "abc",
        "112",
        "0812",
        "08123456789012345",
        "+62",
        "00",
        "+999 1234",
        "0812345678 ext 5",
        "081234567890, 081234567891",
        "62" + "." * 10_000 + "81234567890",
    ],
)
def test_what_cannot_be_a_number_is_none(written):
    assert to_e164(written) is None


@given(st.from_regex(r"\A8[1235789][0-9]{7,9}\Z"), st.sampled_from(["0", "+62", "62", "0062", "+62 0"]))
def test_every_mobile_number_is_read_with_any_prefix(national, prefix):
    assert to_e164(prefix + national) == f"+62{national}"


@given(st.text())
def test_any_text_is_read_without_a_crash(text):
    number = to_e164(text)
    assert number is None or number[1:].isascii()
