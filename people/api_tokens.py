"""One's own tokens for scripts: made, shown once, ended. A token may do what its person may do."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from knox.models import AuthToken

MOST_TOKENS = 10
LIVES = ((30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("a year")))


class NewToken(forms.Form):
    days = forms.TypedChoiceField(label=gettext_lazy("Works for"), choices=LIVES, coerce=int, initial=90)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_tokens(request: HttpRequest) -> HttpResponse:
    """The list; a new one stands on the answer to the button and nowhere else."""
    mine = AuthToken.objects.filter(user=request.user).order_by("-created")
    form, made = NewToken(request.POST or None), ""
    if form.is_bound and form.is_valid():
        if mine.count() >= MOST_TOKENS:
            form.add_error(None, _("You have %(most)d tokens: end one first.") % {"most": MOST_TOKENS})
        else:
            made = AuthToken.objects.create(request.user, expiry=timedelta(days=form.cleaned_data["days"]))[1]
            form = NewToken()
    context = {"form": form, "made": made, "tokens": mine.all()}
    return render(request, "people/api_tokens.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def end_token(request: HttpRequest) -> HttpResponse:
    """By the part of it that is shown; somebody else's is not found and nothing happens."""
    ended, _rows = AuthToken.objects.filter(
        user=request.user, token_key=request.POST.get("token", ""), pk=request.POST.get("digest", "")
    ).delete()
    if ended:
        messages.success(request, _("Ended: whatever used this token is refused from now on."))
    return redirect("people:tokens")
