import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from arcadumas.edges.pages.templatetags.signs import DELIVERY

NOW = datetime(2026, 11, 24, 10, 44, tzinfo=ZoneInfo("Asia/Makassar"))


def drawn(source: str, *, language: str = "id", **values: Any) -> str:
    with translation.override(language):
        return Template("{% load signs %}" + source).render(Context({"now": NOW, **values}))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page)).strip()


class Form(forms.Form):
    title = forms.CharField(label="Judul", help_text="Singkat saja")
    place = forms.CharField(label="Tempat", required=False)
    kind = forms.ChoiceField(label="Jenis", choices=[("a", "Satu"), ("b", "Dua")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Setuju", help_text="Boleh diubah", required=False)


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert drawn('{% icon "check" %}') == (
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12.5l4.5 4.5L19 7"/></svg>'
    )


def test_an_unknown_icon_is_a_mistake_of_the_page() -> None:
    with pytest.raises(KeyError):
        drawn('{% icon "unicorn" %}')


def test_the_wordmark_is_drawn_and_named() -> None:
    page = drawn("{% mark %}{% wordmark %}")
    assert ('aria-label="Arcadumas"' in page, "<text" in page) == (True, False)


def test_a_due_sign_holds_shape_word_and_full_moment() -> None:
    page = drawn("{% due promise now %}", promise={"due_at": NOW - timedelta(days=4), "working_days_left": -2})
    assert page.startswith(
        '<span class="due due-late"><svg viewBox="0 0 20 20" aria-hidden="true"><path class="pie" d="M10 1.5L'
    )
    assert page.endswith(
        '<time datetime="2026-11-20T10:44:00+08:00" title="Jumat, 20 November 2026 pukul 10.44 WITA">'
        "Lewat 2 hari kerja</time></span>"
    )


def test_a_tagged_due_sign_has_its_ground_and_label() -> None:
    page = drawn('{% due promise now tag=True label="Jawaban pertama" %}', promise={"due_at": NOW + timedelta(days=30)})
    assert ("due-run due-tag" in page, words(page)) == (True, "Jawaban pertama: Kamis 24 Des, 10.44")


def test_a_strip_comes_with_its_sentence() -> None:
    promise = {
        "starts_at": NOW - timedelta(days=1),
        "due_at": NOW.replace(hour=23, minute=59),
        "day_number": 1,
        "total_days": 1,
    }
    page = drawn("{% days promise now %}", promise=promise)
    assert page == (
        '<svg class="days" viewBox="0 0 18.5 16" width="18.5" height="16" role="img" aria-label="Hari kerja ke-1 dari 1">'
        '<rect class="e t" x="1" y="1.5" width="15" height="13" rx="2"/></svg><p>Tenggat Selasa, 24 November 2026.</p>'
    )


def test_a_clock_in_hours_has_no_strip() -> None:
    assert drawn("{% days promise now %}", promise={"starts_at": NOW, "due_at": NOW + timedelta(hours=4)}) == ""


@pytest.mark.parametrize(("state", "word"), [
    ("queued", "Antre"), ("claimed", "Sedang dikirim"), ("sent", "Terkirim"), ("delivered", "Tersampaikan"),
    ("read", "Dibaca"), ("failed", "Gagal terkirim"), ("uncertain", "Belum pasti"), ("superseded", "Digantikan"),
])  # fmt: skip
def test_every_delivery_state_has_its_word_and_time(state: str, word: str) -> None:
    assert words(drawn("{% seen state at now=now %}", state=state, at=NOW)) == f"{word} 10.44"
    assert words(drawn("{% seen state %}", state=state)) == word


def test_all_delivery_states_are_drawn() -> None:
    assert set(DELIVERY) == {"queued", "claimed", "sent", "delivered", "read", "failed", "uncertain", "superseded"}


def test_a_failure_says_why_and_an_old_one_its_day() -> None:
    page = drawn('{% seen "failed" at reason="bukan nomor WhatsApp" now=now %}', at=NOW - timedelta(days=1))
    assert words(page) == "Gagal terkirim Senin 23 Nov: bukan nomor WhatsApp"


def test_what_others_wrote_is_escaped() -> None:
    assert "<b>" not in drawn('{% seen "failed" reason="<b>" %}{% state_sign "disposed" label %}', label="<b>")


def test_a_state_is_quiet_open_or_sent_back() -> None:
    page = drawn(
        '{% state_sign "disposed" "A" %}{% state_sign "received" "B" turn=True %}{% state_sign "returned" "C" %}'
    )
    assert re.findall(r'class="(state[^"]*)"', page) == ["state", "state state-open", "state state-back"]


def test_privacy_is_marked_with_sign_and_word() -> None:
    both = drawn("{% privacy report %}", report={"visibility": ["anonymous", "confidential"]})
    assert words(both) == "Anonim Rahasia"
    assert drawn("{% privacy report %}", report={"visibility": []}) == ""


def test_moments_follow_the_language() -> None:
    source = "{{ now|day }} / {{ now|moment }} / {{ now|short_moment }} / {{ now|stamp }} / {{ now|clock }} / {{ now|when:now }}"
    assert drawn(source) == (
        "Selasa, 24 November 2026 / Selasa, 24 November 2026 pukul 10.44 WITA / 24 Nov 2026, 10.44 / "
        "Selasa 24 Nov, 10.44 / 10.44 / Hari ini, Selasa 24 November"
    )
    assert drawn(source, language="en") == (
        "Tuesday 24 November 2026 / Tuesday 24 November 2026 at 10:44 WITA / 24 Nov 2026, 10:44 / "
        "Tuesday 24 Nov, 10:44 / 10:44 / Today, Tuesday 24 November"
    )


def test_a_moment_that_is_not_known_leaves_nothing() -> None:
    source = "{{ x|day }}{{ x|moment }}{{ x|short_moment }}{{ x|stamp }}{{ x|clock }}{{ x|when }}{{ x|figure }}"
    assert drawn(source, x=None) == ""


def test_figures_follow_the_language() -> None:
    assert drawn("{{ 1284|figure }} {{ 3.4|figure }}") == "1.284 3,4"
    assert drawn("{{ 1284|figure }} {{ 3.4|figure }}", language="en") == "1,284 3.4"


def test_a_field_has_label_hint_error_and_control_in_this_order() -> None:
    form = Form({})
    page = drawn("{% field form.title %}", form=form)
    order = [page.index(part) for part in ('<label for="id_title"', 'id="id_title-h"', 'id="id_title-e"', "<input")]
    assert order == sorted(order)
    assert 'aria-describedby="id_title-h id_title-e"' in page
    assert 'aria-invalid="true"' in page


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(boleh dikosongkan)" in drawn("{% field form.place %}", form=Form())
    assert "(boleh dikosongkan)" not in drawn("{% field form.title %}", form=Form())


def test_choices_are_whole_row_targets() -> None:
    page = drawn("{% field form.kind %}", form=Form())
    assert (page.count('class="pick"'), "<legend>Jenis" in page) == (2, True)


def test_a_tick_carries_its_explanation() -> None:
    assert words(drawn("{% field form.agreed %}", form=Form())) == "SetujuBoleh diubah"


def test_the_summary_of_errors_leads_to_the_fields_in_order() -> None:
    page = drawn("{% errors form %}", form=Form({}))
    assert ('role="alert"' in page, re.findall(r'href="#([^"]+)"', page)) == (True, ["id_title", "id_kind_0"])
    assert re.findall(r"#[^>]+>([^:<]+): ", page) == ["Judul", "Jenis"]  # one sentence for both says not which


def test_a_whole_form_has_no_summary() -> None:
    assert drawn("{% errors form %}", form=Form({"title": "a", "kind": "a"})).strip() == ""
