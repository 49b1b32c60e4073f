"""Rule: when staff are told of an athlete; Condition: one of its up to five parts; RuleVersion: what it said when."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.models import FieldDefinition
from people.models import Squad


class Severity(models.TextChoices):
    ACT = "act", _("act")
    WATCH = "watch", _("watch")


class Rule(models.Model):
    """Conditions over fields, for whom they count, and who is told. Evaluated by its newest version only."""

    class Joined(models.TextChoices):
        ALL = "all", _("all conditions hold")
        ANY = "any", _("any condition holds")

    class Way(models.TextChoices):
        SITE = "site", _("on this site")
        SENDER = "sender", _("by the message sender, where each person reads")
        EMAIL = "email", _("by e-mail")

    class Pace(models.TextChoices):
        ONCE = "once", _("at once")
        MORNING = "morning", _("in the morning digest")

    name = models.CharField(_("name"), max_length=120, unique=True)
    is_on = models.BooleanField(_("on"), default=False)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, default=Severity.WATCH)
    squad = models.ForeignKey(
        Squad,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("squad"),
        help_text=_("Its athletes and those of the squads below it. Empty: all athletes."),
    )
    joined = models.CharField(_("holds when"), max_length=5, choices=Joined.choices, default=Joined.ALL)
    cooldown_hours = models.PositiveSmallIntegerField(
        _("silent after an alert, hours"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 30)],
        help_text=_("Each athlete has their own silence."),
    )
    way = models.CharField(_("told"), max_length=10, choices=Way.choices, default=Way.SITE)
    pace = models.CharField(_("when"), max_length=10, choices=Pace.choices, default=Pace.ONCE)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("people who are told")
    )
    roles = models.ManyToManyField(
        Group,
        blank=True,
        related_name="+",
        verbose_name=_("roles that are told"),
        help_text=_("Of all these only those are told who may read the fields and see the athlete."),
    )
    # Names one of the rules that ship; empty for the club's own.
    shipped_as = models.SlugField(max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("alert rule")
        verbose_name_plural = _("alert rules")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Condition(models.Model):
    """One comparison. What `value`, `window_days` and `least_values` mean depends on `kind`; see `alerts.judging`."""

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", _("value against a threshold")
        Z_SCORE = "z_score", _("standard deviations from own mean (z)")
        BAND = "band", _("leaves own band: mean ± standard deviations")
        HRV_BAND = "hrv_band", _("leaves own HRV band (7 nights against 60)")
        FROM_BEFORE = "from_before", _("change from the value before, in percent")
        FROM_MEAN = "from_mean", _("change from own mean, in percent")
        NO_VALUE = "no_value", _("value missing")
        NO_ENTRY = "no_entry", _("whole entry missing")

    class Direction(models.TextChoices):
        BELOW = "below", _("below")
        ABOVE = "above", _("above, or just there")
        EITHER = "either", _("either way")

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="conditions")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    field = models.ForeignKey(FieldDefinition, on_delete=models.PROTECT, related_name="+", verbose_name=_("field"))
    kind = models.CharField(_("condition"), max_length=12, choices=Kind.choices, default=Kind.THRESHOLD)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices, default=Direction.BELOW)
    value = models.FloatField(_("limit"), null=True, blank=True)
    days_in_a_row = models.PositiveSmallIntegerField(
        _("due days in a row"), default=1, validators=[MinValueValidator(1), MaxValueValidator(14)]
    )
    window_days = models.PositiveSmallIntegerField(
        _("window, days"), default=28, validators=[MinValueValidator(2), MaxValueValidator(120)]
    )
    least_values = models.PositiveSmallIntegerField(
        _("fewest values in it"), default=14, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["rule", "order", "id"]

    def __str__(self) -> str:
        return f"{self.field} · {self.get_kind_display()}"


class RuleVersion(models.Model):
    """What a rule said from `made_at` on. Never changed, but for `is_current`; alerts point here.

    `definition`: the `RuleSpec` as JSON, and "squad": the name of the rule's, "" for all athletes. `fields`: every
    field it reads, for rights.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    is_current = models.BooleanField(default=True)
    definition = models.JSONField()
    fields = models.ManyToManyField(FieldDefinition, related_name="+")
    text = models.TextField(_("rule"))
    made_at = models.DateTimeField(_("since"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of a rule")
        ordering = ["rule", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once"),
            models.UniqueConstraint(fields=["rule"], condition=models.Q(is_current=True), name="rule_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} · {self.number}"
