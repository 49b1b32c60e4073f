"""One rule of a field's standards as boxes to fill."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.builder.standard_rules import NUMBERS, OPTIONS, has_baseline, options_of, sort_of
from forms_engine.field_types import field_type
from forms_engine.field_types.duration import Duration
from forms_engine.models import FieldDefinition, Standard
from forms_engine.standard_words import option_words
from people.models import Person

LONGEST_WORDS = 120
OLDEST, LONGEST_WINDOW = 200, 731


class RuleForm(forms.Form):
    """`rule`: the one that stands, or None for a new one. Blank means there is no such rule, not a wrong one."""

    tone = forms.ChoiceField(label=gettext_lazy("Colour"), choices=Standard.Tone.choices, initial=Standard.Tone.WATCH)
    words = forms.CharField(label=gettext_lazy("Words"), max_length=LONGEST_WORDS, required=False)
    measure = forms.ChoiceField(label=gettext_lazy("Of what"), choices=Standard.Measure.choices, required=False)
    low = forms.CharField(label=gettext_lazy("From"), max_length=40, required=False)
    high = forms.CharField(label=gettext_lazy("Below"), max_length=40, required=False)
    window_days = forms.IntegerField(
        label=gettext_lazy("Days of the baseline"), min_value=1, max_value=LONGEST_WINDOW, required=False
    )
    least_values = forms.IntegerField(
        label=gettext_lazy("Fewest values in it"), min_value=1, max_value=LONGEST_WINDOW, required=False
    )
    options = forms.MultipleChoiceField(
        label=gettext_lazy("Answers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    age_from = forms.IntegerField(label=gettext_lazy("Age from"), min_value=0, max_value=OLDEST, required=False)
    age_below = forms.IntegerField(label=gettext_lazy("Age below"), min_value=0, max_value=OLDEST, required=False)
    # What makes a rule one, if only one of them is filled.
    TELLING = ("words", "low", "high", "options", "sex", "age_from", "age_below")

    def __init__(self, data: Any, *, field: FieldDefinition, rule: Standard | None, prefix: str) -> None:
        self.field, self.rule = field, rule
        super().__init__(data, prefix=prefix, initial=self._standing(rule), use_required_attribute=False)
        asked: dict[str, Any] = self.fields
        asked["sex"].choices = [("", _("anybody")), *Person.Sex.choices]
        for name in self._left_out():
            del self.fields[name]
        if sort_of(field) == OPTIONS:
            stale = [one for one in (rule.options if rule else []) if one not in options_of(field)]
            asked["options"].choices = [(one, option_words(field, one)) for one in [*options_of(field), *stale]]
        elif "options" in self.fields:
            self.fields["options"] = forms.CharField(
                label=_("Answers, one per line"), required=False, widget=forms.Textarea(attrs={"rows": 3})
            )

    def _left_out(self) -> list[str]:
        if sort_of(self.field) != NUMBERS:
            return ["measure", "low", "high", "window_days", "least_values"]
        return ["options"] if has_baseline(self.field) else ["options", "measure", "window_days", "least_values"]

    def _standing(self, rule: Standard | None) -> dict[str, Any]:
        if rule is None:
            return {"window_days": 28, "least_values": 7}
        names = ("tone", "words", "measure", "window_days", "least_values", "sex", "age_from", "age_below")
        bounds = {name: self._typed(rule, getattr(rule, name)) for name in ("low", "high")}
        options = rule.options if sort_of(self.field) == OPTIONS else "\n".join(map(str, rule.options))
        return {name: getattr(rule, name) for name in names} | bounds | {"options": options}

    def _typed(self, rule: Standard, bound: float | None) -> str:
        if bound is None:
            return ""
        return str(Duration().initial(bound)) if self._is_duration(rule.measure) else f"{bound:.15g}"

    def _is_duration(self, measure: str) -> bool:
        return isinstance(field_type(self.field.type), Duration) and measure == Standard.Measure.VALUE

    @property
    def is_blank(self) -> bool:
        said = getattr(self, "cleaned_data", {})
        return not self.errors and all(said.get(name) in (None, "", []) for name in self.TELLING)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        measure = cleaned["measure"] = cleaned.get("measure") or Standard.Measure.VALUE
        for name in ("low", "high"):
            if typed := cleaned.get(name):
                try:
                    kind = field_type("duration" if self._is_duration(measure) else "number")
                    cleaned[name] = float(kind.clean(self.field, typed))
                except ValidationError as error:
                    self.add_error(name, error)
            else:
                cleaned[name] = None
        if isinstance(said := cleaned.get("options"), str):
            cleaned["options"] = [line.strip() for line in said.splitlines() if line.strip()]
        if not cleaned.get("words") and not self.errors and any(cleaned.get(name) for name in self.TELLING):
            self.add_error("words", ValidationError(_("Write what people read beside the value."), code="no_words"))
        return cleaned

    def said(self) -> Standard:
        """The rule as it is meant, unsaved where it is new."""
        said = self.cleaned_data
        rule = Standard(
            pk=self.rule.pk if self.rule else None, field=self.field, tone=said["tone"], words=said["words"]
        )
        rule.measure, rule.low, rule.high = said["measure"], said["low"], said["high"]
        rule.options, rule.sex = said.get("options") or [], said["sex"]
        rule.age_from, rule.age_below = said["age_from"], said["age_below"]
        rule.window_days = said.get("window_days") or 28
        rule.least_values = said.get("least_values") or 7
        return rule
