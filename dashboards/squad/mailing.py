"""The mails of Monday morning: one to each reader and squad, judged by the reader's rights of that moment.

A mail says how many athletes, nights and forms the week had, and where the report is. It never holds a value or a
name of an athlete: mail is stored and forwarded where nobody asks for rights.
"""

import logging
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation

from dashboards.days import board_today
from dashboards.models import WeeklyLetter, WeeklyReader
from dashboards.squad.place import read_squad_place
from dashboards.squad.week_words import summary, week_words
from dashboards.squad.weekly_report import WeeklyReport, build_weekly_report, last_whole_week, monday_of
from people import roles
from people.access import has_role, squads_within_reach
from people.application import application_details
from people.letters import write_letter

# On the site's clock. What could not be sent on Monday may still come on Tuesday, not later.
FROM_HOUR = 6
LAST_WEEKDAY = 1

logger = logging.getLogger(__name__)


def send_weekly_letters(now: datetime) -> int:
    """The mails that are due and not sent. How many went out; a reader whose mail fails keeps nobody else waiting."""
    today = board_today(now)
    if not _is_time(now, today):
        return 0
    week = last_whole_week(today)
    told = WeeklyLetter.objects.filter(person=OuterRef("person"), squad=OuterRef("squad"), week_on=week)
    waiting = WeeklyReader.objects.filter(~Exists(told), person__is_active=True).exclude(person__email="")
    return sum(_send(reader, week, now) for reader in waiting.select_related("person", "squad").order_by("pk"))


def _is_time(now: datetime, today: date) -> bool:
    clock = now.astimezone(ZoneInfo(application_details().zone or "UTC"))
    days = (today - monday_of(today)).days
    return days <= LAST_WEEKDAY and (days > 0 or clock.hour >= FROM_HOUR)


def _send(reader: WeeklyReader, week: date, now: datetime) -> bool:
    """The row and the mail together: neither without the other, and none twice."""
    if not may_read(reader):
        return False
    try:
        with transaction.atomic():
            _letter, is_new = WeeklyLetter.objects.get_or_create(
                person=reader.person, squad=reader.squad, week_on=week, defaults={"sent_at": now}
            )
            if is_new:
                _write(reader, week, now)
    except OSError:
        # smtplib's errors are some; the next round tries again. No address in the log.
        logger.warning("weekly report to person %s could not be handed over", reader.person_id)
        return False
    return is_new


def may_read(reader: WeeklyReader) -> bool:
    """Whether the reader may open the squad's report now, as the page itself would say."""
    looks_after = has_role(reader.person, roles.CONSULTANT, roles.STAFF, roles.COACH, roles.MEDICAL)
    return looks_after and reader.squad in squads_within_reach(reader.person)


def _write(reader: WeeklyReader, week: date, now: datetime) -> None:
    person, squad = reader.person, reader.squad
    place = read_squad_place(person, {"squad": str(squad.pk)}, now)
    with translation.override(person.language):
        report = build_weekly_report(place, week)
        words = {
            "person": person,
            "squad": squad.name,
            "week": week_words(week),
            "lines": summary(report),
            "report_link": settings.SITE_URL + report_address(report),
        }
    write_letter("dashboards_weekly", person.email, person.language, words).send()


def report_address(report: WeeklyReport) -> str:
    squad = f"&squad={report.place.squad.pk}" if report.place.squad else ""
    return f"{reverse('squad_week')}?week={report.monday.isoformat()}{squad}"
