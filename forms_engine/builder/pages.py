"""The builder's pages: all forms, and one form with what is in hand."""

from contextlib import AbstractContextManager
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forms_engine.admin.confirming import CONFIRM
from forms_engine.builder import forms
from forms_engine.builder.bench import Bench, drop, say, show, take_said, work_on
from forms_engine.builder.changing import changing, drop_form, lock_form, note_making, version_of
from forms_engine.builder.choosing import NAMES, Chosen, choose
from forms_engine.builder.doors import designer_of, find_form, for_designers
from forms_engine.builder.form_panel import NewFormPanel
from forms_engine.builder.paper import lay_out
from forms_engine.builder.refusals import Refused
from forms_engine.builder.steps import STEPS
from forms_engine.builder.type_settings import palette
from forms_engine.calculating.whole_forms import ask_once
from forms_engine.extension import source_name
from forms_engine.form_jobs import ask_again, failed_job, open_job
from forms_engine.models import FormDefinition
from forms_engine.starters import all_starters
from people import roles

# What dragging fills in.
DRAGGED = ("_step", "_field", "_section", "_in", "_before")


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
    return work_on(request, FORMS, find_form(key))


@for_designers
@require_POST
def duplicate(request: HttpRequest, key: str) -> HttpResponse:
    form = find_form(key)
    try:
        with transaction.atomic():
            copy = forms.duplicate_form(form, timezone.now())
            note_making(copy, designer_of(request), _("Duplicated from “%(name)s”") % {"name": form.name})
    except Refused as refusal:
        return show(request, FORMS, form, Chosen(), refusal)
    words = _("This is a copy of “%(name)s”. Nobody fills it yet but whom its rights let.")
    say(request, words % {"name": form.name})
    return redirect(f"{page_of(copy)}?settings=1")


@for_designers
@require_POST
def recalculate(request: HttpRequest, key: str) -> HttpResponse:
    """Every record reckoned anew by a worker; the page shows how far it is."""
    form = find_form(key)
    with transaction.atomic():
        job = ask_once(form, designer_of(request), timezone.now())
    if job is None:
        say(request, _("There is no record to recalculate."))
    return redirect(page_of(form))


@for_designers
@require_POST
def again(request: HttpRequest, key: str) -> HttpResponse:
    """The work on every record that failed, once more."""
    form = find_form(key)
    with transaction.atomic():
        job = ask_again(form, designer_of(request), timezone.now())
    if job is None:
        say(request, _("There is nothing to do again."))
    return redirect(page_of(form))


@for_designers
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    return drop(request, FORMS, find_form(key))


def page_of(form: FormDefinition) -> str:
    return reverse("admin:forms_builder_form", args=[form.key])


def _change(request: HttpRequest, form: FormDefinition) -> AbstractContextManager[FormDefinition]:
    version, is_confirmed = request.POST.get("_version", ""), bool(request.POST.get(CONFIRM))
    return changing(form.pk, version, by=designer_of(request), is_confirmed=is_confirmed)


def _told(form: FormDefinition) -> dict[str, Any]:
    names = list(Group.objects.order_by("name").values_list("name", flat=True))
    return {
        "form": form,
        "paper": lay_out(form),
        "palette": palette(),
        "connector": source_name(form.managed_by) if form.managed_by else "",
        "job": open_job(form),
        "failed": failed_job(form),
        "reason_to_keep": forms.reason_to_keep_form(form),
        "roles": sorted(names, key=lambda name: name != roles.ATHLETE),
        "dragged": DRAGGED,
    }


FORMS = Bench(
    template="forms_engine/builder/one_form.html",
    home="admin:forms_builder",
    names=NAMES,
    steps=STEPS,
    choose=choose,
    page_of=page_of,
    version_of=version_of,
    lock=lock_form,
    change=_change,
    drop=drop_form,
    told=_told,
)
