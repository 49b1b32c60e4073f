"""What can be done to a form, by the word the page sends. Each step is one change, made inside `changing`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from forms_engine.builder import fields, forms, sections
from forms_engine.builder.choosing import Chosen, choose, find_field, find_place, find_section, query_of
from forms_engine.builder.refusals import Refused
from forms_engine.builder.standards_panel import save_standards as write_standards
from forms_engine.builder.uses import limit_warnings, still_used_words, uses_of_fields
from forms_engine.calculating.site import known_site
from forms_engine.models import FormDefinition, Section
from forms_engine.together import scores_of


@dataclass(frozen=True)
class Done:
    """`words`: what happened, said on the page and to screen readers. `query`: what is in hand now."""

    words: str
    query: Mapping[str, Any]


class PanelRefused(Refused):
    """Something in the panel is not right; `chosen` has it with the complaints beside the boxes."""

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen
        super().__init__("not_right", _("Nothing was saved. Look at what is marked."))


Step = Callable[[FormDefinition, QueryDict], Done]


def _valid(form: FormDefinition, data: QueryDict) -> Chosen:
    chosen = choose(form, query_of(data, is_posted=True), data)
    if chosen.panel is None or not chosen.panel.is_valid():
        raise PanelRefused(chosen)
    return chosen


def save_field(form: FormDefinition, data: QueryDict) -> Done:
    """The field in the panel, new or not."""
    panel = _valid(form, data).panel
    if panel.is_new:
        section = find_place(form, data.get("_in", ""))
        field = fields.add_field(form, section, panel.instance.type, panel.said())
        return Done(_("“%(label)s” added.") % {"label": field.label}, {"field": field.pk})
    field = find_field(form, data.get("_field", ""))
    scores = scores_of(field.details)
    fields.save_field(field, panel.said())
    warnings = limit_warnings([field], known_site()) if scores_of(field.details) != scores else []
    return Done(" ".join([_("“%(label)s” saved.") % {"label": field.label}, *warnings]), {"field": field.pk})


def save_section(form: FormDefinition, data: QueryDict) -> Done:
    panel = _valid(form, data).panel
    if panel.instance.pk is None:
        section = sections.add_section(form, panel.said())
    else:
        section = find_section(form, data.get("_section", ""))
        sections.save_section(section, panel.said())
    return Done(_("Section “%(title)s” saved.") % {"title": section.title}, {"section": section.pk})


def save_standards(form: FormDefinition, data: QueryDict) -> Done:
    """The rules in the panel, in their order; its buttons move one or drop it."""
    panel = _valid(form, data).panel
    write_standards(panel.instance, panel.rules)
    return Done(panel.said_words, {"standards": panel.instance.pk})


def save_settings(form: FormDefinition, data: QueryDict) -> Done:
    panel = _valid(form, data).panel
    forms.save_settings(FormDefinition.objects.get(pk=form.pk), panel.said(), panel.typed_rights())
    return Done(_("Settings saved."), {"settings": 1})


def move_field(form: FormDefinition, data: QueryDict) -> Done:
    """By a button one place, or by dragging to where it was let go."""
    field = find_field(form, data.get("_field", ""))
    kept = query_of(data, is_posted=False)
    if direction := _direction(data):
        if not fields.step_field(field, direction):
            return Done(_("“%(label)s” is at the end already.") % {"label": field.label}, kept)
    else:
        before = find_field(form, data.get("_before", "")) if data.get("_before") else None
        fields.place_field(field, find_place(form, data.get("_in", "")), before)
    return Done(_place_words(form, field.pk), kept)


def _place_words(form: FormDefinition, pk: int) -> str:
    every = fields.in_order(form)
    place = [one.pk for one in every].index(pk)
    field = every[place]
    siblings = [one for one in every if one.section_id == field.section_id and not one.retired_at]
    shown = {
        "label": field.label,
        "place": [one.pk for one in siblings].index(pk) + 1 if field in siblings else place + 1,
        "count": len(siblings),
        "section": field.section.title if field.section else _("the beginning"),
    }
    return _("“%(label)s” is now %(place)d of %(count)d in %(section)s.") % shown


def move_section(form: FormDefinition, data: QueryDict) -> Done:
    section = find_section(form, data.get("_section", ""))
    kept = query_of(data, is_posted=False)
    if direction := _direction(data):
        if not sections.step_section(section, direction):
            return Done(_("“%(label)s” is at the end already.") % {"label": section.title}, kept)
    else:
        before = find_section(form, data.get("_before", "")) if data.get("_before") else None
        sections.place_section(section, before)
    every = list(Section.objects.filter(form=form).order_by("order", "id").values_list("pk", flat=True))
    shown = {"title": section.title, "place": every.index(section.pk) + 1, "count": len(every)}
    return Done(_("Section “%(title)s” is now %(place)d of %(count)d.") % shown, kept)


def _direction(data: QueryDict) -> int:
    return {"up": -1, "down": 1}.get(data.get("_direction", ""), 0)


def remove_section(form: FormDefinition, data: QueryDict) -> Done:
    section = find_section(form, data.get("_section", ""))
    sections.remove_section(section)
    return Done(_("Section “%(title)s” removed.") % {"title": section.title}, {})


def retire_field(form: FormDefinition, data: QueryDict) -> Done:
    field = find_field(form, data.get("_field", ""))
    fields.retire_field(field, timezone.now())
    words = _("“%(label)s” retired. Its answers stay readable.") % {"label": field.label}
    return Done(words + still_used_words(uses_of_fields([field], known_site())), {"field": field.pk})


def restore_field(form: FormDefinition, data: QueryDict) -> Done:
    field = find_field(form, data.get("_field", ""))
    fields.restore_field(field)
    return Done(_("“%(label)s” is in use again.") % {"label": field.label}, {"field": field.pk})


def remove_field(form: FormDefinition, data: QueryDict) -> Done:
    field = find_field(form, data.get("_field", ""))
    fields.remove_field(field)
    return Done(_("“%(label)s” deleted.") % {"label": field.label}, {})


def retire_form(form: FormDefinition, data: QueryDict) -> Done:
    forms.retire_form(form, timezone.now())
    words = _("Form retired. Its records stay readable; nobody fills it any more.")
    living = list(form.fields.filter(retired_at=None).select_related("form"))
    return Done(words + still_used_words(uses_of_fields(living, known_site())), {"settings": 1})


def restore_form(form: FormDefinition, data: QueryDict) -> Done:
    forms.restore_form(form)
    return Done(_("Form in use again."), {"settings": 1})


STEPS: Mapping[str, Step] = {
    step.__name__: step
    for step in (
        save_field,
        save_section,
        save_settings,
        save_standards,
        move_field,
        move_section,
        remove_section,
        retire_field,
        restore_field,
        remove_field,
        retire_form,
        restore_form,
    )
}
