"""How the site is: /health/live, /health/ready and /health/working.

Answered before anything else looks at the request, so that a probe needs no log-in, no known host name and no https.
Nothing personal is told, and nothing is kept for the next who asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error as AnyDatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from config.pending_migrations import pending_migrations
from sync import conf
from sync.models import Connection, ProviderApplication, Pulse, Run

Answer = Callable[[HttpRequest], HttpResponse]

OK, LATE, FAILED = "ok", "late", "failed"
# Without these no page can be shown; the others mean that numbers grow old while pages still answer.
NEEDED = ("database", "migrations")
LONGEST_WAIT = timedelta(minutes=conf.ROUND_MINUTES)
LONGEST_DROUGHT = timedelta(hours=1)


@dataclass(frozen=True)
class Check:
    """`state` is ok, late or failed; `words` say what is the matter and what to do; `age_s` since when, in seconds."""

    name: str
    state: str
    words: str
    age_s: int | None = None

    def as_json(self) -> dict[str, object]:
        told: dict[str, object] = {"state": self.state, "words": self.words}
        return told if self.age_s is None else told | {"age_s": self.age_s}


def answer_health(get_response: Answer) -> Answer:
    """Stands near the front; lets through what is not about health."""

    def answer(request: HttpRequest) -> HttpResponse:
        match request.path_info:
            case "/health/live":
                return told({"state": OK}, 200)
            case "/health/ready":
                return told_checks(lambda check: check.name not in NEEDED or check.state == OK)
            case "/health/working":
                return told_checks(lambda check: check.state == OK)
        return get_response(request)

    return answer


def told_checks(is_fine: Callable[[Check], bool]) -> HttpResponse:
    """200 when every check is fine for whoever asks, else 503."""
    checks = all_checks(timezone.now())
    state = max((check.state for check in checks), key=(OK, LATE, FAILED).index)
    answer = {"state": state, "checks": {check.name: check.as_json() for check in checks}}
    return told(answer, 200 if all(map(is_fine, checks)) else 503)


def told(answer: Mapping[str, object], status: int) -> HttpResponse:
    return JsonResponse(answer, status=status, headers={"Cache-Control": "no-store"})


def all_checks(now: datetime) -> list[Check]:
    """Five small queries. What cannot be asked without the database, or before its tables are there, is not asked."""
    try:
        pending = len(pending_migrations())
        checks = [Check("database", OK, "The database answers."), migrations(pending)]
        return checks if pending else [*checks, tick(now), oldest_waiting(now), last_success(now)]
    except AnyDatabaseError:
        return [
            Check("database", FAILED, "The database does not answer: look at PostgreSQL, its disk and DATABASE_URL.")
        ]


def migrations(pending: int) -> Check:
    if pending:
        return Check("migrations", FAILED, f"Migrations not applied: {pending}. Run bin/upgrade.")
    return Check("migrations", OK, "Every migration is applied.")


def tick(now: datetime) -> Check:
    beaten_at = Pulse.objects.filter(name="tick").values_list("beaten_at", flat=True).first()
    if beaten_at is None:
        return Check("tick", LATE, "The sync worker never ran: start ringside-sync.")
    age = now - beaten_at
    if abs(age) > conf.PULSE_MOST_AGE:  # one that is far ahead comes from a clock that was wrong
        return Check("tick", LATE, "The sync worker rests: look at the log of ringside-sync.", seconds(age))
    return Check("tick", OK, "The sync worker runs.", seconds(age))


def oldest_waiting(now: datetime) -> Check:
    asked_at = (
        Run.objects.filter(state=Run.State.QUEUED).order_by("asked_at").values_list("asked_at", flat=True).first()
    )
    if asked_at is None:
        return Check("oldest_waiting", OK, "No run waits.")
    wait = now - asked_at
    if wait > LONGEST_WAIT:
        words = "Runs wait longer than a round: look at ringside-sync, or raise SYNC_WORKERS."
        return Check("oldest_waiting", LATE, words, seconds(wait))
    return Check("oldest_waiting", OK, "Runs are taken up in time.", seconds(wait))


def last_success(now: datetime) -> Check:
    done = Run.objects.filter(state=Run.State.DONE).order_by("-pk").values_list("finished_at", flat=True)
    finished_at = next(iter(done[:1]), None)
    age = None if finished_at is None else now - finished_at
    known = None if age is None else seconds(age)
    if not is_anything_read(now):
        return Check("last_success", OK, "No connection is old enough to be read regularly.", known)
    if age is None or age > LONGEST_DROUGHT:
        words = "No run succeeded for an hour: the page Connectors and the failed runs in admin say why."
        return Check("last_success", LATE, words, known)
    return Check("last_success", OK, "Runs succeed.", known)


def is_anything_read(now: datetime) -> bool:
    """Whether there are connections in good order that the rounds of the last hour should have read."""
    enabled = ProviderApplication.objects.filter(is_enabled=True).values("provider")
    return Connection.objects.filter(
        provider__in=enabled,
        state__in=[Connection.State.WAITING, Connection.State.CONNECTED],
        state_since__lt=now - LONGEST_DROUGHT,
        person__is_active=True,
    ).exists()


def seconds(age: timedelta) -> int:
    return max(0, round(age.total_seconds()))
