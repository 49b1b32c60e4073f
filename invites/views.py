"""The pages behind an invite's link. GET changes nothing but *opened*; going on is a POST."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from invites import issuing, opening, sending
from invites.models import Invite
from invites.private_pages import private
from people.application import application_details
from people.models import Person
from sync import connecting, consenting, registry
from sync.applications import application_of
from sync.browsers import allow_form_to, browser_key, give_browser_key, new_browser_key
from sync.models import AuthorisationState
from sync.setup import blocking_line, redirect_uri


@private
@require_safe
def open_invite(request: HttpRequest, token: str) -> HttpResponseBase:
    """Who asks, for whom and for what; a button goes on to the provider."""
    now = timezone.now()
    invite, closed = opening.look_up(token, _viewer(request), now)
    if closed is not None or invite is None:
        return _closed_page(request, token, closed or opening.WRONG)
    if opening.looks_like_a_person(request):
        issuing.note(invite, "opened_at", now)
    return _offer_page(request, invite, token, now)


@private
@require_POST
def go(request: HttpRequest, token: str) -> HttpResponseBase:
    """On to the provider. The state then has its own fifteen minutes."""
    now = timezone.now()
    invite, closed = opening.look_up(token, _viewer(request), now)
    if closed is not None or invite is None:
        return _closed_page(request, token, closed or opening.WRONG)
    provider = registry.provider_for(invite.provider)
    application = application_of(provider.key)
    if application is None or blocking_line(provider) is not None:
        return _page(request, "invites/not_ready.html", {}, status=409)
    feeds = consenting.chosen_feeds(provider, dict(request.POST.lists()))
    if not feeds:
        return _offer_page(request, invite, token, now, is_empty=True)
    key = browser_key(request) or new_browser_key()
    press = connecting.Press(
        person=invite.person,
        browser_key=key,
        redirect_uri=redirect_uri(provider.key),
        return_to=reverse("invites:ended"),
        asked_through=f"invite:{invite.pk}",
        feeds=feeds,
    )
    issuing.note(invite, "at_provider_at", now)
    response = HttpResponseRedirect(connecting.begin(provider, application, press, now))
    give_browser_key(response, key)
    return response


@private
@require_POST
def again(request: HttpRequest, token: str) -> HttpResponseBase:
    """A new link for an expired one: to the same person through the same channel, never onto this page."""
    now = timezone.now()
    invite, closed = opening.look_up(token, _viewer(request), now)
    if closed is None:
        return redirect("invites:open", token)  # it works: nothing to heal
    if invite is None or not closed.heals:
        return _closed_page(request, token, closed)
    try:
        sending.send_again(invite, now)
    except issuing.CannotInvite as refused:
        return _page(request, "invites/not_again.html", {"words": str(refused)}, status=429)
    return _page(request, "invites/sent_again.html", {})


@never_cache
@require_safe
def ended(request: HttpRequest) -> HttpResponseBase:
    """Where somebody without a login ends up after connecting, well or not: the messages say which."""
    return _page(request, "invites/ended.html", {})


def _viewer(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _offer_page(
    request: HttpRequest, invite: Invite, token: str, now: datetime, *, is_empty: bool = False
) -> HttpResponse:
    """`is_empty`: one by one was chosen, and nothing ticked. Its forms lead on to the vendor."""
    context = _offer(invite, token, now) | {"is_empty": is_empty}
    response = _page(request, "invites/open.html", context, status=400 if is_empty else 200)
    application = application_of(invite.provider)
    if application is not None:
        allow_form_to(response, registry.provider_for(invite.provider), application)
    return response


def _offer(invite: Invite, token: str, now: datetime) -> dict[str, object]:
    """First name and initial only: who forwarded a link must not learn more."""
    person, provider = invite.person, registry.provider_for(invite.provider)
    initial = f" {person.last_name[:1]}." if person.last_name else ""
    left = (invite.expires_at - now).total_seconds() if invite.expires_at else 0
    return {
        "provider": provider,
        "feeds": consenting.offered_feeds(provider),
        "site_name": application_details().name,
        "coach": invite.sender.full_name if invite.sender else "",
        "athlete": f"{person.calling_name}{initial}",
        "token": token,
        "minutes_left": max(1, round(left / 60)),
        "state_minutes": AuthorisationState.LIFE_MINUTES,
    }


def _closed_page(request: HttpRequest, token: str, closed: opening.Closed) -> HttpResponse:
    context = {"closed": closed, "token": token if closed.heals else ""}
    return _page(request, "invites/closed.html", context, status=closed.status)


def _page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, template, context, status=status)
