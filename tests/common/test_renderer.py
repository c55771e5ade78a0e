"""Fields say in Jinja what they say in Django's own language."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from common.emptiness import NamedField
from common.renderer import Renderer

CHOICES = [("a", "One"), ("Group", [("b", "<Two>"), ("c", "Three")])]
FIELDS: dict[str, forms.Field] = {
    "text": forms.CharField(help_text="<b>", max_length=9),
    "hidden": forms.CharField(widget=forms.HiddenInput),
    "long": forms.CharField(widget=forms.Textarea),
    "tick": forms.BooleanField(),
    "one": forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect),
    "some": forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple),
    "more": forms.MultipleChoiceField(choices=CHOICES),
    "number": forms.IntegerField(min_value=1),
    "day": forms.DateField(),
    "file": forms.FileField(),
    "moment": forms.SplitDateTimeField(),
}


class Djangos(TemplatesSetting):
    bound_field_class = NamedField


def bound(name: str, renderer: TemplatesSetting) -> forms.BoundField:
    data = {"field": "<b>&'\"", "field_0": "x"}
    kind = type("Asked", (forms.Form,), {"field": FIELDS[name]})
    return kind(data, renderer=renderer)["field"]  # type: ignore[no-any-return]


def said(markup: str) -> str:
    return re.sub(r"\s+", "", markup.replace("&#x27;", "&#39;").replace("&quot;", "&#34;"))


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_and_its_errors_say_the_same(name: str) -> None:
    ours, djangos = bound(name, Renderer()), bound(name, Djangos())
    assert said(ours.as_widget()) == said(djangos.as_widget())
    assert said(str(ours.errors)) == said(str(djangos.errors))
    assert "<b>&'" not in ours.as_widget()


def test_what_the_house_writes_itself_is_written_so() -> None:
    assert "components" in str(Renderer().get_template("django/forms/div.html").template.source)
    assert "options" in str(Renderer().get_template("django/forms/widgets/select.html").template.source)
    assert "jinja2" in type(Renderer().get_template("django/forms/widgets/text.html")).__module__


class Asked(forms.Form):
    subject = forms.CharField()
    severity = forms.ChoiceField(label="How bad is it?", choices=CHOICES, widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    agree = forms.BooleanField(label="I confirm it")
    logo = forms.FileField()
    why = forms.CharField(error_messages={"required": "Say why."})
    mode = forms.CharField(label="")
    full = forms.ChoiceField(label="How full is it, in %s?", choices=CHOICES)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("subject", "Fill in “Subject”."),
        ("severity", "Choose from “How bad is it?”."),
        ("days", "Choose from “Days”."),
        ("agree", "Tick “I confirm it”."),
        ("logo", "Choose a file for “Logo”."),
        ("why", "Say why."),
        ("full", "Choose from “How full is it, in %s?”."),
        ("mode", "This field is required."),
    ],
)
def test_a_field_that_was_left_empty_says_what_to_do_with_it(field: str, said: str) -> None:
    assert Asked({}).errors[field] == [said]


def test_what_is_on_no_list_is_to_be_chosen_anew() -> None:
    sent = Asked({"severity": "z", "days": ["a", "z"], "full": "z"})
    assert sent.errors["severity"] == ["Choose from “How bad is it?”: what came is not on its list."]
    assert sent.errors["full"] == ["Choose from “How full is it, in %s?”: what came is not on its list."]
    assert sent.errors["days"] == ["Choose from “Days”: what came is not on its list."]


def test_a_label_that_a_form_gives_late_is_the_one_that_is_named() -> None:
    form = Asked({})
    form.fields["subject"].label = "Title"
    assert form.errors["subject"] == ["Fill in “Title”."]
    assert Asked({}).errors["subject"] == ["Fill in “Subject”."]


def test_the_summary_of_errors_names_a_field_once() -> None:
    said = " ".join(str(Asked({"subject": "x"})).split())
    assert '<li><a href="#id_agree">Tick “I confirm it”.</a></li>' in said
    assert '<li><a href="#id_why">Why</a>: Say why.</li>' in said
