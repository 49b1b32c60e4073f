"""MessageSender: who speaks for the site; MessageTemplate: the words, per language, that a consultant may change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sealing.fields import SealedTextField


class MessageSender(models.Model):
    """One row. Link, expiry and privacy line are put in by code and cannot be edited away."""

    ONLY_ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_ROW, editable=False)
    name = models.CharField(_("name"), max_length=80, default="Ringside")
    # A small PNG or JPEG, kept here so that nothing has to be served from a folder of files.
    picture = models.BinaryField(_("picture"), default=b"", blank=True)
    # Changes with the picture, so that browsers may keep it; "" without one.
    picture_mark = models.CharField(max_length=16, blank=True, editable=False)
    signature = models.CharField(_("signature"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    opening = models.CharField(_("opening words"), max_length=200, blank=True)
    closing = models.CharField(_("closing words"), max_length=200, blank=True)
    is_assigned_coach = models.BooleanField(
        _("speaks as the assigned coach"),
        default=False,
        help_text=_("Where the athlete has one; else as the name above."),
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    sends_notices = models.BooleanField(_("sends notices"), default=True)
    ai_is_on = models.BooleanField(_("AI wording"), default=False)
    ai_url = models.URLField(_("AI address"), max_length=300, blank=True)
    ai_model = models.CharField(_("AI model"), max_length=80, blank=True)
    ai_key = SealedTextField()

    class Meta:
        verbose_name = _("message sender")
        verbose_name_plural = _("message senders")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="message_sender_one_row")]

    def __str__(self) -> str:
        return self.name


class MessageTemplate(models.Model):
    """The words of one kind of message in one language, in place of those that ship."""

    key = models.SlugField(_("message"), max_length=60)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), max_length=2000)

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="message_template_once")]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"
