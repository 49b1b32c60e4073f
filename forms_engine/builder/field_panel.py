"""The panel of one field: what is asked about it, and what comes back."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms_engine.admin.field_forms import is_several, typed_default
from forms_engine.builder.field_rules import BadFormula, check_field, clean_default
from forms_engine.builder.fields import is_managed, refuse_final
from forms_engine.builder.keys import propose_key
from forms_engine.builder.refusals import Refused
from forms_engine.builder.type_panels import PANELS
from forms_engine.builder.type_settings import DEFAULT, UNIT, settings_of
from forms_engine.builder.uses import ShownUse, limit_warnings, uses_of_fields
from forms_engine.calculating.site import Site
from forms_engine.definitions import OF_MANAGED
from forms_engine.field_types import field_type
from forms_engine.field_types.duration import LONGEST_TYPED, Duration
from forms_engine.formulas import FormulaError
from forms_engine.models import FieldDefinition, FormDefinition
from forms_engine.sections import is_column
from forms_engine.together import DAILY, RULES, daily_rule, scores_of

OF_EVERY_TYPE = frozenset({"label", "help", "visible_to", "is_list_column", "is_critical"})
OF_A_NEW_ONE = frozenset({"key", "api_name"})
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    ("", ("label", "help", "unit", "decimals", DAILY, "is_required", "defaults_to_last", "default")),
    (_("What is allowed"), ("minimum", "maximum", "soft_minimum", "soft_maximum")),
    (_("Who and where"), ("visible_to", "editable_by", "is_list_column", "is_critical")),
    (_("Names for formulas and scripts"), ("key", "api_name")),
)
END_LABELS = {
    "rating": {"minimum": _("first point"), "maximum": _("last point")},
    "slider": {"minimum": _("left end"), "maximum": _("right end")},
}


class LengthOfTime(forms.CharField):
    """Seconds inside, h:mm in the box, as everybody fills a duration."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_TYPED, required=False, widget=Duration.box(), **options)

    def prepare_value(self, value: Any) -> Any:
        return Duration().initial(value) if isinstance(value, int | float) else value

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        return Duration().read_typed(typed) if typed else None


class FieldPanel(forms.ModelForm):
    """`instance` has its form, section and type; unsaved for a new field. Valid means fit to be saved."""

    default = forms.CharField(
        label=_("Default"),
        required=False,
        help_text=_("Stands there when the form opens, written as a person would write it."),
    )
    daily = forms.ChoiceField(
        label=_("Several entries a day"),
        required=False,
        choices=list(RULES.items()),
        help_text=_("What counts for the day on boards, in alerts and in own baselines."),
    )
    formula_error: FormulaError | None = None

    class Meta:
        model = FieldDefinition
        fields: ClassVar[list[str]] = [name for _heading, names in GROUPS for name in names]
        widgets: ClassVar[dict[str, Any]] = {
            "visible_to": forms.CheckboxSelectMultiple,
            "editable_by": forms.CheckboxSelectMultiple,
        }

    def __init__(self, data: Any = None, *, instance: FieldDefinition, site: Site, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.site = site
        self.kind = field_type(instance.type)
        self.settings = settings_of(self.kind)
        self.panel = PANELS.get(self.settings.panel)
        self.is_new = instance.pk is None
        self.is_managed = is_managed(instance)
        for name in set(self.fields) - self._asked():
            del self.fields[name]
        self._dress()

    def _asked(self) -> set[str]:
        if self.is_managed:
            return set(OF_MANAGED)
        asked = {*OF_EVERY_TYPE, *self.settings.names} & set(self.fields)
        asked |= {"editable_by"} if self.kind.is_fillable else set()
        # A profile has one record, and the rows of a table are no entries of their own.
        if self.instance.form.kind != FormDefinition.Kind.EVENT or is_column(self.instance):
            asked -= {DAILY}
        return asked | (OF_A_NEW_ONE if self.is_new else set())

    def _dress(self) -> None:
        """What is asked of a person here is less than a model needs, and in the words of the type."""
        for name in OF_A_NEW_ONE & set(self.fields):
            self.fields[name].required = False
        for name, label in END_LABELS.get(self.settings.panel, {}).items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = ""
        if isinstance(self.kind, Duration):
            for name in {"minimum", "maximum", "soft_minimum", "soft_maximum"} & set(self.fields):
                model_box: Any = self.fields[name]
                self.fields[name] = LengthOfTime(label=model_box.label, help_text=_("Hours and minutes, such as 8:00."))
        for name in ("visible_to", "editable_by"):
            if name in self.fields:
                roles: Any = self.fields[name]
                roles.queryset = Group.objects.order_by("name")
        if DAILY in self.fields:
            self.initial[DAILY] = daily_rule(self.instance)
        if DEFAULT in self.fields:
            self.initial[DEFAULT] = typed_default(self.instance)
            if is_several(self.kind) or self.kind.name == "paragraph":
                self.fields[DEFAULT].widget = forms.Textarea(attrs={"rows": 3})

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(heading, boxes) for the template."""
        found = [(str(heading), [self[name] for name in names if name in self.fields]) for heading, names in GROUPS]
        if self.settings.panel in END_LABELS and not self.is_managed:
            # The ends of a scale are what it is, not a limit to look up.
            found[0][1].extend(found.pop(1)[1])
        return [(heading, boxes) for heading, boxes in found if boxes]

    @property
    def panel_template(self) -> str:
        return f"forms_engine/builder/panels/{self.panel.template}.html" if self.panel and not self.is_managed else ""

    @property
    def panel_shown(self) -> dict[str, Any]:
        shown = self.panel.shown(self.instance, self.site) if self.panel else {}
        return shown | ({"formula": self.data.get("formula", "")} if self.is_bound and "formula" in shown else {})

    @property
    def uses(self) -> list[ShownUse]:
        """What leans on the field, to be known before it retires."""
        return uses_of_fields([self.instance], self.site)

    @property
    def limit_notes(self) -> list[str]:
        """What compares with the scores of its options, to be known before they change."""
        has_scores = any(score is not None for score in scores_of(self.instance.details).values())
        return limit_warnings([self.instance], self.site) if has_scores and not self.is_new else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_new and cleaned.get("label"):
            taken = {*self.instance.form.fields.values_list("key", flat=True)}
            taken |= {*self.instance.form.sections.values_list("key", flat=True)}
            unit = cleaned.get(UNIT, "") or ""
            cleaned["key"] = cleaned.get("key") or propose_key(cleaned["label"], taken, unit=unit)
            cleaned["api_name"] = cleaned.get("api_name") or cleaned["key"]
        return cleaned

    def _post_clean(self) -> None:
        """Django's own checks of the model, then those of the type."""
        try:
            if not self.is_new:
                refuse_final(self.instance, {name: self.data.get(name) for name in ("key", "type", "api_name")})
            typed = self.cleaned_data.pop(DEFAULT, "") if DEFAULT in self.fields else ""
            super()._post_clean()  # type: ignore[misc]
            if not self.is_managed:
                self._read_type(typed or "")
        except Refused as error:
            self.formula_error = error.error if isinstance(error, BadFormula) else None
            self.add_error(
                error.member if error.member in self.fields else None, ValidationError(error.words, code=error.code)
            )

    def _read_type(self, typed_default_value: str) -> None:
        daily = self.cleaned_data.get(DAILY, "") if DAILY in self.fields else daily_rule(self.instance)
        for name, value in (self.panel.read(self.instance, self.data) if self.panel else {}).items():
            setattr(self.instance, name, value)
        # Panels write what is theirs anew; this is of every number.
        details = {name: value for name, value in self.instance.details.items() if name != DAILY}
        self.instance.details = details | ({DAILY: daily} if daily else {})
        if self.errors:
            return
        self.instance.written_by = self.kind.writer
        typed = typed_default_value.strip()
        self.instance.default = None
        if typed:
            raw: object = typed.splitlines() if is_several(self.kind) else typed
            self.instance.default = clean_default(self.instance, raw)
        check_field(self.instance, self.site)

    def said(self) -> dict[str, Any]:
        """Everything that was asked, as attributes of the field; roles as groups."""
        names = [one for one in self.fields if one not in ("visible_to", "editable_by", DAILY)]
        said: dict[str, Any] = {name: getattr(self.instance, name) for name in names}
        if not self.is_managed:
            names = ["details", "choices", "formula"] if self.panel else ["details"]
            said |= {name: getattr(self.instance, name) for name in names}
        return said | {name: self.cleaned_data[name] for name in ("visible_to", "editable_by") if name in self.fields}
