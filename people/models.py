"""Who a record is about, who belongs where, and what the site says of itself."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from people.choices import site_language
from people.look_pages import page_words
from people.zones import validate_zone


class Person(AbstractUser):
    """Anybody with an account: athlete, coach, staff, consultant."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        OTHER = "other", _("other")

    email = models.EmailField(_("e-mail"), blank=True)
    known_as = models.CharField(_("known as"), max_length=60, blank=True, help_text=_("The name people call them by."))
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, blank=True)
    uuid = models.UUIDField(
        _("UUID"),
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": _("Somebody else already has this UUID.")},
    )
    language = models.CharField(_("language"), max_length=10, default=site_language)
    zone = models.CharField(
        _("zone"), max_length=60, blank=True, validators=[validate_zone], help_text=_("Empty means the site's zone.")
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "username"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="person_email_once",
                violation_error_message=_("Somebody else already has this e-mail address."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="person_username_once",
                violation_error_message=_("Somebody else already has this username."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()  # login looks for the lower-case address only
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """First name and surname, else the username."""
        return self.get_full_name() or self.username

    @property
    def calling_name(self) -> str:
        """What to call them to their face."""
        return self.known_as or self.first_name or self.username


class Squad(models.Model):
    """A group of athletes; squads form a tree, and who coaches one reaches all below it."""

    shown_path = ""

    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent squad")
    )
    members: "models.ManyToManyField[Person, Membership]" = models.ManyToManyField(
        Person, through="Membership", related_name="squads"
    )

    class Meta:
        verbose_name = _("squad")
        verbose_name_plural = _("squads")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                nulls_distinct=False,
                name="squad_name_once",
                violation_error_message=_("There is already a squad of this name here."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Its name behind those of the squads above it: Club › Seniors › Eights."""
        names, above = [self.name], self.parent
        while above is not None:
            names.append(above.name)
            above = above.parent
        return " › ".join(reversed(names))

    @property
    def shown_name(self) -> str:
        """In a list to choose from: the path where another of the list has the same name (`people.squad_names`)."""
        return self.shown_path or self.name

    def clean(self) -> None:
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("A squad cannot stand below itself.")})
            above = above.parent


class Membership(models.Model):
    """One person in one squad, as athlete or as coach (any staff who may see its athletes)."""

    class Role(models.TextChoices):
        ATHLETE = "athlete", _("athlete")
        COACH = "coach", _("coach")

    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.ATHLETE)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["squad", "person", "role"],
                name="membership_once",
                violation_error_message=_("This person already has this role in this squad."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.squad} · {self.get_role_display()}"


class SiteApplication(models.Model):
    """Application details: one row that says what this site is."""

    class UuidState(models.TextChoices):
        OFF = "off", _("off")
        GENERATED = "generated", _("generated: every person gets one")
        OWN = "own", _("own: we enter them")

    ONLY_ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_ROW, editable=False)
    name = models.CharField(_("site name"), max_length=80, default="Ringside")
    zone = models.CharField(
        _("zone"),
        max_length=60,
        default="UTC",
        validators=[validate_zone],
        help_text=_("The board day is a day of this zone."),
    )
    uuid_state = models.CharField(_("UUIDs"), max_length=10, choices=UuidState.choices, default=UuidState.OFF)

    class Meta:
        verbose_name = _("application details")
        verbose_name_plural = _("application details")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="application_details_one_row")]

    def __str__(self) -> str:
        return self.name


class Look(models.Model):
    """One look at somebody's health data by somebody else; shown to the athlete."""

    viewer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="looks_made")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="looks_received")
    page = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        indexes = [models.Index(fields=["person", "-at"], name="look_person_at")]

    def __str__(self) -> str:
        return f"{self.viewer} → {self.person}: {self.page_words}"

    @property
    def page_words(self) -> str:
        return page_words(self.page)
