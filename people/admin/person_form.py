"""What a consultant fills in about a person. Passwords, rights and flags are not among it."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from people.choices import language_choices, own_zone_choices
from people.models import Person


class PersonForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    zone = forms.ChoiceField(label=_("Zone"), choices=own_zone_choices, required=False)

    class Meta:
        model = Person
        fields = [
            "username",
            "first_name",
            "last_name",
            "known_as",
            "email",
            "date_of_birth",
            "sex",
            "language",
            "zone",
            "uuid",
            "is_active",
            "groups",
        ]
        labels = {"groups": _("Roles")}
        help_texts = {
            "groups": _("A role says what somebody may do; a membership below says about whom."),
            "is_active": _("Untick instead of deleting: the person can no longer log in, their records stay."),
            "email": _("The link to set a password goes here. A change is told to the old address."),
        }
        widgets = {"groups": forms.CheckboxSelectMultiple}


class NewPersonForm(PersonForm):
    """Without an e-mail address there would be no way to a first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["language"].initial = settings.LANGUAGE_CODE
