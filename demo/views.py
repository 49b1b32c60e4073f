"""Pages only a demo site has."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from demo.mailbox import newest_mails


@require_safe
@never_cache
def mail(request: HttpRequest) -> HttpResponse:
    """Every mail the demo wrote, for whoever tries it; takes no name from the address, so reads nothing else."""
    if not settings.IS_DEMO:
        raise Http404
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    return render(request, "demo/mail.html", {"mails": newest_mails(Path(folder)) if folder else []})
