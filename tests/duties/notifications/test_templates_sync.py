"""Templates are registered where they are missing, and what we send fits what we registered."""

from typing import Any

import pytest

from arcadumas.base.gateways import whatsapp
from arcadumas.duties.notifications import seeds, templates_sync
from arcadumas.duties.notifications.carriers.whatsapp import _button
from arcadumas.duties.notifications.texts import examples, load_files, meta_template, render_whatsapp
from arcadumas.edges.simulator import registry
from arcadumas.edges.simulator.models import Template
from tests.doubles import Graph

pytestmark = pytest.mark.django_db
TEXTS = [text for text in load_files() if text.body]


def test_what_is_missing_is_registered_once(graph: Graph):
    seeds.sow()
    assert templates_sync.register(templates_sync.client()) == len(TEXTS)
    assert sorted((each["name"], each["language"]) for each in graph.templates) == sorted(
        (text.name, text.language) for text in TEXTS
    )
    assert templates_sync.register(templates_sync.client()) == 0


def test_a_refusal_is_logged_and_the_rest_goes_on(graph: Graph, settings: Any, caplog: pytest.LogCaptureFixture):
    seeds.sow()
    settings.WHATSAPP_BUSINESS_ACCOUNT_ID = "another"
    assert templates_sync.register(templates_sync.client()) == 0
    assert {record.levelname for record in caplog.records} == {"ERROR"}


def test_a_provider_that_is_away_is_only_a_warning(settings: Any, caplog: pytest.LogCaptureFixture):
    settings.WHATSAPP_API_URL, settings.WHATSAPP_TOKEN = "http://127.0.0.1:9", "t"
    assert templates_sync.register(templates_sync.client()) == 0
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text.stem}.{text.language}")
def test_a_strict_provider_takes_the_template_and_what_we_send_by_it(text: Any):
    made = registry.register(meta_template(text, base_url="https://aduan.contoh.go.id"), is_strict=True)
    Template.objects.filter(pk=made.pk).update(state="APPROVED")
    shown = render_whatsapp(text, examples(text))
    buttons = [_button(each.kind, f"{each.act}:token" if each.kind == "reply" else "token/") for each in shown.buttons]
    components = [
        {"type": "body", "parameters": [whatsapp.text(value) for value in shown.parameters]},
        *(whatsapp.button(index, each) for index, each in enumerate(buttons) if each),
    ]
    sent = {"name": text.name, "language": {"code": text.language}, "components": components}
    filled = registry.fill(sent, is_strict=True)
    assert (filled["text"], [each["text"] for each in filled["buttons"]]) == (
        shown.body.strip(), [each.label for each in shown.buttons],
    )  # fmt: skip
