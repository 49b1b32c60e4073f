"""How a consultant writes a rule: plain fields, judged together."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts import conf
from alerts.models import Condition, Rule
from alerts.specs import MISSING, RELATIVE, WITH_LIMIT, Direction, Kind, scored_options
from dashboards.measures import OPTIONS, YES_NO
from forms_engine.field_types import field_type
from forms_engine.field_types.linked import LINKED
from forms_engine.models import FieldDefinition, FormDefinition
from people import roles
from people.models import Person

STAFF_ROLES = tuple(name for name in roles.ALL_ROLES if name != roles.ATHLETE)
# What has no value of its own, or none that rules may read.
CLOSED_TYPES = frozenset({"secret", "link", "series", "attachment", *LINKED})
NUMBERS = "double precision"
Options = Sequence[tuple[str, float]]


def open_fields() -> QuerySet[FieldDefinition]:
    """What a rule may read at all: fields of event forms outside tables, form by form, retired ones too."""
    fields = FieldDefinition.objects.filter(form__kind=FormDefinition.Kind.EVENT).exclude(type__in=CLOSED_TYPES)
    fields = fields.exclude(section__is_table=True).select_related("form")
    return fields.order_by("form__name", "form", "order", "pk")


def usable_fields() -> list[FieldDefinition]:
    """What a new condition may read: those in use."""
    return list(open_fields().filter(retired_at=None, form__retired_at=None))


def grouped_choices(fields: Iterable[FieldDefinition]) -> list[tuple[str, Any]]:
    by_form = groupby(fields, key=lambda one: one.form.shown_name)
    return [("", "—"), *((name, [(one.pk, one.shown_label) for one in of_form]) for name, of_form in by_form)]


def with_retired(choices: list[tuple[str, Any]], held: Condition) -> list[tuple[str, Any]]:
    """The field a condition reads stays among its choices when it is no longer in use."""
    offered = {pk for _form, fields in choices if isinstance(fields, list) for pk, _label in fields}
    if not held.field_id or held.field_id in offered:
        return choices
    return [*choices, (str(_("No longer in use")), [(held.field_id, held.field.shown_label)])]


class RuleForm(forms.ModelForm):
    people = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(),
        label=_("People who are told"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.ModelMultipleChoiceField(
        queryset=Group.objects.none(),
        label=_("Roles that are told"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of all these only those are told who may read the fields and see the athlete."),
    )

    class Meta:
        model = Rule
        fields = ["name", "is_on", "severity", "squad", "joined", "cooldown_hours", "way", "pace", "people", "roles"]
        help_texts = {
            "name": _("Messages outside this site give the name, unless it holds a number. Name no athlete in it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        staff = Person.objects.filter(is_active=True, groups__name__in=STAFF_ROLES).distinct()
        people.queryset = staff.order_by("last_name", "first_name", "pk")
        people.label_from_instance = lambda person: person.full_name
        in_roles: Any = self.fields["roles"]
        in_roles.queryset = Group.objects.filter(name__in=STAFF_ROLES).order_by("name")


class ConditionForm(forms.ModelForm):
    """`value` is typed as the field's own values are: 6:00 for six hours of sleep."""

    field = forms.ModelChoiceField(queryset=FieldDefinition.objects.none(), label=_("Field"))
    value = forms.CharField(
        label=_("Limit"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"size": 8, "inputmode": "text"}),
        help_text=_(
            "A threshold in the field's own unit, 6:00 for six hours; a change in percent; for z and bands, in "
            "standard deviations. Of a choice one of its answers, which counts with all on its side; yes or no. "
            "Nothing for the HRV band and for what is missing."
        ),
    )

    class Meta:
        model = Condition
        fields = ["field", "kind", "direction", "value", "days_in_a_row", "window_days", "least_values"]
        help_texts = {
            "days_in_a_row": _("It holds on each of so many due days up to the newest; nights for nightly values."),
            "window_days": _("For z, bands and own means: the days before the value."),
            "least_values": _("With fewer values in the window nothing is raised."),
        }

    def __init__(self, *args: Any, field_choices: list[tuple[str, Any]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["field"]
        field.queryset = open_fields()
        held = self.instance
        field.widget.choices = with_retired(field_choices or [], held)
        if held.pk and held.value is not None:
            self.initial["value"] = shown_limit(held)
        # In the rows of admin a label stands above the column alone.
        for one in self.fields.values():
            one.widget.attrs["aria-label"] = one.label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        field, kind = cleaned.get("field"), cleaned.get("kind")
        if field is None or not kind:
            return cleaned
        if kind not in MISSING and field_type(field.type).sql_cast != NUMBERS:
            self._clean_answer(cleaned, field, kind)
            return cleaned
        if kind == Kind.THRESHOLD and cleaned.get("direction") == Direction.EITHER:
            self.add_error("direction", _("A threshold has one side: below or above."))
        if kind in RELATIVE and (cleaned.get("least_values") or 0) > (cleaned.get("window_days") or 0):
            self.add_error("least_values", _("The window has fewer days than that."))
        self._clean_limit(cleaned, field, kind)
        return cleaned

    def _clean_answer(self, cleaned: dict[str, Any], field: FieldDefinition, kind: str) -> None:
        """The limit of a choice or of yes and no, written as the answer that sets the rule off."""
        typed = str(cleaned.get("value") or "").strip()
        cleaned["value"] = None
        options = scored_options(field)
        if not options and field.type not in YES_NO:
            words = _("This choice has no scores: it can only be missing. Give its options scores in the builder.")
            self.add_error("field", words if field.type in OPTIONS else _("This is no number: it can only be missing."))
        elif kind != Kind.THRESHOLD:
            self.add_error("kind", _("A choice, or yes and no, is held against a threshold or is missing."))
        elif not options:
            try:
                is_yes = field_type(field.type).clean(field, typed)
            except ValidationError as refused:
                self.add_error("value", refused)
                return
            # Yes is 1 and no is 0: at 1 and above, or below it.
            cleaned |= {"value": 1.0, "direction": Direction.ABOVE if is_yes else Direction.BELOW}
        else:
            self._clean_option(cleaned, options, typed)

    def _clean_option(self, cleaned: dict[str, Any], options: Options, typed: str) -> None:
        if cleaned.get("direction") == Direction.EITHER:
            self.add_error("direction", _("A threshold has one side: below or above."))
            return
        score = next((score for word, score in options if word.lower() == typed.lower()), None)
        if score is None:
            words = _("Write one of the answers: %(answers)s.")
            self.add_error("value", words % {"answers": ", ".join(word for word, _score in options)})
            return
        # The answer itself is meant too, on either side.
        above = [one for _word, one in options if one > score]
        limit = score if cleaned.get("direction") == Direction.ABOVE else min(above, default=None)
        if limit is None or limit == options[0][1]:
            self.add_error("value", _("Every answer would set it off. Choose another answer or the other side."))
            return
        cleaned["value"] = float(limit)

    def _clean_limit(self, cleaned: dict[str, Any], field: FieldDefinition, kind: str) -> None:
        typed = str(cleaned.get("value") or "").strip()
        cleaned["value"] = None
        if kind not in WITH_LIMIT:
            return
        if not typed:
            self.add_error("value", _("This condition needs a limit."))
            return
        try:
            judged = field if kind == Kind.THRESHOLD else FieldDefinition(type="number")
            limit = field_type(judged.type).clean(judged, typed)
        except ValidationError as refused:
            self.add_error("value", refused)
            return
        if kind != Kind.THRESHOLD and limit <= 0:
            self.add_error("value", _("More than nothing, please."))
            return
        cleaned["value"] = float(limit)


def shown_limit(condition: Condition) -> str:
    """A limit as it is typed."""
    if condition.kind == Kind.THRESHOLD and condition.field.type in YES_NO:
        return str(field_type(condition.field.type).initial(condition.direction == Direction.ABOVE))
    if (
        condition.kind == Kind.THRESHOLD
        and condition.value is not None
        and (options := scored_options(condition.field))
    ):
        return _shown_option(options, condition)
    if condition.kind == Kind.THRESHOLD and condition.value is not None:
        return str(field_type(condition.field.type).initial(_plain(condition.value)))
    return str(_plain(condition.value or 0))


def _shown_option(options: Options, condition: Condition) -> str:
    """The answer next to the limit on the side that sets it off; "" when the options have changed and none is."""
    limit = condition.value or 0.0
    if condition.direction == Direction.BELOW:
        return next((word for word, score in reversed(options) if score < limit), "")
    return next((word for word, score in options if score >= limit), "")


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value


class ConditionFormSet(forms.BaseInlineFormSet):
    @cached_property
    def field_choices(self) -> list[tuple[str, Any]]:
        """Asked once, not once a row."""
        return grouped_choices(usable_fields())

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"field_choices": self.field_choices}

    def clean(self) -> None:
        super().clean()
        if not any(self.errors) and not entered_conditions(self):
            raise ValidationError(gettext("A rule needs at least one condition."))


def entered_conditions(formset: forms.BaseInlineFormSet) -> list[Condition]:
    """What stands in the rows, in order, saved or not; rows to delete and empty ones left out."""
    rows: list[Condition] = []
    for row in formset.forms:
        cleaned: Mapping[str, Any] = getattr(row, "cleaned_data", {})
        if cleaned.get("field") and not cleaned.get("DELETE"):
            rows.append(row.instance)
    return rows


PreviewFormSet = forms.inlineformset_factory(
    Rule,
    Condition,
    form=ConditionForm,
    formset=ConditionFormSet,
    extra=0,
    max_num=conf.MOST_CONDITIONS,
    validate_max=True,
)
