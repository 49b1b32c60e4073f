"""The panels of a form as a whole: a new one, and the settings of one that stands, with what each role may do."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms_engine.builder.forms import refuse_taken_name
from forms_engine.builder.refusals import Refused
from forms_engine.builder.uses import ShownUse, uses_of_fields
from forms_engine.calculating.site import known_site
from forms_engine.definitions import LETTERS
from forms_engine.models import FormDefinition, FormPermission


class NewFormPanel(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            (FormDefinition.Kind.EVENT, _("event form: filled again and again, each time with a date")),
            (FormDefinition.Kind.PROFILE, _("profile form: one a person, kept up to date")),
        ],
        initial=FormDefinition.Kind.EVENT,
        widget=forms.RadioSelect,
        help_text=_("This never changes."),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        try:
            refuse_taken_name(name)
        except Refused as error:
            raise ValidationError(error.words, code=error.code) from None
        return name


class SettingsPanel(forms.ModelForm):
    """Name, description, dating; `rights` is a small table beside it."""

    class Meta:
        model = FormDefinition
        fields: ClassVar[list[str]] = ["name", "description", "is_daily", "dates_the_night"]
        widgets: ClassVar[dict[str, Any]] = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: Any = None, *, instance: FormDefinition, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.standing = instance.name
        if instance.managed_by or instance.kind == FormDefinition.Kind.PROFILE:
            del self.fields["dates_the_night"], self.fields["is_daily"]

    @property
    def uses(self) -> list[ShownUse]:
        """What leans on any field of the form, to be known before it retires."""
        return uses_of_fields(list(self.instance.fields.filter(retired_at=None).select_related("form")), known_site())

    @property
    def columns(self) -> list[tuple[str, Any]]:
        """(letter, word) of each right."""
        meta: Any = FormPermission._meta
        return [(letter, meta.get_field(name).verbose_name) for letter, name in LETTERS.items()]

    @property
    def rights(self) -> list[tuple[str, list[tuple[str, Any, bool]]]]:
        """(role, [(name of the box, word, whether ticked)]) of every role."""
        standing = self._typed_rights() if self.is_bound else self._standing_rights()
        roles = Group.objects.order_by("name").values_list("name", flat=True)
        return [
            (role, [(f"right_{letter}", word, letter in standing.get(role, "")) for letter, word in self.columns])
            for role in roles
        ]

    def _standing_rights(self) -> dict[str, str]:
        lines = self.instance.permissions.select_related("role")
        return {
            line.role.name: "".join(letter for letter, name in LETTERS.items() if getattr(line, name)) for line in lines
        }

    def _typed_rights(self) -> dict[str, str]:
        """Role → letters, of all roles: the boxes of letter l carry the roles that have it."""
        data: Any = self.data
        has = {letter: set(data.getlist(f"right_{letter}")) for letter in LETTERS}
        roles = Group.objects.values_list("name", flat=True)
        return {role: "".join(letter for letter in LETTERS if role in has[letter]) for role in roles}

    def said(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        night = cleaned.get("dates_the_night", self.instance.dates_the_night)
        is_daily = cleaned.get("is_daily", self.instance.is_daily)
        return {
            "name": cleaned["name"],
            "description": cleaned["description"],
            "dates_the_night": night,
            "is_daily": is_daily,
            "kind": self.data.get("kind"),
            "key": self.data.get("key"),
        }

    def typed_rights(self) -> dict[str, str]:
        return self._typed_rights()
