"""The builder's pages: all forms, and one form with what is in hand."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forms_engine.admin.confirming import CONFIRM
from forms_engine.builder import forms
from forms_engine.builder.changing import changing, drop_form, note_making, version_of
from forms_engine.builder.choosing import Chosen, choose, query_of
from forms_engine.builder.doors import designer_of, find_form, for_designers
from forms_engine.builder.form_panel import NewFormPanel
from forms_engine.builder.paper import lay_out
from forms_engine.builder.refusals import Refused, Unconfirmed
from forms_engine.builder.steps import STEPS, Done, PanelRefused
from forms_engine.builder.type_settings import palette
from forms_engine.calculating.whole_forms import ask_once, open_job
from forms_engine.extension import source_name
from forms_engine.models import FormDefinition
from forms_engine.starters import all_starters
from people import roles

SAID = "builder_said"
# What dragging fills in.
DRAGGED = ("_step", "_field", "_section", "_in", "_before")
# Boxes of a step that are asked anew, or that the page adds itself.
NOT_REPEATED = ("csrfmiddlewaretoken", "_version", CONFIRM)


@for_designers
@require_http_methods(["GET", "HEAD", "POST"])
def all_forms(request: HttpRequest) -> HttpResponse:
    """Every form, a new one, and those to start from."""
    panel = NewFormPanel(request.POST or None)
    if panel.is_bound and panel.is_valid():
        with transaction.atomic():
            form = forms.make_form(panel.cleaned_data["name"], panel.cleaned_data["kind"])
            note_making(form, designer_of(request), _("Made in the builder"))
        return redirect(page_of(form))
    context = {"forms": FormDefinition.objects.order_by("name"), "panel": panel, "starters": all_starters()}
    return render(request, "forms_engine/builder/all_forms.html", context | {"said": take_said(request)})


@for_designers
@require_http_methods(["GET", "HEAD", "POST"])
def one_form(request: HttpRequest, key: str) -> HttpResponse:
    """GET shows the form and what the address chooses; POST is one step."""
    form = find_form(key)
    if request.method == "POST":
        return _take_step(request, form)
    try:
        chosen = choose(form, query_of(request.GET, is_posted=False))
    except Refused as refusal:
        return _show(request, form, Chosen(), refusal)
    return _show(request, form, chosen)


def _take_step(request: HttpRequest, form: FormDefinition) -> HttpResponse:
    step = STEPS.get(request.POST.get("_step", ""))
    try:
        if step is None:
            raise Refused("unknown_step", _("This page was out of date. Nothing was saved."))
        version, is_confirmed = request.POST.get("_version", ""), bool(request.POST.get(CONFIRM))
        with changing(form.pk, version, by=designer_of(request), is_confirmed=is_confirmed) as locked:
            done = step(locked, request.POST)
    except PanelRefused as refusal:
        return _show(request, FormDefinition.objects.get(pk=form.pk), refusal.chosen, refusal)
    except Refused as refusal:
        return _show(request, find_form(form.key), _still_in_hand(request, form), refusal)
    return _go_on(request, form, done)


def _still_in_hand(request: HttpRequest, form: FormDefinition) -> Chosen:
    """The panel as it was typed, so that nothing has to be typed again."""
    fresh = FormDefinition.objects.get(pk=form.pk)
    is_panel = request.POST.get("_step", "").startswith("save_")
    query = query_of(request.POST if is_panel else request.GET, is_posted=is_panel)
    try:
        return choose(fresh, query, request.POST if is_panel else None)
    except Refused:
        return Chosen()


def _go_on(request: HttpRequest, form: FormDefinition, done: Done) -> HttpResponseRedirect:
    request.session[SAID] = done.words
    query = f"?{urlencode(done.query)}" if done.query else ""
    return redirect(page_of(form) + query)


def _show(request: HttpRequest, form: FormDefinition, chosen: Chosen, refusal: Refused | None = None) -> HttpResponse:
    needs_word = isinstance(refusal, Unconfirmed)
    names = list(Group.objects.order_by("name").values_list("name", flat=True))
    context: dict[str, Any] = {
        "form": form,
        "paper": lay_out(form),
        "version": version_of(form),
        "chosen": chosen,
        "refusal": refusal,
        "repeated": _repeated(request) if needs_word else [],
        "confirm": CONFIRM,
        "palette": palette(),
        "connector": source_name(form.managed_by) if form.managed_by else "",
        "job": open_job(form),
        "reason_to_keep": forms.reason_to_keep_form(form),
        "roles": sorted(names, key=lambda name: name != roles.ATHLETE),
        "said": take_said(request),
        "dragged": DRAGGED,
        "here": page_of(form),
    }
    return render(request, "forms_engine/builder/one_form.html", context)


def _repeated(request: HttpRequest) -> list[tuple[str, str]]:
    """The step once more, for the form that asks for the consultant's word."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_REPEATED
        for value in values
        if isinstance(value, str)
    ]


@for_designers
@require_POST
def duplicate(request: HttpRequest, key: str) -> HttpResponse:
    form = find_form(key)
    try:
        with transaction.atomic():
            copy = forms.duplicate_form(form, timezone.now())
            note_making(copy, designer_of(request), _("Duplicated from “%(name)s”") % {"name": form.name})
    except Refused as refusal:
        return _show(request, form, Chosen(), refusal)
    request.session[SAID] = _("This is a copy of “%(name)s”. Nobody fills it yet but whom its rights let.") % {
        "name": form.name
    }
    return redirect(f"{page_of(copy)}?settings=1")


@for_designers
@require_POST
def recalculate(request: HttpRequest, key: str) -> HttpResponse:
    """Every record reckoned anew by a worker; the page shows how far it is."""
    form = find_form(key)
    with transaction.atomic():
        job = ask_once(form, designer_of(request), timezone.now())
    if job is None:
        request.session[SAID] = _("There is no record to recalculate.")
    return redirect(page_of(form))


@for_designers
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    form = find_form(key)
    try:
        drop_form(form.pk, request.POST.get("_version", ""), by=designer_of(request))
    except Refused as refusal:
        return _show(request, find_form(key), Chosen(), refusal)
    request.session[SAID] = _("“%(name)s” deleted.") % {"name": form.name}
    return redirect("admin:forms_builder")


def page_of(form: FormDefinition) -> str:
    return reverse("admin:forms_builder_form", args=[form.key])


def take_said(request: HttpRequest) -> str:
    """What the last step did, told once."""
    said: str = request.session.pop(SAID, "")
    return said
