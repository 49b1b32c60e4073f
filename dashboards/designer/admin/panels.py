"""The panels of a dashboard as a whole: a new one, and the settings of one that stands."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.designer.opening import LOOKS_AFTER
from dashboards.models import Dashboard
from people.models import Squad


class NewPanel(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Dashboard.objects.filter(name=name).exists():
            raise ValidationError(_("Another dashboard is called “%(name)s”.") % {"name": name}, code="name_taken")
        return name


class SettingsPanel(forms.ModelForm):
    """Name, description, and whom it is for."""

    class Meta:
        model = Dashboard
        fields: ClassVar[list[str]] = ["name", "description", "roles", "squads", "is_shown"]
        widgets: ClassVar[dict[str, Any]] = {
            "roles": forms.CheckboxSelectMultiple,
            "squads": forms.CheckboxSelectMultiple,
            "description": forms.Textarea(attrs={"rows": 2}),
        }
        labels: ClassVar[dict[str, Any]] = {
            "name": gettext_lazy("Name"),
            "description": gettext_lazy("Description"),
            "roles": gettext_lazy("For these roles"),
            "squads": gettext_lazy("For these squads"),
            "is_shown": gettext_lazy("Show it to those it is for"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "roles": gettext_lazy("None ticked: everybody who looks after athletes."),
            "squads": gettext_lazy("None ticked: all squads. A squad stands for those below it too."),
            "is_shown": gettext_lazy("Until then only consultants open it."),
        }

    def __init__(self, data: Any = None, *, instance: Dashboard, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        # Athletes have pages of their own; dashboards are about others.
        self.fields["roles"].queryset = Group.objects.filter(name__in=LOOKS_AFTER).order_by("name")  # type: ignore[attr-defined]
        self.fields["squads"].queryset = Squad.objects.order_by("name")  # type: ignore[attr-defined]
