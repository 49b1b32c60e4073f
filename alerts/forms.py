"""What people type about an alert."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts import conf
from people.models import Person

LONGEST_NOTE = 1000


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Staff read it."),
    )


class SnoozeForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days"),
        min_value=1,
        max_value=conf.LONGEST_SNOOZE_DAYS,
        initial=2,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_NOTE)


class AssignForm(forms.Form):
    to = forms.ChoiceField(label=_("Colleague"), required=False)

    def __init__(self, data: Any = None, *, colleagues: Iterable[Person], assigned_id: int | None) -> None:
        super().__init__(data, initial={"to": str(assigned_id or "")})
        self.by_id = {str(one.pk): one for one in colleagues}
        field: Any = self.fields["to"]
        field.choices = [("", _("nobody")), *((pk, one.full_name) for pk, one in self.by_id.items())]

    def person(self) -> Person | None:
        return self.by_id.get(self.cleaned_data["to"])
