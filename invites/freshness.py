"""How fresh somebody's data are, in words without values, and last night's scores for the person alone."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from forms_engine import queries
from forms_engine.models import FormDefinition
from forms_engine.permissions import rights_on
from people.application import application_details
from people.models import Person
from people.zones import day_in
from sync.models import Connection
from sync.provider import Provider, Shape

SCORE = "score"
ONE_DAY = timedelta(days=1)


def sync_words(connection: Connection, now: datetime) -> str:
    if connection.last_synced_at is None:
        return ""
    if now - connection.last_synced_at < timedelta(minutes=1):
        return _("Last synced just now.")
    return _("Last synced %(time)s ago.") % {"time": timesince(connection.last_synced_at, now, depth=1)}


def night_words(provider: Provider, person: Person, now: datetime) -> str:
    """Whether last night is in; nothing for a wearable without nights."""
    keys = _score_keys(provider)
    if not keys:
        return ""
    if any(_values(form_key, fields, person, now) for form_key, fields in keys.items()):
        return _("Last night is in.")
    return _("Last night is not in yet: open the app of your ring once.")


def night_scores(provider: Provider, person: Person, now: datetime) -> str:
    """“Readiness score 82, Sleep score 79” of last night, for the person's own eyes; "" when there is none."""
    found: list[str] = []
    for form_key, fields in _score_keys(provider, shapes=(Shape.DAY,)).items():
        form = FormDefinition.objects.filter(key=form_key).first()
        if form is None or not rights_on(person, person, form).read:
            continue
        labels = queries.fields_by_key(form_key)
        found += [f"{labels[key].label} {round(value)}" for key, value in _values(form_key, fields, person, now)]
    return ", ".join(found)


def _score_keys(provider: Provider, shapes: Collection[Shape] = tuple(Shape)) -> dict[str, list[str]]:
    """Form key → its headline scores: the first score of each feed that fills a form that dates the night.

    `shapes` (DAY,) leaves out the scores of single periods of sleep, which repeat those of the night.
    """
    nights = {form.key for form in provider.forms if form.dates_the_night}
    keys: dict[str, list[str]] = {}
    for feed in provider.feeds:
        first = next((value.key for value in feed.values if value.type == SCORE), None)
        if feed.form in nights and feed.shape in shapes and first is not None:
            keys.setdefault(feed.form, []).append(first)
    return keys


def _values(form_key: str, keys: list[str], person: Person, now: datetime) -> list[tuple[str, float]]:
    """(key, value) of what is measured of last night, in the order of `keys`."""
    night = last_night(now)
    known = set(queries.fields_by_key(form_key))
    asked = [key for key in keys if key in known]
    found = queries.latest_values(form_key, [person.pk], asked, night, first=night)
    values = {one.key: one.value for one in found}
    return [(key, values[key]) for key in asked if values.get(key) is not None]


def last_night(now: datetime) -> date:
    """The date of the record of the night that ended this morning, in the site's zone."""
    return day_in(application_details().zone, now) - ONE_DAY
