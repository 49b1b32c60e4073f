"""FormDefinition: an event or profile form as the consultant describes it."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.shipped_words import as_read


class FormDefinition(models.Model):
    """A form. Event forms hold many records a person, profile forms one."""

    class Kind(models.TextChoices):
        EVENT = "event", _("event form")
        PROFILE = "profile", _("profile form")

    key = models.SlugField(_("key"), max_length=80, unique=True, help_text=_("Never changes once records exist."))
    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    description = models.TextField(_("description"), blank=True)
    dates_the_night = models.BooleanField(
        _("dates the night"),
        default=False,
        help_text=_("A record of Monday is Monday night: it is due on Tuesday and shows on Tuesday's board."),
    )
    is_daily = models.BooleanField(
        _("due every day"),
        default=True,
        help_text=_("Waits under “Fill in” until the entry of the day is there. Otherwise it is offered for whenever."),
    )
    managed_by = models.SlugField(
        _("managed by"),
        max_length=40,
        blank=True,
        help_text=_("The connector that writes this form; empty for a form of yours."),
    )
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        return as_read(self.name, self.managed_by)

    @property
    def shown_description(self) -> str:
        return as_read(self.description, self.managed_by)


validate_key = RegexValidator(
    r"^[a-z][a-z0-9_]*$", _("Small letters, digits and underscores, beginning with a letter.")
)


class Section(models.Model):
    """A heading under which fields stand together, or a table whose columns they are.

    A table's rows stand in a record's values under the section's key: a list of {field key: value}.
    `visibility`: {} always, else {"rule": "all" | "any", "conditions": [{"field": key, "test": …, "value": …}]}.
    """

    form = models.ForeignKey(FormDefinition, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(_("key"), max_length=80, blank=True, validators=[validate_key])
    title = models.CharField(_("title"), max_length=120)
    order = models.PositiveIntegerField(_("order"), default=0)
    instructions = models.CharField(_("instructions"), max_length=600, blank=True)
    visibility = models.JSONField(_("shown when"), default=dict, blank=True)
    is_table = models.BooleanField(_("table"), default=False, help_text=_("Its fields are columns; rows repeat."))
    least_rows = models.PositiveSmallIntegerField(_("rows at first"), default=1)
    most_rows = models.PositiveSmallIntegerField(_("most rows"), default=50)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["form", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "key"],
                condition=~models.Q(key=""),
                name="section_key_once",
                violation_error_message=_("This form already has a section with this key."),
            )
        ]

    def __str__(self) -> str:
        return self.title
