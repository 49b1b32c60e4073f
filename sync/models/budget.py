"""RequestBudget: how many requests of one application were made lately, slot by slot; what the budget counts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sync.models.application import ProviderApplication


class RequestBudget(models.Model):
    """One row an application, changed only by `sync.budget`, and only if `version` is still the one that was read.

    `slots`: number of a slot of five seconds → requests by priority.
    """

    application = models.OneToOneField(
        ProviderApplication, on_delete=models.CASCADE, primary_key=True, related_name="budget"
    )
    version = models.PositiveBigIntegerField(default=0)
    slots = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("request budget")
        verbose_name_plural = _("request budgets")

    def __str__(self) -> str:
        return f"{self.application}: {self.version}"
