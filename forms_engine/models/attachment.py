"""Attachment: a file somebody put into a record. Private: it leaves only through the door that asks for rights."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_engine.models.field import FieldDefinition
from forms_engine.models.record import Record


class Attachment(models.Model):
    """`key` stands in the record's values. Uploaded first, then tied to the record that is saved with it."""

    key = models.UUIDField(unique=True)
    field = models.ForeignKey(FieldDefinition, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name
