"""FormPermission: what one role may do with one form."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.models.definition import FormDefinition


class FormPermission(models.Model):
    """Rights add up over the roles a person has. Athletes' rights reach their own records only."""

    form = models.ForeignKey(FormDefinition, on_delete=models.CASCADE, related_name="permissions")
    role = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="form_permissions", verbose_name=_("role"))
    can_link = models.BooleanField(
        _("linked"), default=False, help_text=_("Its values may appear in other forms and boards.")
    )
    can_calendar = models.BooleanField(_("calendar"), default=False, help_text=_("That a record exists may be seen."))
    can_read = models.BooleanField(_("read"), default=False)
    can_write = models.BooleanField(_("write"), default=False)
    can_delete = models.BooleanField(_("delete"), default=False, help_text=_("May withdraw records."))
    can_import = models.BooleanField(
        _("import"), default=False, help_text=_("May bring in many records from a file; needs write besides.")
    )
    can_export = models.BooleanField(
        _("export"), default=False, help_text=_("May take records out as a file; needs read besides.")
    )

    class Meta:
        verbose_name = _("form permission")
        verbose_name_plural = _("form permissions")
        constraints = [
            models.UniqueConstraint(
                fields=["form", "role"],
                name="form_permission_once",
                violation_error_message=_("This role already has a line for this form."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} · {self.role}"
