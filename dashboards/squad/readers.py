"""Who gets the weekly report of a squad by mail: everybody asks for themselves; asking gives no right."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.models import WeeklyReader
from people.models import Person, Squad


@dataclass(frozen=True)
class Mailing:
    """`may_ask`: there is a squad to get the report of and an address to send it to; else `reason` says what to do."""

    is_reader: bool
    may_ask: bool
    reason: str = ""


def mailing_of(viewer: Person, squad: Squad | None) -> Mailing:
    """One statement, none without a squad."""
    if squad is None:
        return Mailing(False, False, _("Choose one squad to get its report by mail each Monday."))
    is_reader = WeeklyReader.objects.filter(person=viewer, squad=squad).exists()
    if not viewer.email and not is_reader:
        return Mailing(False, False, _("You have no e-mail address here. A consultant enters it in admin."))
    return Mailing(is_reader, True)


def set_reader(viewer: Person, squad: Squad, *, wants: bool) -> None:
    """The caller has made sure that `viewer` may open the squad."""
    if wants:
        WeeklyReader.objects.get_or_create(person=viewer, squad=squad)
    else:
        WeeklyReader.objects.filter(person=viewer, squad=squad).delete()
