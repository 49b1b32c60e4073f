"""However a form is put on a page, each control has a label, its help and its errors, once."""

import pytest
from django import forms

from tests.templates.rendering import Page

CHOICES = [("1", "Very poor"), ("2", "Poor")]


class Everything(forms.Form):
    text = forms.CharField(help_text="Your own words.")
    paragraph = forms.CharField(widget=forms.Textarea, required=False)
    number = forms.DecimalField(help_text="In kilograms.")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    one = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, help_text="Pick one.")
    many = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False)
    pick = forms.ChoiceField(choices=CHOICES)
    moment = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget)
    agreed = forms.BooleanField(label="I agree", help_text="Needed.")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def filled_in_wrongly() -> Page:
    return Page(Everything({"one": "9"}).render())


@pytest.mark.parametrize("page", [Page(Everything().render()), filled_in_wrongly()], ids=["empty", "wrong"])
def test_every_control_has_a_label_or_a_legend(page: Page) -> None:
    labelled = {label["for"] for label in page.all("label") if "for" in label}
    controls = [one for tag in ("input", "select", "textarea") for one in page.all(tag)]
    lonely = {one["id"] for one in controls if one.get("type") != "hidden"} - labelled
    assert lonely == {"id_moment_0", "id_moment_1"}
    assert len(page.all("legend")) == 3


def test_help_and_errors_stand_where_the_control_points() -> None:
    page = filled_in_wrongly()
    pointed_at = {one for _tag, found in page.elements for one in found.get("aria-describedby", "").split()}
    assert {"id_text_helptext", "id_text_error", "id_one_helptext", "id_one_error", "id_agreed_error"} <= pointed_at
    assert pointed_at <= set(page.ids())
    assert len(page.ids()) == len(set(page.ids()))


def test_an_error_is_said_once() -> None:
    page = filled_in_wrongly()
    assert page.words.count("Select a valid choice. 9 is not one of the available choices.") == 1
    assert page.words.count("This field is required.") == 6


def test_what_may_stay_empty_is_marked() -> None:
    page = Page(Everything().render())
    assert "Paragraph optional" in page.words
    assert "Text optional" not in page.words


def test_a_field_alone_looks_the_same_as_in_its_form() -> None:
    form = Everything()
    assert form["text"].as_field_group() in form.render()


def test_errors_of_the_whole_form_are_shown_with_it() -> None:
    form = Everything({})
    form.add_error(None, "These do not fit together.")
    assert "These do not fit together." in Page(form.render()).words


def test_hidden_fields_have_no_label() -> None:
    page = Page(Everything().render())
    assert "Hidden" not in page.words
    assert [one["name"] for one in page.all("input") if one["type"] == "hidden"] == ["hidden"]
