"""The demo government in the database."""

from typing import Any

import pytest

from arcadumas.duties.notifications import templates_sync
from arcadumas.edges.simulator.models import Template
from arcadumas.site import demo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://127.0.0.1:10"])
def test_the_simulator_knows_every_template_before_the_first_message(settings: Any, address: str) -> None:
    settings.SIMULATOR_URL, settings.WHATSAPP_API_URL = "http://127.0.0.1:9", address
    demo.load()
    demo.load()
    applied = [(body["name"], body["language"]) for body in templates_sync.applications()]
    known = [(row.name, row.language) for row in Template.objects.filter(state="APPROVED", is_learned=False)]
    assert len(applied) > 50
    assert sorted(known) == (sorted(applied) if address == settings.SIMULATOR_URL else [])
