"""The page of the completeness matrix, and the button that reads its holes again."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forms_engine.critical import critical_words, show_critical
from people.access import visible_people, visible_squads
from people.application import application_details
from people.looks import note_looks
from people.models import Membership, Person, Squad
from people.squad_names import tell_apart
from people.zones import day_in
from sync import completeness, registry, repairing
from sync.completeness_markup import show_matrix
from sync.navigation import looks_after_athletes
from sync.provider import Window
from sync.views import provider_or_404

DAYS = (7, 14, 28)
USUAL_DAYS = 14


@dataclass(frozen=True)
class Question:
    """What the address asks for: a squad (None: all the viewer sees), the last day, and how many."""

    squad: Squad | None
    last: date
    days: int
    today: date

    @property
    def window(self) -> Window:
        return Window(self.last - timedelta(days=self.days - 1), self.last)

    @property
    def query(self) -> str:
        squad = str(self.squad.pk) if self.squad else ""
        asked = {"squad": squad, "last": self.last.isoformat(), "days": str(self.days)}
        return urlencode({name: value for name, value in asked.items() if value})


@never_cache
@login_required
@require_safe
def show_all(request: HttpRequest) -> HttpResponseBase:
    """Straight to the matrix while there is one provider; a list of them otherwise."""
    _staff(request)
    providers = registry.all_providers()
    if len(providers) == 1:
        return redirect("sync:completeness", providers[0].key)
    return render(request, "sync/all_completeness.html", {"providers": providers})


@never_cache
@login_required
@require_safe
def show(request: HttpRequest, provider_key: str) -> HttpResponseBase:
    """Every due document of every athlete the viewer looks after: there, or why not."""
    viewer, provider, now = _staff(request), provider_or_404(provider_key), timezone.now()
    question = _question(request, viewer)
    people = _athletes(viewer, question.squad)
    found = completeness.matrix(provider, viewer, people, question.window, question.today, now)
    if any(block.lines for block in found.blocks):
        note_looks(viewer, people, "completeness", now)
        critical = critical_words(viewer, people)
    else:
        critical = show_critical(viewer, people, "completeness", now)
    context = {
        "critical": critical,
        "provider": provider,
        "question": question,
        "squads": _squads(viewer),
        "choices": DAYS,
        "matrix": show_matrix(found),
        "repair_url": reverse("sync:repair", args=[provider.key]) + "?" + question.query,
        "can_repair": bool(repairing.repairable(found)),
    }
    return render(request, "sync/completeness.html", context)


@login_required
@require_POST
def repair(request: HttpRequest, provider_key: str) -> HttpResponseBase:
    """Ask again for exactly the holes of one athlete, or of all that are shown."""
    viewer, provider, now = _staff(request), provider_or_404(provider_key), timezone.now()
    question = _question(request, viewer)
    people = _athletes(viewer, question.squad)
    if request.POST.get("person"):
        people = [person for person in people if str(person.pk) == request.POST["person"]]
    found = completeness.matrix(provider, viewer, people, question.window, question.today, now)
    asked = repairing.ask(found, now, viewer)
    if asked:
        words = ngettext(
            "The holes of %(count)d athlete are read again; look here in a few minutes.",
            "The holes of %(count)d athletes are read again; look here in a few minutes.",
            asked,
        )
        messages.success(request, words % {"count": asked})
    else:
        messages.info(request, _("There is nothing here that reading again could fill: see the causes."))
    return redirect(reverse("sync:completeness", args=[provider.key]) + "?" + question.query)


def _staff(request: HttpRequest) -> Person:
    """Whoever looks after athletes; for everybody else there is no such page."""
    user = request.user
    if not isinstance(user, Person) or not looks_after_athletes(request):
        raise Http404
    return user


def _squads(viewer: Person) -> list[Squad]:
    squads = list(visible_squads(viewer).select_related("parent__parent").order_by("name"))
    tell_apart(squads)
    return squads


def _question(request: HttpRequest, viewer: Person) -> Question:
    """What is not understood is left out rather than refused: the page says what it shows."""
    today = day_in(application_details().zone, timezone.now())
    asked = request.GET
    squad = visible_squads(viewer).filter(pk=asked["squad"]).first() if asked.get("squad", "").isdigit() else None
    days = int(asked["days"]) if asked.get("days", "").isdigit() and int(asked["days"]) in DAYS else USUAL_DAYS
    try:
        last = min(date.fromisoformat(asked.get("last", "")), today)
    except ValueError:
        last = today
    earliest = date(2000, 1, 1) + timedelta(days=max(DAYS))
    return Question(squad, max(last, earliest), days, today)


def _athletes(viewer: Person, squad: Squad | None) -> list[Person]:
    members = Membership.objects.filter(role=Membership.Role.ATHLETE)
    if squad is not None:
        members = members.filter(squad=squad)
    seen = visible_people(viewer).filter(is_active=True, pk__in=members.values("person_id"))
    return list(seen.order_by("last_name", "first_name", "pk"))
