"""A consultant writes a rule: plain fields, read back in sentences, tried before it is saved."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert, Condition, Rule, RuleVersion
from alerts.shipped import SHIPPED, make_shipped_rules
from alerts.specs import from_json
from alerts.versions import keep_version
from alerts.wording import alert_values, rule_words
from forms_engine.definitions import ensure_permission
from forms_engine.models import FieldDefinition, FormDefinition
from people import roles
from people.models import Look
from tests.alerts.made import condition, look, make_rule
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_coach, make_consultant
from tests.dashboards.made import NIGHT, NOW, TUESDAY, put_night

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADD = "/admin/alerts/rule/add/"


@pytest.fixture
def consultant(squad):
    return make_consultant()


@pytest.fixture
def desk(consultant, client):
    client.force_login(consultant)
    return client


def field(key):
    return FieldDefinition.objects.get(key=key)


def entered(*rows, **more):
    said = {
        "name": "Tired", "severity": "watch", "joined": "all", "cooldown_hours": "24", "way": "site", "pace": "once",
        "is_on": "on", "roles": [Group.objects.get(name=roles.COACH).pk],
        "conditions-TOTAL_FORMS": len(rows), "conditions-INITIAL_FORMS": 0,
        "conditions-MIN_NUM_FORMS": 1, "conditions-MAX_NUM_FORMS": 5,
    }  # fmt: skip
    for number, row in enumerate(rows):
        said |= {f"conditions-{number}-{key}": value for key, value in row.items()}
    return said | more


def row(key, kind="threshold", direction="below", value="", **more):
    usual = {"days_in_a_row": 1, "window_days": 28, "least_values": 14}
    return {"field": field(key).pk, "kind": kind, "direction": direction, "value": value, **usual, **more}


def preview(desk, said, **more):
    return desk.post(
        reverse("admin:alerts_preview"), said | more, headers={"X-Requested-With": "fetch"}
    ).content.decode()


def test_a_rule_is_saved_with_its_conditions_and_a_version(desk, consultant):
    answer = desk.post(
        ADD, entered(row("readiness_score", value="60"), row("hrv_rmssd_ms", "hrv_band", days_in_a_row=2))
    )
    assert answer.status_code == 302
    version = RuleVersion.objects.get()
    assert rule_words(from_json(version.definition)) == (
        "Readiness score under 60 and Hrv rmssd ms below own band, two nights in a row"
    )
    assert (version.number, version.made_by) == (1, consultant)
    assert set(version.fields.values_list("key", flat=True)) == {"readiness_score", "hrv_rmssd_ms"}


def test_a_change_of_what_it_judges_makes_a_version_and_a_change_of_name_does_not(desk):
    desk.post(ADD, entered(row("readiness_score", value="60")))
    rule, kept = Rule.objects.get(), Condition.objects.get()
    url = reverse("admin:alerts_rule_change", args=[rule.pk])
    again = {"conditions-INITIAL_FORMS": 1}
    ids = {"id": kept.pk, "rule": rule.pk}
    assert desk.get(url).status_code == 200
    assert (
        desk.post(url, entered(row("readiness_score", value="60", **ids), **again, name="Very tired")).status_code
        == 302
    )
    assert RuleVersion.objects.count() == 1
    assert desk.post(url, entered(row("readiness_score", value="55", **ids), **again)).status_code == 302
    assert list(RuleVersion.objects.values_list("number", "is_current")) == [(2, True), (1, False)]
    assert "Readiness score under 60" in desk.get(url).content.decode()


def test_a_limit_is_typed_as_the_fields_values_are(desk):
    desk.post(ADD, entered(row("total_sleep_s", value="6:00")))
    kept = Condition.objects.get()
    assert kept.value == 6 * 3600
    page = desk.get(reverse("admin:alerts_rule_change", args=[kept.rule_id])).content.decode()
    assert 'value="6:00"' in page
    assert rule_words(from_json(RuleVersion.objects.get().definition)) == "Total sleep s under 6 h 00 min"


@pytest.mark.parametrize(
    ("key", "direction", "value", "words", "answer", "shown"),
    [
        ("status", "below", "unavailable", "Status: unavailable", "unavailable", "Status unavailable"),
        ("status", "below", "Modified", "Status: unavailable or modified", "modified", "Status modified"),
        ("status", "above", "available", "Status: available", "available", "Status available"),
        ("ill", "below", "yes", "Ill: Yes", True, "Ill Yes"),
        ("ill", "above", "no", "Ill: No", False, "Ill No"),
    ],
)
def test_a_rule_reads_the_answer_of_a_choice_and_of_yes_and_no(desk, ada, key, direction, value, words, answer, shown):
    make_answers()
    desk.post(ADD, entered(row(key, direction=direction, value=value)))
    rule, version = Rule.objects.get(), RuleVersion.objects.get()
    assert rule_words(from_json(version.definition)) == words
    page = desk.get(reverse("admin:alerts_rule_change", args=[rule.pk])).content.decode()
    assert f'value="{value.lower()}"' in page
    kept = rule.conditions.get()
    again = row(key, direction=kept.direction, value=value, id=kept.pk, rule=rule.pk)
    desk.post(reverse("admin:alerts_rule_change", args=[rule.pk]), entered(again, **{"conditions-INITIAL_FORMS": 1}))
    assert RuleVersion.objects.count() == 1
    form = FormDefinition.objects.get(key="health")
    others = {"status": ["available", "unavailable"], "ill": [True, False]}[key]
    make_record(form, ada, {key: next(one for one in others if one != answer)}, occurred_on=TUESDAY, source_id="1")
    look()
    assert not Alert.objects.exists()
    make_record(form, ada, {key: answer}, occurred_on=TUESDAY, source_id="2")
    look()
    assert alert_values(from_json(version.definition), Alert.objects.get().facts) == shown


def make_answers():
    form = make_form("Health", key="health")
    make_field(form, "ill", "yes_no")
    scores = {"available": {"score": 2}, "modified": {"score": 1}, "unavailable": {"score": 0}}
    make_field(form, "status", "choice", choices=[*scores], details={"options": scores})
    make_field(form, "place", "choice", choices=["home", "away"])


@pytest.mark.parametrize(
    ("key", "kind", "direction", "value", "complaint"),
    [
        ("status", "threshold", "below", "gone", "Write one of the answers: unavailable, modified, available."),
        ("status", "threshold", "below", "available", "Every answer would set it off"),
        ("status", "threshold", "above", "unavailable", "Every answer would set it off"),
        ("status", "threshold", "either", "modified", "one side"),
        ("status", "z_score", "below", "1", "held against a threshold"),
        ("ill", "threshold", "below", "1", "Answer yes or no"),
        ("place", "threshold", "below", "away", "has no scores"),
        ("readiness_score", "threshold", "below", "", "needs a limit"),
        ("readiness_score", "threshold", "either", "60", "one side"),
        ("readiness_score", "threshold", "below", "sixty", "Write a number"),
        ("readiness_score", "z_score", "above", "-1", "More than nothing"),
        ("words", "threshold", "below", "1", "only be missing"),
    ],
)
def test_what_makes_no_sense_is_complained_about(desk, key, kind, direction, value, complaint):
    make_field(FormDefinition.objects.get(key=NIGHT), "words", "text")
    make_answers()
    said = entered(row(key, kind, direction, value))
    assert complaint in desk.post(ADD, said).content.decode()
    assert complaint in preview(desk, said)
    assert not Rule.objects.exists()


def test_a_rule_needs_a_condition_and_takes_no_more_than_five(desk):
    assert "at least" in desk.post(ADD, entered()).content.decode()
    six = [row("readiness_score", value="60")] * 6
    assert "at most 5" in desk.post(ADD, entered(*six)).content.decode()
    assert not Rule.objects.exists()


def test_secret_linked_and_table_fields_are_not_offered(desk):
    form = make_form("Closed", fields={"token": "secret", "elsewhere": "linked_number", "open_one": "number"})
    page = desk.get(ADD).content.decode()
    assert f'value="{field("open_one").pk}"' in page
    assert f'value="{field("token").pk}"' not in page
    assert f'value="{field("elsewhere").pk}"' not in page
    assert form.name in page


def test_the_preview_reads_the_rule_back_and_saves_nothing(desk, squad):
    text = preview(desk, entered(row("readiness_score", value="60"), squad=squad.pk))
    assert "Readiness score under 60." in text
    assert "For Rowing Testers and the squads below it." in text
    assert "After an alert it is silent for 24 hours, for that athlete." in text
    assert not Rule.objects.exists()


def test_the_preview_says_who_is_named_and_may_not_read(desk):
    text = preview(desk, entered(row("temperature_deviation_c", direction="above", value="0.5")))
    assert "Coach may not read Temperature deviation c" in text
    assert "told to nobody" in preview(desk, entered(row("readiness_score", value="60"), roles=[]))


def test_without_javascript_the_preview_is_a_page(desk):
    answer = desk.post(reverse("admin:alerts_preview"), entered(row("readiness_score", value="60")))
    assert b"Nothing was saved" in answer.content


def test_trying_counts_the_alerts_of_the_last_days_for_each_athlete(desk, consultant, ada):
    ensure_permission(FormDefinition.objects.get(key=NIGHT), roles.CONSULTANT, "r")
    for back in (0, 1, 5, 27, 28, 40):
        put_night(ada, timezone.localdate() - back * DAY, readiness_score=40)
    type(ada).objects.update(date_joined=timezone.now() - 90 * DAY)
    text = preview(desk, entered(row("readiness_score", value="60")), tries="1")
    assert "4 alerts" in text
    assert "Ada Examplova" in text
    assert not Alert.objects.exists()
    assert Look.objects.get().person == ada


def test_who_may_not_read_the_fields_does_not_learn_them_by_trying(desk, ada):
    put_night(ada, timezone.localdate(), readiness_score=40)
    text = preview(desk, entered(row("readiness_score", value="60")), tries="1")
    assert "You may not read these fields" in text
    assert "Ada" not in text
    # Told before it is asked for, so that the page can leave the button out (rule_form.js).
    asked = entered(row("readiness_score", value="60"))
    assert "data-closed" in preview(desk, asked)
    ensure_permission(FormDefinition.objects.get(key=NIGHT), roles.CONSULTANT, "r")
    assert "data-closed" not in preview(desk, asked)


def test_a_coach_reaches_neither_rules_nor_the_preview(client, squad):
    client.force_login(make_coach(squad))
    assert client.get(ADD).status_code == 302
    assert client.post(reverse("admin:alerts_preview"), {}).status_code == 302


def test_a_rule_with_alerts_is_not_deleted(desk, ada):
    rule = make_rule(condition("readiness_score", value=60))
    put_night(ada, timezone.localdate(), readiness_score=40)
    look(timezone.now())
    desk.post(reverse("admin:alerts_rule_delete", args=[rule.pk]), {"post": "yes"})
    assert Rule.objects.filter(pk=rule.pk).exists()


def test_the_hours_of_the_day_are_one_row(desk):
    assert desk.get("/admin/alerts/daily/", follow=True).status_code == 200


# The rules that ship


def test_six_rules_ship_switched_off_as_soon_as_their_forms_are_there(squad):
    assert make_shipped_rules(NOW) == [one.key for one in SHIPPED if one.form_key == NIGHT]
    make_form("Daily wellness", key="daily_wellness", fields={"fatigue": "integer"})
    assert make_shipped_rules(NOW) == ["questionnaire"]
    assert Rule.objects.filter(is_on=False).count() == len(SHIPPED) == 6
    sentences = [rule_words(from_json(one.definition)) for one in RuleVersion.objects.order_by("pk")]
    assert sentences == [
        "Hrv rmssd ms below own band, two nights in a row",
        "Readiness score under 60",
        "Lowest heart rate bpm 2 standard deviations or more above own mean of 28 days",
        "Temperature deviation c 0.5 or more",
        "Total sleep s under 6 h 00 min, two nights in a row",
        "Daily wellness missing, three days in a row",
    ]


def test_the_temperature_rule_tells_medical_alone(squad):
    make_shipped_rules(NOW)
    assert [role.name for role in Rule.objects.get(shipped_as="temperature").roles.all()] == [roles.MEDICAL]


def test_a_shipped_rule_that_was_deleted_or_changed_stays_so(squad):
    make_shipped_rules(NOW)
    Rule.objects.get(shipped_as="readiness").delete()
    changed = Rule.objects.get(shipped_as="short_sleep")
    changed.conditions.update(value=5 * 3600)
    keep_version(changed, None, NOW)
    assert make_shipped_rules(NOW) == []
    assert not Rule.objects.filter(shipped_as="readiness").exists()
    assert changed.conditions.get().value == 5 * 3600


def test_a_closed_field_that_was_not_offered_is_refused(desk):
    make_form("Closed", fields={"token": "secret"})
    page = desk.post(ADD, entered(row("token", "no_value"))).content.decode()
    assert "Select a valid choice" in page
    assert not Rule.objects.exists()


def test_a_field_that_retired_stays_in_the_rule_that_reads_it(desk):
    rule = make_rule(condition("readiness_score", value=60))
    FieldDefinition.objects.filter(key="readiness_score").update(retired_at=NOW)
    page = desk.get(reverse("admin:alerts_rule_change", args=[rule.pk])).content.decode()
    assert f'value="{field("readiness_score").pk}" selected' in page
    assert f'value="{field("readiness_score").pk}"' not in desk.get(ADD).content.decode()


def test_another_squad_is_another_version_for_alerts_say_whom_the_rule_was_for(desk, squad):
    desk.post(ADD, entered(row("readiness_score", value="60")))
    rule, kept = Rule.objects.get(), Condition.objects.get()
    said = entered(row("readiness_score", value="60", id=kept.pk, rule=rule.pk), squad=squad.pk)
    desk.post(reverse("admin:alerts_rule_change", args=[rule.pk]), said | {"conditions-INITIAL_FORMS": 1})
    assert [one.definition["squad"] for one in RuleVersion.objects.order_by("number")] == ["", "Rowing Testers"]
