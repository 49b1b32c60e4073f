"""What somebody may change about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.choices import language_choices, own_zone_choices
from people.models import Person


class OwnDetailsForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=own_zone_choices,
        required=False,
        help_text=_("Where you live. Your own pages and reminders follow it."),
    )

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "known_as", "language", "zone"]
        help_texts = {"known_as": _("The name people call you by.")}
        labels = {
            "first_name": _("First name"),
            "last_name": _("Surname"),
            "known_as": _("Known as"),
        }
