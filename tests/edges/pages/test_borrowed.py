"""The framework's own refusals speak the house's Indonesian."""

from django import forms
from django.utils.translation import override


class Sample(forms.Form):
    name = forms.CharField()
    note = forms.CharField(max_length=3)


def test_an_empty_box_is_refused_in_our_words() -> None:
    with override("id"):
        refused = Sample({"note": "panjang"}).errors.get_json_data()
    assert [refused["name"][0]["message"], refused["note"][0]["message"]] == [
        "Bagian ini belum diisi. Isi dulu, lalu kirim lagi.",
        "Paling panjang 3 karakter; sekarang 7. Ringkas, lalu kirim lagi.",
    ]
