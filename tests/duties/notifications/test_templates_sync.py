"""The registry is like Meta's list: all of it is read, what is missing is applied for, and what we send fits what stands there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from arcadumas.base.gateways import whatsapp
from arcadumas.base.gateways.whatsapp_templates import Listed
from arcadumas.duties.notifications import registry, seeds, templates_sync
from arcadumas.duties.notifications.carriers.whatsapp import _button
from arcadumas.duties.notifications.models import Template, Words
from arcadumas.duties.notifications.texts import examples, load_files, meta_template, render_whatsapp
from arcadumas.edges.simulator import registry as provider
from arcadumas.edges.simulator.models import Template as Provided
from tests.doubles import Graph
from tests.metas_templates import refusal

pytestmark = pytest.mark.django_db
TEXTS = [text for text in load_files() if text.body]
ONE = "aduan_disposisi_v1"
FEW = ("aduan_disposisi", "aduan_baru", "aduan_warga_terima", "aduan_dikembalikan")
MANY = len(FEW) * 2


@pytest.fixture(autouse=True)
def sown(request: pytest.FixtureRequest, graph: Graph) -> None:
    """A handful of the texts."""
    if "text" not in request.fixturenames:
        seeds.sow()
        Words.objects.exclude(stem__in=FEW).delete()


def sync(**more: Any) -> templates_sync.Synced:
    return templates_sync.sync(templates_sync.client(), **{"most": 1_000, **more})


def one(name: str = ONE, language: str = "id") -> Template:
    return Template.objects.get(name=name, language=language)


def states() -> set[str]:
    return set(Template.objects.values_list("state", flat=True))


def test_what_is_missing_is_applied_for_once(graph: Graph):
    assert sync() == templates_sync.Synced(asked=MANY)
    wanted = sorted((f"{stem}_v1", language) for stem in FEW for language in ("id", "en"))
    assert (graph.templates.names(), states()) == (wanted, {"pending"})
    assert sync() == templates_sync.Synced(read=MANY, changed=MANY)  # the quality is new
    assert sync() == templates_sync.Synced(read=MANY)


def test_every_text_of_the_product_is_taken_up(graph: Graph):
    answers = [graph.templates.apply(meta_template(text, base_url="https://aduan.contoh.go.id")) for text in TEXTS]
    assert [said for status, said in answers if status != 200] == []
    assert len(graph.templates.rows) == len(TEXTS)


def test_a_list_of_many_pages_is_read_to_its_end(graph: Graph):
    sync()
    graph.templates.decide("APPROVED", quality_score={"score": "GREEN"}, category="MARKETING")
    graph.templates.most, graph.templates.pages = 3, 0
    assert (sync().changed, graph.templates.pages) == (MANY, 3)
    assert set(Template.objects.values_list("state", "quality", "category")) == {("approved", "GREEN", "MARKETING")}


def test_a_list_that_breaks_in_the_middle_changes_nothing(graph: Graph):
    sync()
    graph.templates.decide("APPROVED")
    graph.templates.most, graph.templates.pages, graph.templates.broken_page = 3, 0, 2
    assert sync().problem
    assert states() == {"pending"}
    assert sync().problem == ""
    assert states() == {"approved"}


def test_not_more_are_applied_for_than_meta_takes(graph: Graph):
    assert sync(most=5).asked == 5
    assert (len(graph.templates.rows), Template.objects.count()) == (5, 5)
    graph.templates.script = [None, refusal(80008, None, "too many applications")]
    assert (sync().asked, len(graph.templates.rows)) == (1, 6)
    assert (sync().problem, states(), len(graph.templates.rows)) == ("", {"pending"}, MANY)


def test_a_refusal_keeps_metas_words_and_is_not_asked_for_again(graph: Graph, caplog: pytest.LogCaptureFixture):
    graph.templates.script = [refusal(100, 2388299, "Variables can't be at the start or end")]
    assert sync().refused == 1
    bad = Template.objects.get(state="rejected")
    assert bad.last_error == "Variables can't be at the start or end"
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    sync()
    assert (len(graph.templates.rows), Template.objects.get(state="rejected")) == (MANY - 1, bad)


def test_one_that_stands_there_already_is_found_by_the_next_list(graph: Graph):
    text = next(text for text in TEXTS if (text.name, text.language) == (ONE, "id"))
    graph.templates.apply(meta_template(text, base_url="https://aduan.contoh.go.id"))
    graph.templates.script = [refusal(100, 2388024, "already exists")]
    sync()
    assert (one().state, one().meta_id) == ("pending", "1000")
    sync()
    assert states() == {"pending"}


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_a_provider_that_refuses_us_is_a_problem_and_no_more(graph: Graph, settings: Any, status: int):
    if status < 500:
        settings.WHATSAPP_TOKEN = "another"
    else:
        graph.templates.broken_page = 1
    assert sync().problem
    assert not Template.objects.exists()


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"messages": [{"id": "wamid.1"}]}),
        (200, {"id": "1"}),
        (403, {"error": {"code": 200, "message": "permission"}}),
    ],
)
def test_one_that_knows_no_applications_holds_nothing_back(graph: Graph, answer: Any):
    """A row that waits would keep its words from going by WhatsApp."""
    graph.templates.script = [answer]
    assert sync().problem
    assert not Template.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nobody_sees_a_template_of_the_list_before_its_state(graph: Graph, monkeypatch: pytest.MonkeyPatch):
    sync()
    graph.templates.decide("APPROVED")
    Template.objects.all().delete()
    compared, seen = registry._compared, []

    def looked(*values: Any) -> bool:
        with ThreadPoolExecutor(1) as other:
            seen.append(other.submit(lambda: (Template.objects.count(), connection.close())[0]).result())
        return compared(*values)

    monkeypatch.setattr(registry, "_compared", looked)
    sync()
    assert (set(seen), states()) == ({0}, {"approved"})


def test_a_provider_that_is_away_is_only_a_warning(settings: Any, caplog: pytest.LogCaptureFixture):
    settings.WHATSAPP_API_URL, settings.WHATSAPP_TOKEN = "http://127.0.0.1:9", "t"
    assert sync().problem
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_template_that_was_taken_away_is_registered_anew(graph: Graph):
    sync()
    graph.templates.decide("APPROVED")
    sync()
    graph.templates.rows.remove(graph.templates.of(ONE))
    sync()
    assert (one().state, one(language="en").state) == ("pending", "approved")


@pytest.mark.parametrize("rows", [[], [{"name": "hello_world", "language": "en_US", "status": "APPROVED"}]])
def test_a_list_without_any_of_ours_takes_none_away(graph: Graph, rows: list[dict[str, Any]]):
    sync()
    graph.templates.decide("APPROVED")
    sync()
    graph.templates.rows[:] = rows
    sync()
    assert states() == {"approved"}


def test_a_row_of_which_nothing_is_said_is_there_all_the_same(graph: Graph):
    sync()
    graph.templates.decide("APPROVED")
    sync()
    for row in graph.templates.rows:
        del row["status"]
    sync()
    assert (states(), Template.objects.count()) == ({"approved"}, MANY)
    Template.objects.all().delete()
    registry.compare([Listed(id="1", name=ONE, language="id", status="")], asked_at=timezone.now())
    assert not Template.objects.exists()


def test_meta_may_stop_a_template_and_let_it_go_on(graph: Graph):
    sync()
    for status, state in (("APPROVED", "approved"), ("PAUSED", "paused"), ("APPROVED", "approved"), ("DISABLED", "disabled"),
                          ("IN_APPEAL", "pending"), ("FLAGGED", "approved"), ("REJECTED", "rejected")):  # fmt: skip
        graph.templates.decide(status)
        sync()
        assert states() == {state}
    assert {row.state for row in registry.broken()} == {"rejected"}
    assert registry.counts() == {"rejected": MANY}


def test_an_older_list_does_not_undo_a_newer_word(graph: Graph):
    sync()
    value = {"event": "APPROVED", "message_template_name": ONE, "message_template_language": "id"}
    registry.heed("message_template_status_update", value, at=timezone.now() + timedelta(seconds=5))
    sync()
    assert (one().state, one(language="en").state) == ("approved", "pending")


def test_what_stands_there_already_is_taken_over_without_asking(graph: Graph):
    sync()
    graph.templates.decide("APPROVED")
    Template.objects.all().delete()
    assert sync() == templates_sync.Synced(read=MANY, changed=MANY)
    assert (states(), Words.objects.filter(template=None).exclude(body="").count()) == ({"approved"}, 0)


def test_the_shape_is_that_of_the_template_there(graph: Graph):
    sync()
    graph.templates.of(ONE)["components"] = [{"type": "BODY", "text": "Halo {{1}}, ada {{2}} kabar."}]
    sync()
    assert one().shape == {"parameters": 2, "fixed": 18, "buttons": []}
    assert one(language="en").shape["buttons"] == ["reply", "reply", "url"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text.stem}.{text.language}")
def test_a_strict_provider_takes_the_template_and_what_we_send_by_it(text: Any):
    made = provider.register(meta_template(text, base_url="https://aduan.contoh.go.id"), is_strict=True)
    Provided.objects.filter(pk=made.pk).update(state="APPROVED")
    shown = render_whatsapp(text, examples(text))
    buttons = [_button(each.kind, f"{each.act}:token" if each.kind == "reply" else "token/") for each in shown.buttons]
    components = [
        {"type": "body", "parameters": [whatsapp.text(value) for value in shown.parameters]},
        *(whatsapp.button(index, each) for index, each in enumerate(buttons) if each),
    ]
    sent = {"name": text.name, "language": {"code": text.language}, "components": components}
    filled = provider.fill(sent, is_strict=True)
    assert (filled["text"], [each["text"] for each in filled["buttons"]]) == (
        shown.body.strip(), [each.label for each in shown.buttons],
    )  # fmt: skip
