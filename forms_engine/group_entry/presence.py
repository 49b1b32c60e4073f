"""Who else has the same grid open: each open page says so every few seconds, and is forgotten after a minute."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_engine.group_entry.places import Place
from forms_engine.group_entry.squads import ids_sharing
from forms_engine.models import GridPresence
from people.models import Person

FORGOTTEN_AFTER = timedelta(minutes=1)
MOST_NAMED = 3


def arrive(place: Place, now: datetime) -> list[Person]:
    """Notes that the viewer is here; who else is, in a grid that shares athletes, by name. Two statements."""
    GridPresence.objects.bulk_create(
        [GridPresence(form=place.form, squad=place.squad, day=place.day, person=place.viewer, seen_at=now)],
        update_conflicts=True,
        unique_fields=["form", "squad", "day", "person"],
        update_fields=["seen_at"],
    )
    shared = ids_sharing(place.squad, place.squads)
    here = GridPresence.objects.filter(form=place.form, squad__in=shared, day=place.day)
    fresh = here.filter(seen_at__gt=now - FORGOTTEN_AFTER).exclude(person=place.viewer).select_related("person")
    people = {one.person_id: one.person for one in fresh}
    return sorted(people.values(), key=lambda one: (one.last_name, one.first_name, one.pk))


def leave(place: Place) -> None:
    GridPresence.objects.filter(form=place.form, squad=place.squad, day=place.day, person=place.viewer).delete()


def forget_the_gone(now: datetime) -> None:
    """Takes the rows away that say nothing any more, of all grids."""
    GridPresence.objects.filter(seen_at__lte=now - FORGOTTEN_AFTER).delete()


def who_is_here(people: list[Person]) -> str:
    """“Bo Testfield is also here.”, or nothing."""
    names = [one.full_name for one in people]
    if not names:
        return ""
    if len(names) == 1:
        return _("%(name)s is also here.") % {"name": names[0]}
    named, more = names[:MOST_NAMED], len(names) - MOST_NAMED
    if more > 0:
        return ngettext(
            "%(names)s and %(count)d more are also here.", "%(names)s and %(count)d more are also here.", more
        ) % {"names": ", ".join(named), "count": more}
    return _("%(names)s and %(last)s are also here.") % {"names": ", ".join(named[:-1]), "last": named[-1]}
