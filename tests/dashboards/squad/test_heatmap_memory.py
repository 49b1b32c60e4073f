"""What is remembered of the heatmap is what would be reckoned anew, whatever was written, and shown to nobody else."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.models import DailyValue
from dashboards.projection import rebuild
from dashboards.squad.heatmap_rows import remembered
from forms_engine.erasing import erase_source
from forms_engine.extension import Cause, PersonBadge
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Standard
from forms_engine.records import restore_record, withdraw_record
from people import roles
from people.models import Membership, Person
from tests.builders.forms import make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_coach, make_medical, make_squad
from tests.dashboards.made import NIGHT, NOW, RIGHTS, TUESDAY, put, put_night
from tests.dashboards.squad.heatmaps import rows_of, shown, text_of

pytestmark = pytest.mark.django_db
ADA, BEA = "Ada Examplova", "Bea Testfield"
WELLNESS = "?field=daily_wellness.wellness_total"


def newest(client, query: str = "", name: str = ADA) -> tuple[str, str]:
    return shown(client, query)[name][-1]


def put_answer(person: Person, total: int, day: date = TUESDAY) -> None:
    put("daily_wellness", person, day, str(day), {"wellness_total": total})


def test_only_of_whom_something_was_written_is_read_and_drawn_again(client, squad, coach, ada):
    bea = make_athlete(squad, "Bea", "Testfield")
    put_night(bea, TUESDAY, readiness_score=81)
    address = "/squad/"

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    client.get(address)
    at_rest = statements()
    # Past the projection: only whoever is read anew can show it.
    DailyValue.objects.filter(field__key="readiness_score", day=TUESDAY - timedelta(days=1)).update(value=44)
    put_answer(bea, 20)
    assert statements() == at_rest + 2
    rows = rows_of(text_of(client.get(address)))
    assert (rows[ADA][-1][1], rows[BEA][-1][1]) == ("70", "44")
    assert statements() == at_rest
    rebuild(FormDefinition.objects.get(key=NIGHT).pk)
    assert [cells[-1][1] for cells in shown(client).values()] == ["70", "81"]


def test_whatever_is_written_shows_on_the_next_page(client, squad, coach, ada):
    assert newest(client) == ("d3", "70")
    night = put_night(ada, TUESDAY, readiness_score=82)
    assert newest(client) == ("u1", "82")
    withdraw_record(night, make_stamp(coach))
    assert newest(client) == ("is-missing", "no data")
    restore_record(night, make_stamp(coach))
    assert newest(client) == ("u1", "82")
    put_night(ada, TUESDAY - timedelta(days=29), readiness_score=20)
    assert newest(client) == ("u1", "82"), "a day before the window of the newest one"
    put_night(ada, TUESDAY - timedelta(days=28), readiness_score=20)
    assert newest(client) == ("m", "82"), "another own normal beside a value that stays"
    put_night(ada, TUESDAY, sleep_score=70, readiness_score=None)
    assert newest(client)[0] == "is-missing"
    bea = make_athlete(squad, "Bea", "Testfield")
    assert newest(client, name=BEA) == ("is-missing", "no data")
    put_night(bea, TUESDAY, sleep_score=70)
    assert newest(client, name=BEA) == ("is-missing", "not measured")
    FieldDefinition.objects.filter(form__key=NIGHT).update(written_by="oura")
    assert "82" in [words for _kind, words in shown(client)[ADA]]
    erase_source(ada, "oura", NOW)
    assert {words for _kind, words in shown(client)[ADA]} == {"no data"}


def test_standards_and_whom_they_are_for_judge_anew(client, coach, ada):
    assert newest(client)[1] == "70"
    field = FieldDefinition.objects.get(key="readiness_score")
    rule = Standard.objects.create(field=field, high=75, tone="act", words="send home", sex="female")
    assert newest(client)[1] == "70"
    Person.objects.filter(pk=ada.pk).update(sex="female")
    assert newest(client)[1] == "70, send home"
    Standard.objects.update(age_below=18)
    assert newest(client)[1] == "70"
    Person.objects.filter(pk=ada.pk).update(date_of_birth=date(2026 - 17, 1, 1))
    assert newest(client)[1] == "70, send home"
    Standard.objects.update(words="talk to <them>")
    assert newest(client)[1] == "70, talk to <them>"
    rule.delete()
    assert newest(client)[1] == "70"


def test_a_field_that_is_defined_otherwise_is_written_and_scored_anew(client, squad, coach, ada):
    make_form("Soreness", key="soreness", rights=RIGHTS)
    form = FormDefinition.objects.get(key="soreness")
    sore = make_field(
        form,
        "where",
        "choice",
        choices=["none", "knee"],
        details={"options": {"none": {"score": 0}, "knee": {"score": 2}}},
    )
    put("soreness", ada, TUESDAY, "one", {"where": "knee"})
    assert newest(client, "?field=soreness.where")[1] == "2"
    FieldDefinition.objects.filter(pk=sore.pk).update(decimals=1)
    assert newest(client, "?field=soreness.where")[1] == "2.0"
    FieldDefinition.objects.filter(pk=sore.pk).update(details={"options": {"none": {"score": 0}, "knee": {"score": 5}}})
    assert newest(client, "?field=soreness.where")[1] == "2.0", "not yet made anew"
    rebuild(form.pk)
    assert newest(client, "?field=soreness.where")[1] == "5.0"
    FormDefinition.objects.filter(pk=form.pk).update(managed_by="oura")
    assert newest(client, "?field=soreness.where")[1] == "no data", "what a source writes is due a day later"


def test_another_day_shows_other_columns_and_other_ages(client, coach, ada, clock):
    field = FieldDefinition.objects.get(key="readiness_score")
    Standard.objects.create(field=field, age_below=18, tone="watch", words="of youth")
    Person.objects.filter(pk=ada.pk).update(date_of_birth=date(2026 - 18, 3, 10))
    before = shown(client)[ADA]
    assert before[-1] == ("d3", "70, of youth"), "the night before the birthday"
    page = text_of(client.get("/squad/"))
    assert f'href="/people/{ada.pk}/#readiness"' in page
    clock.shift(timedelta(days=1))
    after = shown(client)[ADA]
    assert after[:-1] == before[1:]
    assert after[-1] == ("is-missing", "no data")
    put_night(ada, TUESDAY + timedelta(days=1), readiness_score=80)
    assert newest(client)[1] == "80"
    assert f'href="/people/{ada.pk}/?day=2026-03-10#readiness"' in text_of(client.get("/squad/"))
    assert shown(client, "?day=2026-03-10")[ADA] == before


def test_why_the_newest_day_is_missing_is_said_as_it_is_known_now(client, squad, coach, badges):
    night = FormDefinition.objects.get(key=NIGHT)
    bea = make_athlete(squad, "Bea", "Testfield")

    def say(words: str) -> None:
        badges[bea.pk] = PersonBadge("Oura", "watch", "Waiting", causes={night.pk: Cause("waiting", words)})

    assert newest(client, name=BEA)[1] == "no data"
    say("waiting for the app")
    assert newest(client, name=BEA)[1] == "waiting for the app"
    say("not worn")
    assert newest(client, name=BEA)[1] == "not worn"
    put_night(bea, TUESDAY, sleep_score=70)
    assert newest(client, name=BEA)[1] == "not measured"


def test_what_one_viewer_may_see_reaches_nobody_else_from_memory(client, squad, coach, ada):
    temperature = f"?field={NIGHT}.temperature_deviation_c"
    about = make_form("About", key="about", kind="profile", rights={roles.MEDICAL: "r"})
    make_field(about, "allergies", "text", label="Allergies", is_critical=True)
    make_record(about, ada, {"allergies": "nuts"})
    put_night(ada, TUESDAY, readiness_score=70, temperature_deviation_c=0.7)
    client.force_login(make_medical(squad))
    assert newest(client, temperature)[1] == "+0.70"
    assert "Allergies: nuts" in text_of(client.get("/squad/"))
    client.force_login(coach)
    assert client.get(f"/squad/{temperature}").status_code == 400
    assert client.get(f"/squad/heatmap.csv{temperature}").status_code == 400
    assert "nuts" not in text_of(client.get("/squad/")) + text_of(client.get("/squad/heatmap.csv"))
    field = FieldDefinition.objects.get(key="readiness_score")
    field.visible_to.set([Group.objects.get(name=roles.MEDICAL)])
    assert client.get(f"/squad/?field={NIGHT}.readiness_score").status_code == 400
    field.visible_to.clear()
    assert newest(client, f"?field={NIGHT}.readiness_score")[1] == "70"
    FormPermission.objects.filter(form__key=NIGHT, role__name=roles.COACH).delete()
    assert client.get(f"/squad/?field={NIGHT}.readiness_score").status_code == 400


def test_who_moves_squad_is_shown_to_the_one_coach_and_no_longer_to_the_other(client, squad, coach, ada):
    other = make_squad("Chess Testers")
    his = make_coach(other, "Cy", "Mockwell")
    make_athlete(squad, "Bea", "Testfield")
    make_athlete(other, "Dot", "Sampleton")

    def names(viewer: Person) -> list[str]:
        client.force_login(viewer)
        return list(shown(client))

    assert (names(coach), names(his)) == ([ADA, BEA], ["Dot Sampleton"])
    Membership.objects.filter(person=ada).update(squad=other)
    assert (names(coach), names(his)) == ([BEA], [ADA, "Dot Sampleton"])
    Person.objects.filter(pk=ada.pk).update(first_name="Eve")
    assert names(his) == ["Eve Examplova", "Dot Sampleton"]
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert names(his) == ["Dot Sampleton"]


def test_values_and_steps_and_languages_are_drawn_apart(client, coach, ada):
    put_answer(ada, 20)
    assert newest(client) == ("d3", "70")
    assert newest(client, "?show=z") == ("d3", "−4.9")
    assert newest(client) == ("d3", "70")
    assert shown(client, WELLNESS)[ADA][0][1] == "not filled in"
    Person.objects.filter(pk=coach.pk).update(language="de")
    assert shown(client, WELLNESS)[ADA][0][1] == "nicht ausgefüllt"


def test_a_rebuild_by_command_is_seen(client, coach, ada):
    assert newest(client) == ("d3", "70")
    DailyValue.objects.filter(field__key="readiness_score", day=TUESDAY - timedelta(days=1)).update(value=44)
    call_command("rebuild_projection", verbosity=0)
    assert newest(client) == ("d3", "70")
    assert remembered.view("anything").known == {}
