"""What answers while the consultant types: the preview, whether a formula is right, what standards say.

Nothing is ever saved here.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from forms_engine.builder.bench import try_step
from forms_engine.builder.choosing import STANDARDS, choose, query_of
from forms_engine.builder.doors import find_form, for_designers
from forms_engine.builder.formula_words import told
from forms_engine.builder.pages import FORMS
from forms_engine.builder.preview import Preview, preview_form
from forms_engine.builder.refusals import Refused
from forms_engine.builder.standards_said import told as told_of_standards
from forms_engine.models import FormDefinition
from people import roles


@for_designers
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The form as one role sees it. POST: as it would be with what is typed in the panel, if that is right."""
    form = find_form(key)
    said = request.POST if request.method == "POST" else request.GET
    role = said.get("_role", roles.ATHLETE)
    typed = said.get("_step", "").startswith("save_") and request.method == "POST"
    tried = try_step(request, FORMS, form, lambda tried: _preview(tried, role)) if typed else None
    shown = tried or _preview(form, role)
    return render(request, "forms_engine/builder/preview.html", {"preview": shown, "form": shown.form})


def _preview(form: FormDefinition, role: str) -> Preview:
    return preview_form(form, role, timezone.localdate())


@for_designers
@require_POST
def formula(request: HttpRequest, key: str) -> HttpResponse:
    """What the formula in the panel would give, or what is wrong where."""
    form = find_form(key)
    try:
        chosen = choose(form, query_of(request.POST, is_posted=True), request.POST)
    except Refused as refusal:
        return render(request, "forms_engine/builder/formula_said.html", {"refusal": refusal})
    context = told(chosen.panel, request.POST.get("formula", "")) if chosen.panel else {}
    return render(request, "forms_engine/builder/formula_said.html", context)


@for_designers
@require_POST
def standards(request: HttpRequest, key: str) -> HttpResponse:
    """The rules in the panel read back, and what a sample value would get."""
    form = find_form(key)
    try:
        chosen = choose(form, query_of(request.POST, is_posted=True), request.POST)
    except Refused as refusal:
        return render(request, "forms_engine/builder/standards_said.html", {"complaints": [refusal.words]})
    context = told_of_standards(chosen.panel) if chosen.sort == STANDARDS else {}
    return render(request, "forms_engine/builder/standards_said.html", context)
