from django import forms
from django.test.html import Element, parse_html

from arcadumas.edges.pages.desk.selects import LongSelect

CHOICES = [("", "Pilih"), ("Dinas", [("pupr", "PUPR <jalan>"), ("dinkes", 'Dinas "Kesehatan"')])]


class Plain(forms.Form):
    unit = forms.ChoiceField(choices=CHOICES)


class Long(forms.Form):
    unit = forms.ChoiceField(choices=CHOICES, widget=LongSelect)


def element(form: forms.Form) -> Element:
    return parse_html(str(form["unit"].as_widget(attrs={"class": "in"})))


def test_it_writes_what_django_writes() -> None:
    for data in ({}, {"unit": "dinkes"}, {"unit": ""}):
        assert element(Long(data)) == element(Plain(data))
