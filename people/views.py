"""One's own pages: what the site knows of me, and who looked at my data."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.access import visible_people
from people.forms import OwnDetailsForm
from people.looks import looks_at
from people.models import Person

LOOKS_A_PAGE = 50


def own_row(request: HttpRequest) -> Person:
    """Whoever is logged in, as a copy: a refused entry must not show as one's name in the frame of the page."""
    return visible_people(request.user).get(username=request.user.get_username())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_details(request: HttpRequest) -> HttpResponse:
    form = OwnDetailsForm(request.POST or None, instance=own_row(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("people:me")
    return render(request, "people/me.html", {"form": form})


@login_required
@require_safe
def own_looks(request: HttpRequest) -> HttpResponse:
    page = Paginator(looks_at(own_row(request)), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/looks.html", {"page": page})
