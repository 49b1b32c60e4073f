"""Alert rules: written by consultants, read back in sentences and tried on the last days before they are saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, ModelForm, Script
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alerts import conf
from alerts.admin.rule_forms import ConditionForm, ConditionFormSet, PreviewFormSet, RuleForm, entered_conditions
from alerts.lists import moment
from alerts.models import Condition, Rule, RuleVersion
from alerts.seeing import may_read_all, readable_fields
from alerts.shipped import make_shipped_rules
from alerts.specs import RELATIVE, RuleSpec, spec_of
from alerts.trying import Tried, try_rule
from alerts.versions import keep_version
from alerts.wording import rule_sentences, rule_words
from people.looks import note_looks
from people.models import Person
from people.site_admin import SiteModelAdmin, SiteTabularInline


class ConditionInline(SiteTabularInline[Condition, Rule]):
    model = Condition
    form = ConditionForm
    formset = ConditionFormSet
    fields = ["field", "kind", "direction", "value", "days_in_a_row", "window_days", "least_values"]
    max_num = conf.MOST_CONDITIONS
    min_num = 1

    def get_formset(self, request: HttpRequest, obj: Rule | None = None, **kwargs: Any) -> Any:
        """Who sends more than the page offers is told so, and nothing is cut off in silence."""
        return super().get_formset(request, obj, **{"validate_max": True, **kwargs})


@admin.register(Rule)
class RuleAdmin(SiteModelAdmin[Rule]):
    form = RuleForm
    inlines = [ConditionInline]
    list_display = ["name", "sentence", "is_on", "severity", "squad", "pace"]
    list_filter = ["is_on", "severity"]
    list_select_related = ["squad"]
    search_fields = ["name"]
    readonly_fields = ["earlier_versions"]
    change_form_template = "admin/alerts/rule/change_form.html"
    fieldsets = [
        (None, {"fields": ["name", "is_on", "severity", "squad", "joined", "cooldown_hours"]}),
        (_("Who is told"), {"fields": ["way", "pace", "roles", "people"]}),
        (_("What it said before"), {"fields": ["earlier_versions"], "classes": ["collapse"]}),
    ]

    class Media:
        js = [Script("alerts/rule_form.js", type="module")]
        css = {"all": ["alerts/rule_form.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        return super().get_queryset(request).prefetch_related("conditions__field__form")

    def get_urls(self) -> list[URLPattern]:
        preview = path("preview/", self.admin_site.admin_view(require_POST(self.preview)), name="alerts_preview")
        return [preview, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        make_shipped_rules(timezone.now())
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        said = {**(extra_context or {}), "windowed": " ".join(sorted(RELATIVE))}
        return super().changeform_view(request, object_id, form_url, said)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool) -> None:
        """The order of the rows is the order of the sentence."""
        super().save_formset(request, form, formset, change)
        if isinstance(formset, ConditionFormSet):
            for order, condition in enumerate(entered_conditions(formset)):
                Condition.objects.filter(pk=condition.pk).update(order=order)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        keep_version(form.instance, _person(request), timezone.now())

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The rule in sentences, and tried on the last days when asked; nothing is saved."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            return HttpResponse(status=403)
        asked = request.GET.get("rule", "")
        rule = Rule.objects.filter(pk=asked).first() if asked.isdecimal() else None
        shown = read_back(request, rule)
        if shown.tried:
            note_looks(_person(request), [one.person for one in shown.tried], "alert rule tried", timezone.now())
        page = {"shown": shown, "days": conf.DAYS_TRIED}
        if request.headers.get("X-Requested-With"):
            return render(request, "admin/alerts/rule/preview_part.html", page)
        frame = {**self.admin_site.each_context(request), "title": gettext("Preview")}
        return render(request, "admin/alerts/rule/preview.html", frame | page)

    @admin.display(description=_("rule"))
    def sentence(self, rule: Rule) -> str:
        return rule_words(spec_of(rule.conditions.all(), rule.joined, rule.cooldown_hours))

    @admin.display(description=_("versions"))
    def earlier_versions(self, rule: Rule) -> str | SafeString:
        versions = RuleVersion.objects.filter(rule=rule).select_related("made_by") if rule.pk else ()
        lines = (
            (one.number, moment(one.made_at), one.made_by.full_name if one.made_by else "–", one.text)
            for one in versions
        )
        return format_html_join("", "<p>{} · {} · {}<br>{}</p>", lines) or gettext("None yet.")


@dataclass(frozen=True)
class ReadBack:
    """`problems`: why there is no sentence yet. `may_try`: whether this person reads the fields; `tried` None: not
    asked for, or not for their eyes."""

    sentences: Sequence[str] = ()
    problems: Sequence[str] = ()
    cautions: Sequence[str] = ()
    tried: Sequence[Tried] | None = None
    total: int = 0
    quiet: int = 0
    may_try: bool = True


def read_back(request: HttpRequest, rule: Rule | None) -> ReadBack:
    """What was typed, as sentences."""
    form = RuleForm(request.POST, instance=rule)
    formset = PreviewFormSet(request.POST, instance=rule or Rule(), prefix="conditions")
    # There may be another rule of this name: that is for saving to complain about.
    form.full_clean()
    if not formset.is_valid():
        errors: Any = formset.errors
        rows = [line for row in errors for lines in row.values() for line in lines]
        return ReadBack(problems=list(dict.fromkeys([*rows, *formset.non_form_errors()])))
    entered = form.cleaned_data
    spec = spec_of(entered_conditions(formset), entered.get("joined") or "all", entered.get("cooldown_hours") or 24)
    squad = entered.get("squad")
    sentences = rule_sentences(spec, squad.name if squad else "")
    cautions = _cautions(spec, entered)
    viewer = _person(request)
    if not may_read_all(viewer, {one.field.id for one in spec.conditions}):
        return ReadBack(sentences, cautions=cautions, may_try=False)
    if "tries" not in request.POST:
        return ReadBack(sentences, cautions=cautions)
    tried = try_rule(spec, squad.pk if squad else None, viewer, timezone.now())
    raised = [one for one in tried if one.days]
    return ReadBack(sentences, (), cautions, raised, sum(len(one.days) for one in raised), len(tried) - len(raised))


def _cautions(spec: RuleSpec, entered: dict[str, Any]) -> list[str]:
    """Whoever is named but may not read the fields is never told: better said now."""
    wanted = {one.field.id: one.field.label for one in spec.conditions}
    words = []
    for role in entered.get("roles") or ():
        open_to = set(readable_fields([role.name]).filter(pk__in=wanted).values_list("pk", flat=True))
        closed = [label for pk, label in wanted.items() if pk not in open_to]
        if closed:
            facts = {"role": role.name, "fields": ", ".join(closed)}
            words.append(gettext("%(role)s may not read %(fields)s and is not told by this role alone.") % facts)
    if not entered.get("roles") and not entered.get("people"):
        words.append(gettext("Nobody is named: the alert stands on the list and is told to nobody."))
    return words


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404("nobody is logged in")
    return request.user
