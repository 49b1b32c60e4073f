"""The consultant's set-up page of a connector: checklist, application, forms, switch."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from forms_engine.errors import DefinitionConflict
from people import roles
from people.access import has_role
from people.models import Person
from sync import applications, registry
from sync.choosing import choices_of
from sync.installing import install
from sync.models import ProviderApplication
from sync.notice_lines import notices_shown
from sync.provider import Endpoints, Provider
from sync.setup import blocking_line, checklist, redirect_uri
from sync.views import provider_or_404

View = Callable[..., HttpResponseBase]


class ApplicationForm(forms.Form):
    """What the web may enter: a preset, never free addresses."""

    preset = forms.ChoiceField(label=gettext_lazy("Where the application is registered"))
    client_id = forms.CharField(label=gettext_lazy("Client id"), max_length=200)
    client_secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=300,
        required=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Sealed when stored and never shown again. Empty keeps the one entered before for the same place."
        ),
    )

    def __init__(self, provider: Provider, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presets = {preset.key: preset for preset in provider.presets()}
        choices = [(preset.key, _(preset.name)) for preset in self.presets.values()]
        self.fields["preset"].choices = choices  # type: ignore[attr-defined]

    def endpoints(self) -> Endpoints:
        return self.presets[self.cleaned_data["preset"]]


def for_consultants(view: View) -> View:
    """Only a consultant (or the operator's superuser) sets a connector up."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, provider_key: str) -> HttpResponseBase:
        _refuse_others(request)
        return view(request, provider_or_404(provider_key))

    return guarded


def _refuse_others(request: HttpRequest) -> None:
    user = request.user
    if not isinstance(user, Person) or not (user.is_superuser or has_role(user, roles.CONSULTANT)):
        raise PermissionDenied


@never_cache
@require_GET
@login_required
def connectors(request: HttpRequest) -> HttpResponseBase:
    """Straight to the set-up page while there is one provider; a list of them otherwise."""
    _refuse_others(request)
    providers = registry.all_providers()
    if len(providers) == 1:
        return redirect("sync:setup", providers[0].key)
    return render(request, "sync/connectors.html", {"providers": providers})


@never_cache
@require_GET
@for_consultants
def setup(request: HttpRequest, provider: Provider) -> HttpResponse:
    return _page(request, provider, _filled_form(provider))


@require_POST
@for_consultants
def enter(request: HttpRequest, provider: Provider) -> HttpResponseBase:
    form = ApplicationForm(provider, request.POST)
    if not form.is_valid():
        return _page(request, provider, form, status=400)
    entered = applications.NewApplication(
        client_id=form.cleaned_data["client_id"],
        client_secret=form.cleaned_data["client_secret"],
        endpoints=form.endpoints(),
    )
    try:
        applications.enter_application(provider, entered, timezone.now())
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, provider, form, status=400)
    messages.success(request, _("The application is stored."))
    return redirect("sync:setup", provider.key)


@require_POST
@for_consultants
def install_forms(request: HttpRequest, provider: Provider) -> HttpResponseBase:
    try:
        for line in install(provider).lines:
            messages.success(request, line)
    except DefinitionConflict as error:
        messages.error(request, str(error))
    return redirect("sync:setup", provider.key)


@require_POST
@for_consultants
def switch(request: HttpRequest, provider: Provider) -> HttpResponseBase:
    """On or off; refused with its reason while UUIDs are off."""
    application = applications.application_of(provider.key)
    if application is None:
        messages.error(request, _("Enter the application first."))
    elif request.POST.get("switch") == "off":
        applications.disable(application)
        messages.success(request, _("The connector is switched off: nothing is read until it is switched on again."))
    else:
        _switch_on(request, application)
    return redirect("sync:setup", provider.key)


def _switch_on(request: HttpRequest, application: ProviderApplication) -> None:
    try:
        applications.enable(application)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The connector is switched on."))


def _filled_form(provider: Provider) -> ApplicationForm:
    application = applications.application_of(provider.key)
    known = {"preset": application.preset, "client_id": application.client_id} if application else None
    return ApplicationForm(provider, initial=known)


def _page(request: HttpRequest, provider: Provider, form: ApplicationForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    application = applications.application_of(provider.key)
    context = {
        "provider": provider,
        "lines": [(line, _step_state(line.is_done, line.blocks)) for line in checklist(provider, now)],
        "is_ready": blocking_line(provider) is None,
        "redirect_uri": redirect_uri(provider.key),
        "form": form,
        "application": application,
        "choices": choices_of(provider),
        "notices": notices_shown(provider, now),
    }
    return render(request, "sync/setup.html", context, status=status)


def _step_state(is_done: bool, blocks: bool) -> str:
    if is_done:
        return "done"
    return "to_do" if blocks else "warning"
