"""The athlete's side of connecting: consent page, the way to the vendor and back, disconnect, "Sync now"."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from forms_engine.models import FormDefinition
from people.models import Person
from sync import connecting, consenting, disconnecting, endings, queue, registry
from sync.applications import application_of
from sync.browsers import allow_form_to, browser_key, give_browser_key, new_browser_key
from sync.grant_forms import grant_form_keys
from sync.models import Connection, ProviderApplication, Run
from sync.progress import run_words
from sync.provider import Provider
from sync.setup import blocking_line, redirect_uri


def provider_or_404(provider_key: str) -> Provider:
    try:
        return registry.provider_for(provider_key)
    except KeyError as error:
        raise Http404 from error


def form_url(provider: Provider) -> str:
    """The athlete's own form with the link: where every walk begins and ends."""
    return reverse("profile", args=[grant_form_keys(provider.key).authorise])


@never_cache
@login_required
@require_GET
def consent(request: HttpRequest, provider_key: str) -> HttpResponseBase:
    """What will be read, in plain words, before anything is asked of the vendor."""
    provider = provider_or_404(provider_key)
    application = application_of(provider.key)
    blocked = blocking_line(provider)
    if blocked is not None or application is None:
        return show_ending(request, provider, endings.NotReady(), advice=blocked.words if blocked else "")
    return _ask_consent(request, provider, application)


def _ask_consent(
    request: HttpRequest, provider: Provider, application: ProviderApplication, *, is_empty: bool = False
) -> HttpResponse:
    """The data types this site uses, each to be agreed to; `is_empty`: none was ticked.

    A browser without our cookie gets it, and may send the form on to the vendor.
    """
    context = {
        "provider": provider,
        "feeds": consenting.offered_feeds(provider),
        "words": [f"{provider.key}_connector/consent.html", "sync/consent_words.html"],
        "back": form_url(provider),
        "is_empty": is_empty,
    }
    response = render(request, "sync/consent.html", context, status=400 if is_empty else 200)
    if not browser_key(request):
        give_browser_key(response, new_browser_key())
    allow_form_to(response, provider, application)
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, provider_key: str) -> HttpResponseBase:
    """Off to the vendor. A browser without our cookie gets it here; who had to log in first presses once more."""
    provider = provider_or_404(provider_key)
    if request.method != "POST":
        return redirect("sync:consent", provider.key)
    application = application_of(provider.key)
    if application is None or blocking_line(provider) is not None:
        return show_ending(request, provider, endings.NotReady())
    feeds = consenting.chosen_feeds(provider, dict(request.POST.lists()))
    if not feeds:
        return _ask_consent(request, provider, application, is_empty=True)
    key = browser_key(request) or new_browser_key()
    press = connecting.Press(_viewer(request), key, redirect_uri(provider.key), form_url(provider), feeds=feeds)
    response = HttpResponseRedirect(connecting.begin(provider, application, press, timezone.now()))
    give_browser_key(response, key)
    return response


@never_cache
@require_GET
def callback(request: HttpRequest, provider_key: str) -> HttpResponseBase:
    """The vendor sent the browser back. Every ending is a page that says what happened and what to do."""
    provider = provider_or_404(provider_key)
    application = application_of(provider.key)
    viewer = request.user if isinstance(request.user, Person) else None
    back = connecting.Return(request.GET.dict(), browser_key(request), viewer)
    try:
        if application is None or not application.is_enabled:
            raise endings.NotReady()
        _connection, return_to = connecting.finish(provider, application, back, timezone.now())
    except endings.ConnectingError as ending:
        return show_ending(request, provider, ending)
    messages.success(request, _("Connected. Your first data arrive within a minute."))
    return redirect(return_to)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def disconnect(request: HttpRequest, provider_key: str) -> HttpResponseBase:
    """The athlete ends it: tokens are wiped at once; what was read is kept or erased, as chosen."""
    provider = provider_or_404(provider_key)
    connection = _own_connection(request, provider)
    application = application_of(provider.key)
    choice = request.POST.get("data")
    if application is None:
        raise Http404
    if request.method == "GET" or choice not in ("keep", "erase"):
        context = {"provider": provider, "back": form_url(provider), "is_unanswered": request.method == "POST"}
        return render(request, "sync/disconnect.html", context, status=200 if request.method == "GET" else 400)
    erases = choice == "erase"
    is_told = disconnecting.disconnect(provider, application, connection, timezone.now(), erases=erases)
    _say_goodbye(request, provider, erases=erases, is_told=is_told)
    return redirect(form_url(provider))


def _say_goodbye(request: HttpRequest, provider: Provider, *, erases: bool, is_told: bool) -> None:
    if erases:
        messages.success(request, _("Disconnected, and what was read is erased."))
    else:
        messages.success(request, _("Disconnected. No more data will be read; what was read is kept."))
    if not is_told:
        words = _("%(name)s did not answer. Remove this site there too, under connected apps.")
        messages.warning(request, words % {"name": provider.name})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sync_now(request: HttpRequest, provider_key: str) -> HttpResponseBase:
    """Ask for a sync of one's own connection, and go where what comes is shown."""
    provider = provider_or_404(provider_key)
    if request.method != "POST":
        return redirect(form_url(provider))
    connection = _own_connection(request, provider)
    if connection.state not in Connection.SYNCED_STATES:
        messages.warning(request, _("Not possible now: connect again first."))
        return redirect(form_url(provider))
    viewer = _viewer(request)
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=timezone.now(), asked_by=viewer)
    return redirect("sync:run", provider.key, run.pk)


@never_cache
@login_required
@require_GET
def show_run(request: HttpRequest, provider_key: str, run_id: int) -> HttpResponseBase:
    """How one's own run stands, then what came of it; looks again by itself until it has ended."""
    provider = provider_or_404(provider_key)
    run = get_object_or_404(Run, pk=run_id, connection=_own_connection(request, provider))
    context = {
        "provider": provider,
        "words": run_words(run),
        "is_open": run.state in (Run.State.QUEUED, Run.State.RUNNING),
        "back": form_url(provider),
    }
    page = "sync/run_words.html" if request.headers.get("HX-Request") else "sync/run.html"
    return render(request, page, context)


def show_ending(
    request: HttpRequest, provider: Provider, ending: endings.ConnectingError, advice: str = ""
) -> HttpResponse:
    """The page of an ending; nothing of the request's parameters is repeated on it."""
    context = {
        "provider": provider,
        "ending": ending,
        "advice": advice or ending.advice,
        "back": ending.return_to or _way_back(provider),
    }
    return render(request, "sync/ending.html", context, status=ending.status)


def _way_back(provider: Provider) -> str:
    """The form, "" before it is installed."""
    key = grant_form_keys(provider.key).authorise
    return form_url(provider) if FormDefinition.objects.filter(key=key).exists() else ""


def _viewer(request: HttpRequest) -> Person:
    """The person logged in, behind `login_required`."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def _own_connection(request: HttpRequest, provider: Provider) -> Connection:
    connection = Connection.objects.filter(provider=provider.key, person=_viewer(request)).first()
    if connection is None or connection.state == Connection.State.DISCONNECTED:
        raise Http404
    return connection
