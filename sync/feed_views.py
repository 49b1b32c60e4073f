"""The consultant's choice of data types: which feeds this site uses."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sync import choosing
from sync.provider import Provider
from sync.setup_views import for_consultants


@require_POST
@for_consultants
def choose(request: HttpRequest, provider: Provider) -> HttpResponseBase:
    """What is ticked is used from now on; the rest keeps what it has and is read no more."""
    began, ended = choosing.use_feeds(provider, request.POST.getlist("feed"))
    if began:
        words = ngettext(
            "%(count)d more data type in use. Athletes who are connected are asked once whether they share it.",
            "%(count)d more data types in use. Athletes who are connected are asked once whether they share them.",
            len(began),
        )
        messages.success(request, words % {"count": len(began)})
    if ended:
        words = ngettext(
            "%(count)d data type is read no more. What was read stays.",
            "%(count)d data types are read no more. What was read stays.",
            len(ended),
        )
        messages.success(request, words % {"count": len(ended)})
    if not (began or ended):
        messages.info(request, _("Nothing was changed."))
    return redirect("sync:setup", provider.key)
