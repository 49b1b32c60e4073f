"""Dashboards over HTTP: the list of those somebody may open, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboards.board.looking import note_board_looks
from dashboards.days import FIRST_DAY, board_today, day_words
from dashboards.designer.opening import Place, open_dashboard, open_dashboards, read_question
from dashboards.designer.page import Plan, asked_measures, plan_tiles, show_tiles
from dashboards.designer.sight import Sight, read_needs
from dashboards.designer.sleep_need import sleep_needs
from dashboards.designer.statistics_offered import DEBT
from dashboards.freshness import freshness_words
from dashboards.measures import measures_named, with_rules
from dashboards.models import Dashboard
from dashboards.speaking import one_language
from dashboards.viewing import answers_bad_questions, viewer_of
from forms_engine.critical import critical_words
from forms_engine.extension import person_badges
from people.access import athletes_in
from people.models import Person

LONGEST_LOOK = 80


@never_cache
@login_required
@require_safe
def dashboards(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    return render(request, "dashboards/dashboards.html", {"dashboards": open_dashboards(viewer)})


@never_cache
@login_required
@require_safe
@answers_bad_questions
def dashboard(request: HttpRequest, key: str) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    found = open_dashboard(viewer, key)
    place = read_question(found, viewer, request.GET, now)
    with one_language():
        page = _page(found, viewer, place, now)
    is_same_view = bool(request.headers.get("HX-Request"))
    called = f"dashboard: {found.name}"[:LONGEST_LOOK]
    note_board_looks(viewer, page.people, now, is_same_view=is_same_view, page=called)
    return render(request, "dashboards/dashboard.html", {"page": page})


@dataclass(frozen=True)
class Page:
    """One dashboard, ready for its template. `people`: whose data it shows, for the looks."""

    dashboard: Dashboard
    place: Place
    tiles: Sequence[Any]
    people: Sequence[Person]
    day_words: str
    newest_day: str
    here: str
    earlier_url: str
    later_url: str
    today_url: str
    freshness: str
    has_nobody: bool


def _page(found: Dashboard, viewer: Person, place: Place, now: datetime) -> Page:
    tiles = list(found.tiles.all())
    measures = with_rules(measures_named(viewer, asked_measures(tiles)))
    plans = plan_tiles(tiles, measures)
    people = list(athletes_in(viewer, place.squad_ids)) if _shows_people(plans) else []
    today = board_today(now)
    sight = Sight(
        viewer=viewer,
        people=people,
        measures=measures,
        source=read_needs((need for plan in plans for need in plan.needs), measures, people, place.day),
        day=place.day,
        now=now,
        badges=person_badges(people, place.day, now),
        day_query="" if place.day == today else f"?day={place.day.isoformat()}",
        sleep_needs=sleep_needs(viewer, people) if _asks_for_debt(plans) else {},
        critical=critical_words(viewer, people),
    )
    badges = [badge for found_badges in sight.badges.values() for badge in found_badges]
    return Page(
        dashboard=found,
        place=place,
        tiles=list(show_tiles(plans, sight)),
        people=people,
        day_words=day_words(place.day),
        newest_day=today.isoformat(),
        # The page of today goes with the clock; one of a day gone by stays.
        here=_address(found, place, has_day=place.day != today),
        earlier_url=_address(found, place, days=-1) if place.day > FIRST_DAY else "",
        later_url=_address(found, place, days=1) if place.day < today else "",
        today_url="" if place.day == today else _address(found, place, has_day=False),
        freshness=freshness_words(badges, now),
        has_nobody=bool(place.squads) and not people and _shows_people(plans),
    )


def _shows_people(plans: Sequence[Plan]) -> bool:
    return any(plan.kind and plan.options is not None and plan.kind.shows_people for plan in plans)


def _asks_for_debt(plans: Sequence[Plan]) -> bool:
    figures = [one for plan in plans if plan.kind and plan.options for one in plan.kind.asked_figures(plan.options)]
    return any(one.statistic == DEBT for one in figures)


def _address(found: Dashboard, place: Place, *, days: int = 0, has_day: bool = True) -> str:
    query = {"squad": str(place.squad.pk)} if place.squad else {}
    if has_day:
        query["day"] = (place.day + timedelta(days=days)).isoformat()
    return reverse("dashboard", args=[found.key]) + (f"?{urlencode(query)}" if query else "")
