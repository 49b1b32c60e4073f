"""Binding: which form a feed fills, which field each value goes to, and the date shift."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.models import FieldDefinition, FormDefinition


class Binding(models.Model):
    """One feed into one form. `date_shift_days` is added to the vendor's day: a night is dated to the day before."""

    provider = models.SlugField(_("provider"), max_length=40)
    feed = models.SlugField(_("feed"), max_length=60)
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="bindings")
    date_shift_days = models.SmallIntegerField(
        _("date shift in days"), default=0, help_text=_("-1: Oura's Tuesday is Monday's record, Monday night.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("binding")
        verbose_name_plural = _("bindings")
        constraints = [models.UniqueConstraint(fields=["provider", "feed"], name="binding_once_a_feed")]

    def __str__(self) -> str:
        return f"{self.provider} {self.feed} → {self.form}"

    @property
    def owner(self) -> str:
        """The name under which this feed owns its keys of a record."""
        return f"{self.provider}:{self.feed}"


class BoundValue(models.Model):
    """One value of the feed into one field of the form."""

    binding = models.ForeignKey(Binding, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(_("value"), max_length=80)
    field = models.ForeignKey(FieldDefinition, on_delete=models.PROTECT, related_name="bound_values")

    class Meta:
        verbose_name = _("bound value")
        verbose_name_plural = _("bound values")
        constraints = [
            models.UniqueConstraint(fields=["binding", "value"], name="bound_value_once"),
            models.UniqueConstraint(fields=["field"], name="field_bound_once"),
        ]

    def __str__(self) -> str:
        return f"{self.value} → {self.field}"
