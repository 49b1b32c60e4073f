"""The panel of one section, with the conditions under which it is shown."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms_engine.builder.conditions import askable_fields, clean_visibility, offered_tests, typed_value
from forms_engine.builder.option_rows import read_rows
from forms_engine.builder.refusals import Refused
from forms_engine.models import Section

BLANK_CONDITIONS = 1
RULE_WORDS = (("always", _("always")), ("all", _("when all of these hold")), ("any", _("when any of these holds")))


class SectionPanel(forms.ModelForm):
    """`instance` has its form; unsaved for a new section. Valid means fit to be saved."""

    rule = forms.ChoiceField(label=_("Shown"), choices=RULE_WORDS)

    class Meta:
        model = Section
        fields: ClassVar[list[str]] = ["title", "instructions", "is_table", "least_rows", "most_rows"]
        widgets: ClassVar[dict[str, Any]] = {"instructions": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: Any = None, *, instance: Section, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.askable = askable_fields(instance.form, instance)
        self.initial["rule"] = instance.visibility.get("rule", "always")
        for name in ("least_rows", "most_rows"):
            self.fields[name].required = False

    @property
    def heads(self) -> list[forms.BoundField]:
        return [self["title"], self["instructions"]]

    @property
    def table_boxes(self) -> list[forms.BoundField]:
        return [self["is_table"], self["least_rows"], self["most_rows"]]

    @property
    def conditions(self) -> list[dict[str, str]]:
        """The rows of conditions as typed, and a blank one to add."""
        if self.is_bound:
            rows = [{"field": key, "test": test, "value": value} for key, test, value in self._typed()]
        else:
            known = {field.key: field for field in self.askable}
            rows = [
                {"field": one["field"], "test": one["test"], "value": typed_value(one, known.get(one["field"]))}
                for one in self.instance.visibility.get("conditions", [])
            ]
        return [*rows, *[{"field": "", "test": "is", "value": ""}] * BLANK_CONDITIONS]

    @property
    def tests(self) -> list[tuple[str, Any]]:
        return offered_tests()

    def _typed(self) -> list[tuple[str, str, str]]:
        rows = read_rows(self.data, "condition_field", "condition_test", "condition_value")
        return [(row[0], row[1], row[2]) for row in rows if row[0]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, usual in (("least_rows", 1), ("most_rows", 50)):
            if cleaned.get(name) is None:
                cleaned[name] = usual
        if cleaned["least_rows"] > cleaned["most_rows"] or not 1 <= cleaned["most_rows"] <= 500:
            self.add_error("most_rows", ValidationError(_("From 1 to 500, and not below the rows at first.")))
        try:
            cleaned["visibility"] = clean_visibility(cleaned.get("rule", ""), self._typed(), self.askable)
        except Refused as error:
            self.add_error("rule", ValidationError(error.words, code=error.code))
        return cleaned

    def said(self) -> dict[str, Any]:
        names = ("title", "instructions", "is_table", "least_rows", "most_rows", "visibility")
        return {name: self.cleaned_data[name] for name in names}
