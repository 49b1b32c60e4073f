"""The panel of a field's standards: its rules in order, and what a value would get."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from forms_engine.builder.rule_form import RuleForm
from forms_engine.builder.standard_rules import NOTHING, OPTIONS, complaints_about, has_baseline, options_of, sort_of
from forms_engine.definition_json import MOST_STANDARDS
from forms_engine.models import FieldDefinition, Standard
from forms_engine.standard_words import option_words
from people.models import Person

# A button of the panel: "<number of the rule>:up", ":down" or ":drop".
DO = "_do"
UP, DOWN, DROP = "up", "down", "drop"


class Row(NamedTuple):
    """`number` counts from 1; a new rule has no `pk`. `words`: the rule as it stands, read back."""

    number: int
    form: RuleForm
    pk: int | str


class StandardsPanel:
    """`instance` is the field. Valid means fit to be saved; then `rules` are what is meant, in order."""

    def __init__(self, data: QueryDict | None = None, *, instance: FieldDefinition) -> None:
        self.instance, self.data = instance, QueryDict() if data is None else data
        self.is_bound = data is not None
        standing = list(instance.standards.order_by("order", "pk"))
        self.rows = self._typed(standing) if self.is_bound else self._standing(standing)
        self.rules: list[Standard] = []
        self.errors: list[str] = []
        if self.is_bound:
            self._judge()

    def _standing(self, standing: list[Standard]) -> list[Row]:
        rows = [Row(number, self._form(number, one), one.pk) for number, one in enumerate(standing, start=1)]
        last = len(rows) + 1
        return [*rows, Row(last, self._form(last, None), "new")] if last <= MOST_STANDARDS else rows

    def _typed(self, standing: list[Standard]) -> list[Row]:
        known = {str(one.pk): one for one in standing}
        said = self.data.getlist("rule")[: MOST_STANDARDS + 1]
        rules = [(number, known.get(pk)) for number, pk in enumerate(said, start=1)]
        return [Row(number, self._form(number, one), one.pk if one else "new") for number, one in rules]

    def _form(self, number: int, rule: Standard | None) -> RuleForm:
        return RuleForm(self.data if self.is_bound else None, field=self.instance, rule=rule, prefix=f"rule-{number}")

    def _judge(self) -> None:
        """Boxes first; what is wrong between them and between rules only where all boxes are right."""
        meant = [row for row in self.rows if not (row.form.is_valid() and row.form.is_blank)]
        meant = [row for row in meant if self._done(row.number) != DROP]
        if all(row.form.is_valid() for row in meant):
            meant = self._moved(meant)
            self.rules = [row.form.said() for row in meant]
            for one in complaints_about(self.instance, self.rules):
                form = meant[one.rule].form
                box = one.member if one.member in form.fields else None
                form.add_error(box, ValidationError(one.words, code=one.code))
        self.errors = [str(words) for row in meant for said in row.form.errors.values() for words in said]

    def _done(self, number: int) -> str:
        place, _colon, what = str(self.data.get(DO, "")).partition(":")
        return what if place == str(number) else ""

    def _moved(self, rows: list[Row]) -> list[Row]:
        for place, row in enumerate(rows):
            goal = place + {UP: -1, DOWN: 1}.get(self._done(row.number), 0)
            if goal != place and 0 <= goal < len(rows):
                rows[place], rows[goal] = rows[goal], rows[place]
                break
        return rows

    def is_valid(self) -> bool:
        return self.is_bound and not self.errors

    @property
    def said_words(self) -> str:
        """What happened, for the page and screen readers."""
        shown = {"label": self.instance.label, "count": len(self.rules)}
        for row in self.rows:
            done = self._done(row.number)
            if done in (UP, DOWN) and row.form.is_valid() and not row.form.is_blank:
                words = row.form.cleaned_data["words"]
                place = [one.words for one in self.rules].index(words) + 1
                told = _("Rule “%(words)s” is now %(place)d of %(count)d.")
                return told % {"words": words, "place": place, "count": len(self.rules)}
        return _("Standards of “%(label)s” saved.") % shown

    @property
    def is_offered(self) -> bool:
        return sort_of(self.instance) != NOTHING

    @property
    def has_baseline(self) -> bool:
        return has_baseline(self.instance)

    @property
    def samples(self) -> list[tuple[str, str]]:
        """The answers to try, where they are to be chosen."""
        if sort_of(self.instance) != OPTIONS:
            return []
        return [(one, option_words(self.instance, one)) for one in options_of(self.instance)]

    @property
    def sexes(self) -> list[tuple[str, Any]]:
        return [("", _("not said")), *Person.Sex.choices]

    @property
    def sample(self) -> Mapping[str, str]:
        return {name: str(self.data.get(f"sample_{name}", "")) for name in ("value", "sex", "age", "mean", "spread")}


def save_standards(field: FieldDefinition, rules: list[Standard]) -> None:
    """The field's rules in this order, those that stand keeping their rows."""
    field.standards.exclude(pk__in=[one.pk for one in rules if one.pk]).delete()
    for order, one in enumerate(rules):
        one.order = order
        one.save()
