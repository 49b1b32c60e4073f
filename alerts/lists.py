"""The list of alerts as plain data: mine or everybody's I may see; open, acknowledged, all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from alerts import conf
from alerts.meanings import NOTHING, Said, read_meanings
from alerts.models import Alert, Rule, Telling
from alerts.models.rule import Severity
from alerts.seeing import visible_alerts
from alerts.specs import from_json
from alerts.wording import alert_values, rule_words
from dashboards.asking import asked_of, read_squad
from dashboards.days import dated_day
from dashboards.squads import squads_to_choose
from dashboards.wording import time_since
from forms_engine.critical import critical_mark, critical_words
from people.models import Membership, Person, Squad
from people.prepared import prepared
from people.squad_tree import ids_below

WHOSE = ("mine", "squad")
STATES = ("open", "acknowledged", "all")


@dataclass(frozen=True)
class Question:
    """What a list is asked for. `squad` None: everybody the viewer may see."""

    whose: str
    state: str
    squad: Squad | None
    squads: tuple[Squad, ...]
    page: str

    def address(self, **other: str) -> str:
        """The query of this list with something else in it; the first page of it."""
        asked = {"whose": self.whose, "state": self.state, "squad": str(self.squad.pk) if self.squad else ""}
        return urlencode({key: value for key, value in {**asked, **other}.items() if value})


@dataclass(frozen=True)
class AlertLine:
    """One alert, ready to show. `standing`: what became of it, in words; "" while it is simply open.

    `mark`: the sign of critical information about the person.
    """

    pk: int
    person: Person
    rule: str
    values: str
    tone: str
    word: str
    day: str
    raised: str
    standing: str
    assigned: str
    mark: SafeString = SafeString("")


@dataclass(frozen=True)
class AlertList:
    question: Question
    lines: tuple[AlertLine, ...]
    page: Page[Alert]
    snoozed: int
    # Whether any rule is on; asked where the list is empty.
    is_watched: bool = True


def read_question(viewer: Person, query: Mapping[str, str]) -> Question:
    """Raises BadQuestion for what cannot be read, Http404 for a squad that is not the viewer's."""
    squads = tuple(squads_to_choose(viewer))
    return Question(
        whose=asked_of(query, "whose", WHOSE),
        state=asked_of(query, "state", STATES),
        squad=read_squad(viewer, query.get("squad", "")),
        squads=squads,
        page=query.get("page", ""),
    )


def build_list(viewer: Person, question: Question, now: datetime) -> AlertList:
    found = visible_alerts(viewer).select_related("person", "version", "assigned_to")
    if question.whose == "mine":
        found = found.filter(_is_mine(viewer))
    if question.squad:
        within = ids_below(question.squad, question.squads)
        members = Membership.objects.filter(squad__in=within, role=Membership.Role.ATHLETE)
        found = found.filter(person__in=members.values("person"))
    snoozed = found.filter(state=Alert.State.OPEN, snoozed_until__gt=now).count()
    page = Paginator(_in_state(found, question.state, now), conf.ALERTS_A_PAGE).get_page(question.page)
    critical = critical_words(viewer, [one.person for one in page])
    is_watched = bool(page.object_list) or Rule.objects.filter(is_on=True).exists()
    return AlertList(question, tuple(show_lines(list(page), critical, now)), page, snoozed, is_watched)


def count_waiting(viewer: Person, now: datetime) -> int:
    """Open alerts that hold, are not put off, and were told or assigned to the viewer. One query when there is none.

    Only those of the last days count: every page asks, and what nobody has touched for weeks waits for nobody.
    """

    def of_viewer(now: datetime, since: datetime) -> QuerySet[Alert, int]:
        lately = Alert.objects.filter(state=Alert.State.OPEN, raised_at__gte=since)
        mine = lately.filter(_is_mine(viewer), _is_not_put_off(now), no_longer_since=None)
        return mine.order_by().values_list("pk", flat=True)

    mine = prepared(("alerts that wait", viewer.pk), of_viewer, now, now - conf.COUNTED_FOR)
    return visible_alerts(viewer).filter(pk__in=mine).count() if mine else 0


def show_lines(alerts: Sequence[Alert], critical: Mapping[int, str], now: datetime) -> list[AlertLine]:
    """`critical`: person id → what must be known of them."""
    said = read_meanings(alerts)
    return [
        replace(show_line(one, now, said.get(one.pk, NOTHING)), mark=critical_mark(critical.get(one.person_id, "")))
        for one in alerts
    ]


def show_line(alert: Alert, now: datetime, said: Said = NOTHING) -> AlertLine:
    spec = from_json(alert.version.definition)
    is_over = alert.no_longer_since is not None or alert.state == Alert.State.ACKNOWLEDGED
    return AlertLine(
        pk=alert.pk,
        person=alert.person,
        rule=rule_words(spec),
        values=alert_values(spec, alert.facts, said),
        tone="none" if is_over else alert.severity,
        word=word_of(alert),
        day=dated_day(alert.board_day),
        raised=time_since(alert.raised_at, now),
        standing=standing_words(alert, now),
        assigned=alert.assigned_to.full_name if alert.assigned_to else "",
    )


def word_of(alert: Alert) -> str:
    """The word of the light: how urgent it is, or why it no longer is."""
    if alert.state == Alert.State.ACKNOWLEDGED:
        return _("Acknowledged")
    if alert.no_longer_since:
        return _("No longer holds")
    return capfirst(str(Severity(alert.severity).label))


def standing_words(alert: Alert, now: datetime) -> str:
    """What became of it."""
    words = []
    if alert.no_longer_since:
        words.append(_("no longer holds since %(when)s") % {"when": moment(alert.no_longer_since)})
    if alert.state == Alert.State.ACKNOWLEDGED and alert.acknowledged_at:
        words.append(_("acknowledged %(when)s") % {"when": moment(alert.acknowledged_at)})
    elif alert.snoozed_until and alert.snoozed_until > now:
        words.append(_("put off until %(when)s") % {"when": moment(alert.snoozed_until)})
    return ", ".join(words)


def moment(at: datetime) -> str:
    return date_format(localtime(at), "j M H:i")


def _is_mine(viewer: Person) -> Q:
    return Q(assigned_to=viewer) | Q(Exists(Telling.objects.filter(alert=OuterRef("pk"), person=viewer)))


def _is_not_put_off(now: datetime) -> Q:
    return Q(snoozed_until=None) | Q(snoozed_until__lte=now)


def _in_state(found: QuerySet[Alert], state: str, now: datetime) -> QuerySet[Alert]:
    """Open ones by urgency: what still holds, then what calls for action, then the newest."""
    if state == "acknowledged":
        return found.filter(state=Alert.State.ACKNOWLEDGED).order_by("-acknowledged_at", "-pk")
    if state == "all":
        return found.order_by("-raised_at", "-pk")
    return open_ones(found, now)


def open_ones(found: QuerySet[Alert], now: datetime) -> QuerySet[Alert]:
    """Those that are open and not put off, most urgent first."""
    urgency = Case(
        When(no_longer_since__isnull=False, then=Value(2)),
        When(severity=Severity.ACT, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return found.filter(_is_not_put_off(now), state=Alert.State.OPEN).order_by(urgency, "-raised_at", "-pk")
