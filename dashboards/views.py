"""Home. The morning board's views are in `board/views.py`, the athlete page's in `athlete/views.py`."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboards.home import build_home
from dashboards.viewing import viewer_of
from forms_engine.views.fill_in import buttons_of_today


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    page = build_home(viewer, timezone.now())
    if page.leads_to_board:
        return redirect("board")
    due = buttons_of_today(viewer) if page.is_athlete else []
    return render(request, "dashboards/home.html", {"page": page, "due": due})
