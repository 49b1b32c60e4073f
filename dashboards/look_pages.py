"""What pages with people's data are called to whoever reads who looked. The keys stand in rows: they never change."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "morning board": _("morning board"),
    "athlete page": _("athlete page"),
    "night": _("a night in detail"),
    "squad heatmap": _("squad heatmap"),
    "squad distribution": _("squad, distribution of a day"),
    "squad, two fields": _("squad, two fields"),
    "squad, weekly report": _("squad, weekly report"),
    "dashboard": _("dashboard “%(name)s”"),
}
