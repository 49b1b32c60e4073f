"""FieldDefinition: key, type, unit, range. Keys and types never change; fields retire."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.models.definition import FormDefinition, Section, validate_key
from forms_engine.shipped_words import as_read


class FieldDefinition(models.Model):
    """One question of a form, or one value a connector writes."""

    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="fields")
    section = models.ForeignKey(Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="fields")
    key = models.CharField(_("key"), max_length=80, validators=[validate_key], help_text=_("For ever; names its unit."))
    label = models.CharField(_("label"), max_length=160)
    api_name = models.CharField(
        _("API name"), max_length=160, help_text=_("What scripts and formulas say. Stays when the label changes.")
    )
    # The types are one class each in forms_engine.field_types; `choices` here would cost a migration per type.
    type = models.CharField(_("type"), max_length=20)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    help = models.CharField(_("help"), max_length=300, blank=True)
    is_required = models.BooleanField(_("required"), default=False)
    default = models.JSONField(_("default"), null=True, blank=True)
    defaults_to_last = models.BooleanField(
        _("begins with the last answer"),
        default=False,
        help_text=_("What this person answered last time stands there."),
    )
    minimum = models.FloatField(_("lowest allowed"), null=True, blank=True)
    maximum = models.FloatField(_("highest allowed"), null=True, blank=True)
    soft_minimum = models.FloatField(
        _("unusual below"), null=True, blank=True, help_text=_("Asks “is this right?” and takes it all the same.")
    )
    soft_maximum = models.FloatField(_("unusual above"), null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), null=True, blank=True)
    choices = models.JSONField(
        _("choices"), default=list, blank=True, help_text=_("For choice types: a list of words.")
    )
    visible_to = models.ManyToManyField(
        Group,
        blank=True,
        verbose_name=_("visible to"),
        help_text=_("Empty: everyone who may read the form. The person it is about always sees it."),
    )
    editable_by = models.ManyToManyField(
        Group,
        blank=True,
        related_name="+",
        verbose_name=_("editable by"),
        help_text=_("Empty: everyone who may write the form, the person it is about included."),
    )
    is_list_column = models.BooleanField(_("column of lists"), default=False)
    is_critical = models.BooleanField(
        _("critical information"), default=False, help_text=_("Shown beside the person's name everywhere.")
    )
    formula = models.TextField(_("formula"), blank=True)
    # What only some types have: ends of a scale, scores and colours of options, cells, what is linked.
    details = models.JSONField(_("settings of the type"), default=dict, blank=True)
    written_by = models.SlugField(
        _("written by"),
        max_length=40,
        blank=True,
        help_text=_("The connector that writes this field; empty for people."),
    )
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        ordering = ["form", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "key"],
                name="field_key_once",
                violation_error_message=_("This form already has a field with this key."),
            ),
            models.UniqueConstraint(
                fields=["form", "api_name"],
                name="field_api_name_once",
                violation_error_message=_("This form already has a field with this API name."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def shown_label(self) -> str:
        return as_read(self.label, self.written_by)

    @property
    def shown_help(self) -> str:
        return as_read(self.help, self.written_by)
