"""Why an athlete has no value where one is due: the source's own words, else what the records say."""

from collections.abc import Sequence

from dashboards.speaking import spoken as _
from forms_engine.extension import PersonBadge
from forms_engine.models import FormDefinition


def cause_words(form: FormDefinition, badges: Sequence[PersonBadge], *, is_dated: bool) -> str:
    """Of the due day. `is_dated`: the form has a record of that day, without the value."""
    if is_dated:
        return _("not measured")
    for badge in badges:
        if cause := badge.causes.get(form.pk):
            return cause.words
    if not form.managed_by:
        return _("not filled in")
    # A source that explains no single form may still be the explanation.
    return next((badge.words for badge in badges if badge.tone != "fine"), _("no data yet"))


def past_cause_words(form: FormDefinition, *, is_dated: bool) -> str:
    """Of a day gone by, about which no source is asked."""
    if is_dated:
        return _("not measured")
    return _("no data") if form.managed_by else _("not filled in")
