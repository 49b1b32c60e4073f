"""The weekly report over HTTP: the page, the CSV, and whether it comes by mail."""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dashboards.asking import BadQuestion, asked_day
from dashboards.board.looking import note_board_looks
from dashboards.squad.pages import frame_of
from dashboards.squad.place import Place, read_squad_place
from dashboards.squad.readers import mailing_of, set_reader
from dashboards.squad.week_csv import week_csv
from dashboards.squad.week_page import show_week
from dashboards.squad.weekly_report import build_weekly_report, last_whole_week, monday_of
from dashboards.viewing import answers_bad_questions, csv_answer, viewer_of

PAGE = "squad, weekly report"


@never_cache
@login_required
@require_safe
@answers_bad_questions
def week(request: HttpRequest) -> HttpResponse:
    place, monday = _asked(request, timezone.now())
    if not place.can_show:
        return render(request, "dashboards/squad/base.html", {"page": {"frame": frame_of(place, "squad_week")}})
    report = build_weekly_report(place, monday)
    note_board_looks(place.viewer, place.people, place.now, is_same_view=True, page=PAGE)
    page = show_week(report, mailing_of(place.viewer, place.squad))
    return render(request, "dashboards/squad/week.html", {"page": page})


@never_cache
@login_required
@require_safe
@answers_bad_questions
def week_as_csv(request: HttpRequest) -> HttpResponse:
    place, monday = _asked(request, timezone.now())
    text = week_csv(build_weekly_report(place, monday))
    note_board_looks(place.viewer, place.people, place.now, is_same_view=True, page=PAGE)
    return csv_answer(text, f"weekly-report-{monday.isoformat()}.csv")


@login_required
@require_POST
@answers_bad_questions
def week_mail(request: HttpRequest) -> HttpResponse:
    """Begin or stop to get the report of a squad by mail, and back to the page."""
    place, monday = _asked(request, timezone.now(), request.POST)
    mailing = mailing_of(place.viewer, place.squad)
    if place.squad is None or not mailing.may_ask:
        raise BadQuestion(mailing.reason)
    wants = request.POST.get("wants") == "yes"
    set_reader(place.viewer, place.squad, wants=wants)
    done = (
        _("You get this report by mail each Monday morning.") if wants else _("You no longer get this report by mail.")
    )
    messages.success(request, done)
    return redirect(place.address("squad_week", week=monday.isoformat()))


def _asked(request: HttpRequest, now: datetime, query: Mapping[str, str] | None = None) -> tuple[Place, date]:
    """The place of today, and the Monday of the week a query names by any of its days; else the last whole week."""
    asked = request.GET if query is None else query
    place = read_squad_place(viewer_of(request), {"squad": asked.get("squad", "")}, now)
    if not asked.get("week", "").strip():
        return place, last_whole_week(place.today)
    return place, monday_of(asked_day({"day": asked["week"]}, now))
