"""Dashboards as consultants design them: a page of tiles, for roles and squads."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.shipped_words import as_read
from people.models import Squad


class Dashboard(models.Model):
    """`roles` and `squads` narrow whom it is offered to; empty means everybody who looks after athletes, all squads.

    They never widen what a viewer sees: people and values are asked for by the viewer's own rights.
    """

    key = models.SlugField(_("key"), max_length=80, unique=True, help_text=_("Its address. It never changes."))
    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.CharField(
        _("description"), max_length=300, blank=True, help_text=_("One sentence under the name.")
    )
    roles = models.ManyToManyField(Group, verbose_name=_("roles"), blank=True, related_name="+")
    squads = models.ManyToManyField(Squad, verbose_name=_("squads"), blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_shown = models.BooleanField(_("shown"), default=False)
    is_shipped = models.BooleanField(_("shipped"), default=False)

    class Meta:
        verbose_name = _("dashboard")
        verbose_name_plural = _("dashboards")
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        return as_read(self.name, "shipped" if self.is_shipped else "")

    @property
    def shown_description(self) -> str:
        return as_read(self.description, "shipped" if self.is_shipped else "")


class Tile(models.Model):
    """One tile. `kind` is a word of `dashboards.designer.tiles`; what it shows is in `options`, read by the kind.

    Fields stand in `options` as "form_key.field_key", so that a dashboard moves between sites and may be there before
    its forms are.
    """

    class Width(models.IntegerChoices):
        """Quarters of a wide screen."""

        QUARTER = 1, _("a quarter")
        HALF = 2, _("half")
        THREE_QUARTERS = 3, _("three quarters")
        FULL = 4, _("the whole width")

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="tiles")
    kind = models.CharField(_("kind"), max_length=20)
    title = models.CharField(
        _("title"), max_length=120, blank=True, help_text=_("Empty: the tile says itself what it shows.")
    )
    width = models.PositiveSmallIntegerField(_("width"), choices=Width, default=Width.HALF)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    options = models.JSONField(_("options"), default=dict, blank=True)

    class Meta:
        verbose_name = _("tile")
        verbose_name_plural = _("tiles")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.order} of {self.dashboard_id}"
