"""Templates: what may be registered, and how they are filled."""

from typing import Any

import pytest

from arcadumas.edges.simulator import registry
from arcadumas.edges.simulator.errors import GraphError
from arcadumas.edges.simulator.models import Template
from tests.edges.simulator.rig import DISPOSITION, quick_reply, url_button

pytestmark = pytest.mark.django_db
GOOD_BUTTONS = [quick_reply(0, "acceptance:x"), quick_reply(1, "return:x"), url_button(2, "signed")]


def made(body: str = "Halo {{1}} dan {{2}}.", **rest: Any) -> dict[str, Any]:
    return {
        "name": "aduan_x_v1", "language": "id", "category": "UTILITY", "components": [{"type": "BODY", "text": body}], **rest,
    }  # fmt: skip


def filled(*texts: str, name: str = "aduan_x_v1", buttons: Any = (), **names: str) -> dict[str, Any]:
    parameters: list[dict[str, str]] = [{"type": "text", "text": text} for text in texts]
    parameters += [{"type": "text", "parameter_name": key, "text": text} for key, text in names.items()]
    components = [{"type": "BODY", "parameters": parameters}, *buttons]
    return registry.fill({"name": name, "language": {"code": "id"}, "components": components}, is_strict=False)


def refused(act: Any, *given: Any, **rest: Any) -> tuple[int, int | None]:
    with pytest.raises(GraphError) as refusal:
        act(*given, **rest)
    return refusal.value.code, refusal.value.subcode


@pytest.mark.parametrize(
    ("body", "subcode"),
    [
        (made("{{1}} di awal."), 2388299),
        (made("Di akhir {{1}}"), 2388299),
        (made("Ini {{1}} {{2}} bersisian."), 2388299),
        (made("x" * 1025), 2388040),
        (made(""), 100),
        (made(name="Aduan-X"), None),
        (made(category="OTHER"), None),
        (made(language=""), None),
        (made(components="x"), None),
        (made(components=[{"type": "VIDEO"}]), None),
        (made(components=[{"type": "BODY", "text": "x"}, {"type": "FOOTER", "text": "x" * 61}]), 2388040),
        (made(components=[{"type": "BODY", "text": "x"}, {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "x"}]}]), None),
        (
            made(components=[{"type": "BODY", "text": "x"}, {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "x"}] * 11}]),
            2388040,
        ),
    ],
)  # fmt: skip
def test_a_bad_template_is_refused(body: dict[str, Any], subcode: int | None) -> None:
    if subcode == 100:
        subcode = 2388040
    assert refused(registry.register, body, is_strict=False) == (100, subcode)


def test_registering_again_outside_strict_mode_changes_the_words() -> None:
    first = registry.register(made(), is_strict=False)
    assert registry.register(made("Salam {{1}}, {{2}}."), is_strict=False).id == first.id
    assert filled("a", "b")["text"] == "Salam a, b."


def test_names_of_parameters_are_matched() -> None:
    registry.register(made("Halo {{post}} dan {{code}}."), is_strict=False)
    assert filled(post="a", code="b")["text"] == "Halo a dan b."
    assert refused(filled, post="a", wrong="b") == (132012, None)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("a",), 132000),
        (("a", "b", "c"), 132000),
        (("a", "dua\nbaris"), 132018),
        (("a", "tab\there"), 132018),
        (("a", "lima     spasi"), 132018),
        (("a", ""), 131008),
        (("a", "x" * 1024), 132005),
    ],
)
def test_parameters_that_do_not_fit_are_refused(texts: tuple[str, ...], code: int) -> None:
    registry.register(made(), is_strict=False)
    assert refused(filled, *texts)[0] == code


def test_four_spaces_are_still_good() -> None:
    registry.register(made(), is_strict=False)
    assert filled("a", "empat    spasi")["text"] == "Halo a dan empat    spasi."


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([*GOOD_BUTTONS, quick_reply(3, "x")], 131009),
        ([url_button(0, "x"), *GOOD_BUTTONS[1:]], 131009),
        (GOOD_BUTTONS[:2], 131008),
        ([quick_reply(0, "x" * 257), *GOOD_BUTTONS[1:]], 131009),
        ([{**quick_reply(0, "x"), "index": "a"}], 131009),
        ([{**quick_reply(0, "x"), "parameters": []}, *GOOD_BUTTONS[1:]], 131008),
    ],
)
def test_buttons_that_do_not_fit_are_refused(buttons: list[dict[str, Any]], code: int) -> None:
    registry.register(DISPOSITION, is_strict=False)
    assert refused(filled, "a", "b", name="aduan_disposisi_v1", buttons=buttons)[0] == code


def test_the_shape_is_what_was_registered() -> None:
    shape = registry.shape(registry.register(DISPOSITION, is_strict=False))
    assert [part["type"] for part in shape["components"]] == ["HEADER", "BODY", "FOOTER", "BUTTONS"]
    assert (shape["name"], shape["status"], shape["category"]) == ("aduan_disposisi_v1", "PENDING", "UTILITY")


def test_what_is_put_in_stock_is_approved_and_leaves_alone_what_was_registered() -> None:
    registry.register(made("Tetap {{1}}, {{2}}."), is_strict=False)
    learned = registry.fill({"name": "aduan_y_v1", "language": {"code": "id"}}, is_strict=False)
    assert learned["text"] == "aduan_y_v1"
    wanted = [made(), made("Halo.", name="aduan_y_v1"), made(name="aduan_z_v1"), made("", name="aduan_q_v1")]
    assert (registry.stock(wanted), registry.stock(wanted)) == (2, 0)
    stand = {row.name: (row.body, row.state) for row in Template.objects.all()}
    assert stand == {
        "aduan_x_v1": ("Tetap {{1}}, {{2}}.", "PENDING"),
        "aduan_y_v1": ("Halo.", "APPROVED"),
        "aduan_z_v1": ("Halo {{1}} dan {{2}}.", "APPROVED"),
    }
