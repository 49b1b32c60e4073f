"""Which pages of the demo are pictured. One more picture is one more line here.

A path may name {athlete} (the id of a person), {first_team} (of a squad), {record} (of the newest questionnaire of
{athlete}) and {answered_on} (its day), {alert} and {rule} (of the newest alert), {night} (the morning on which their
last night ended), and {invite} (the token of an open one).
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from invites.issuing import Invitation, hand_over, issue
from invites.models import Invite
from invites.tokens import token_of
from oura_connector.simulator import athletes as invented
from people.models import Person, Squad

DESK, PHONE = "desk", "phone"
LIGHT, DARK = "light", "dark"
BOTH_SIZES = (DESK, PHONE)
BOTH_SCHEMES = (LIGHT, DARK)
NIGHT_FORM = "oura_readiness_and_sleep_summary"
WELLNESS = "daily_wellness"
A_FEW_ROWS = (
    "Name,Date,Sleep quality,Fatigue,Soreness\nConnie Sultana,2026-03-09,4,3,4\nNobody Known,2026-03-10,4,3,9\n"
)


@dataclass(frozen=True)
class Picture:
    """`name`: of its file; `caption`: what it shows; `username`: who is logged in, "" for a stranger.

    `upload`: what a file holds that is chosen first of all. `presses`: what is pressed before, as CSS selectors.
    `is_whole`: down to the end of the page, not the first screen.
    """

    name: str
    caption: str
    username: str
    path: str
    sizes: tuple[str, ...] = (DESK,)
    schemes: tuple[str, ...] = (LIGHT,)
    upload: str = ""
    presses: tuple[str, ...] = ()
    is_whole: bool = False

    def files(self) -> list[tuple[str, str, str]]:
        """(file name, size, scheme) of each picture of this page."""
        return [
            (f"{self.name}{'' if size == DESK else '-phone'}{'' if scheme == LIGHT else '-dark'}.png", size, scheme)
            for size in self.sizes
            for scheme in self.schemes
        ]


PICTURES: tuple[Picture, ...] = (
    # First, for the invite is made when the pictures begin, and lasts five minutes.
    Picture("invite", "The page an invite of five minutes leads to", "", "/i/{invite}/", (PHONE,)),
    Picture("log-in", "Logging in", "", "/accounts/login/"),
    Picture("log-in-by-mail", "Logging in by a code in a mail", "", "/accounts/login/code/"),
    Picture("password-forgotten", "When a password is forgotten", "", "/accounts/password/reset/"),
    Picture("password", "Changing a password", "{athlete_username}", "/accounts/password/change/", (PHONE,)),
    Picture("morning-board", "The morning board of a squad", "physio", "/board/", BOTH_SIZES, BOTH_SCHEMES),
    Picture(
        "why", "What a light rests on: rule, window, numbers", "physio", "/board/", presses=(".board-reason a.light",)
    ),
    Picture("athlete", "An athlete's page", "physio", "/people/{athlete}/", BOTH_SIZES, BOTH_SCHEMES),
    Picture("night", "A night in detail", "physio", "/people/{athlete}/nights/{night}/", BOTH_SIZES),
    Picture("home", "The athlete's own first page", "{athlete_username}", "/", BOTH_SIZES),
    Picture("squad-heatmap", "28 days of a squad at once", "physio", "/squad/"),
    Picture("squad-distribution", "Today's values of a squad", "physio", "/squad/distribution/"),
    Picture("squad-two-fields", "Two fields against each other", "physio", "/squad/two-fields/"),
    Picture("squad-week", "The weekly report of a squad", "physio", "/squad/week/"),
    Picture("dashboards", "The dashboards somebody may open", "physio", "/dashboards/"),
    Picture("dashboard-morning", "A dashboard that ships: Morning board", "physio", "/dashboards/morning_board/"),
    Picture("dashboard-sleep", "A dashboard that ships: Sleep and travel", "physio", "/dashboards/sleep_and_travel/"),
    Picture("dashboard-load", "A dashboard that ships: Load and recovery", "physio", "/dashboards/load_and_recovery/"),
    Picture("dashboard-connections", "Connection health", "coach", "/dashboards/connection_health/"),
    Picture(
        "dashboards-admin", "Dashboards as a consultant designs them", "consultant", "/admin/dashboards/dashboard/"
    ),
    Picture(
        "designer", "Designing one dashboard", "consultant", "/admin/dashboards/dashboard/designer/one/morning_board/"
    ),
    Picture(
        "dashboard-import",
        "Taking in a dashboard from a file",
        "consultant",
        "/admin/dashboards/dashboard/designer/import/",
    ),
    Picture("completeness-of-all", "How complete the data of every source are", "coach", "/completeness/"),
    Picture("completeness", "What is missing, and why", "coach", "/completeness/oura/"),
    Picture("clients", "Who is connected and who is invited", "coach", "/clients/"),
    Picture("client", "One client: connection and invites", "coach", "/clients/{athlete}/oura/"),
    Picture("invites-ended", "Where somebody without a login ends up", "", "/i/ended/", (PHONE,)),
    Picture("funnel", "From invite to first data", "coach", "/clients/funnel/"),
    Picture("alerts", "Alerts of a squad", "physio", "/alerts/?whose=squad"),
    Picture("alert", "One alert: the rule and its numbers", "physio", "/alerts/{alert}/"),
    Picture("rule", "The rule of an alert", "consultant", "/admin/alerts/rule/{rule}/change/"),
    Picture("rules", "The rules of alerts", "consultant", "/admin/alerts/rule/"),
    Picture("alert-hours", "When alerts are sent", "consultant", "/admin/alerts/daily/"),
    Picture("weekly-readers", "Who gets the weekly report by mail", "consultant", "/admin/dashboards/weeklyreader/"),
    Picture("fill-in", "What is to be filled in today", "{athlete_username}", "/fill-in/", (PHONE,)),
    Picture(
        "filling",
        "Filling in the questionnaire of the morning",
        "{athlete_username}",
        "/people/{athlete}/events/daily_wellness/new/",
        (PHONE,),
        BOTH_SCHEMES,
    ),
    Picture(
        "sent",
        "What an athlete reads after sending",
        "{athlete_username}",
        "/people/{athlete}/events/daily_wellness/{record}/sent/",
        (PHONE,),
    ),
    Picture("group-entry-choice", "Which form and squad to enter", "head", "/enter/"),
    Picture("group-entry", "Entering a whole squad", "head", "/enter/daily_wellness/{first_team}/"),
    Picture("record", "A record and its revisions", "physio", "/people/{athlete}/events/daily_wellness/{record}/"),
    Picture("edit", "Changing a record", "physio", "/people/{athlete}/events/daily_wellness/{record}/edit/"),
    Picture("entries", "The entries of one form", "physio", "/people/{athlete}/events/daily_wellness/"),
    Picture(
        "day-of-record", "The record behind a cell", "physio", "/squad/record/{athlete}/daily_wellness/{answered_on}/"
    ),
    Picture("history", "All records of an athlete by date", "physio", "/people/{athlete}/history/"),
    Picture("profiles", "The profiles of an athlete", "{athlete_username}", "/profiles/", (PHONE,)),
    Picture("profile", "A profile", "physio", "/people/{athlete}/profiles/athlete_profile/"),
    Picture("files", "Files in and out", "head", "/files/"),
    Picture("import-people", "Bringing in people from a file", "consultant", "/files/people/"),
    Picture("import", "Importing: the file", "head", "/files/daily_wellness/import/"),
    Picture(
        "import-columns",
        "Importing: which column is what",
        "head",
        "/files/daily_wellness/import/",
        upload=A_FEW_ROWS,
        presses=("main form button[type=submit]",),
    ),
    Picture("export", "Exporting records", "head", "/files/daily_wellness/export/"),
    Picture(
        "authorise", "Where an athlete connects the ring", "{waiting_username}", "/profiles/oura_authorise/", (PHONE,)
    ),
    Picture("consent", "What will be shared, before anything is", "{waiting_username}", "/connect/oura/", (PHONE,)),
    Picture("disconnect", "Ending a connection", "{athlete_username}", "/connect/oura/disconnect", (PHONE,)),
    Picture("account", "One's own account", "{athlete_username}", "/me/", (PHONE,)),
    Picture("chats", "The chats one has connected", "{athlete_username}", "/me/chats/", (PHONE,)),
    Picture("tokens", "Tokens for the interface of programs", "consultant", "/me/tokens/"),
    Picture("looks", "Who has looked at my data", "{athlete_username}", "/me/looks/", (PHONE,)),
    Picture("messages", "The site's own chat", "coach", "/messages/"),
    Picture("conversation", "One conversation", "coach", "/messages/{athlete}/"),
    Picture("connectors", "The connectors of the site", "consultant", "/setup/"),
    Picture("setup", "The consultant's checklist of the connector", "consultant", "/setup/oura/"),
    Picture("builder", "The forms of a club", "consultant", "/admin/forms_engine/formdefinition/builder/"),
    Picture(
        "builder-form",
        "Building a form",
        "consultant",
        "/admin/forms_engine/formdefinition/builder/form/daily_wellness/",
    ),
    Picture("admin", "Admin", "consultant", "/admin/"),
)


def places() -> dict[str, str]:
    """What stands for the names in paths and accounts, from the demo's own database."""
    from alerts.models import Alert
    from demo.club import athlete_username, waiting_athlete
    from forms_engine.models import Record

    username = athlete_username(invented.ATHLETES[1])
    athlete = Person.objects.get(username=username)
    night = Record.objects.filter(person=athlete, form__key=NIGHT_FORM).latest("occurred_on")
    answered = Record.objects.filter(person=athlete, form__key=WELLNESS).latest("occurred_on")
    alert = Alert.objects.latest("raised_at")
    return {
        "athlete": str(athlete.pk),
        "record": str(answered.pk),
        "answered_on": str(answered.occurred_on),
        "alert": str(alert.pk),
        "rule": str(alert.rule_id),
        "athlete_username": username,
        "waiting_username": athlete_username(waiting_athlete()),
        "first_team": str(Squad.objects.get(name="First team").pk),
        "night": str(night.source_on),
        "invite": token_of(_invite()),
    }


def _invite() -> Invite:
    """From the coach to the athlete who has not connected yet."""
    from demo.club import athlete_username, waiting_athlete

    asked = Person.objects.get(username=athlete_username(waiting_athlete()))
    now = timezone.now()
    with transaction.atomic():
        invite = issue(Invitation("oura", asked, Person.objects.get(username="coach"), "site"), now)
        hand_over(invite, now)
    return invite
