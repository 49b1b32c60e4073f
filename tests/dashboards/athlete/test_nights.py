"""A night in detail, from records and packed samples as a connector leaves them."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import Group

from dashboards.models import DailyValue
from forms_engine.definition_import import apply_document
from forms_engine.models import FormDefinition
from forms_engine.starters import read_starter
from people import roles
from people.models import Look, Person
from sync.models import Binding, BoundValue, SeriesDay
from sync.series import pack
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad
from tests.dashboards.made import MONDAY, NIGHT, NOW, RIGHTS, TUESDAY, make_forms, put, put_activity, put_night

pytestmark = pytest.mark.django_db
BED = "2026-03-09T22:40:00+02:00"
FIELDS = {
    "bedtime_start": "datetime",
    "bedtime_end": "datetime",
    "nap_count": "integer",
    "nap_s": "duration",
    "contributor_hrv_balance_score": "score",
    "contributor_body_temperature_score": "score",
    "contributor_deep_sleep_score": "score",
    "heart_rate_series_bpm": "series",
    "hrv_rmssd_series_ms": "series",
    "sleep_phase_5_min": "series",
}
SAMPLES = {
    "heart_rate_series_bpm": [58.0, 56.0, None, 52.0],
    "hrv_rmssd_series_ms": [40.0, 44.0, 48.0, 61.0],
    "sleep_phase_5_min": [4.0, 2.0, 1.0, 3.0],
}


@pytest.fixture(autouse=True)
def _tuesday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def squad():
    make_forms()
    night = FormDefinition.objects.get(key=NIGHT)
    for key, type_ in FIELDS.items():
        make_field(night, key, type_)
    medical = Group.objects.get(name=roles.MEDICAL)
    night.fields.get(key="contributor_body_temperature_score").visible_to.set([medical])
    make_field(FormDefinition.objects.get(key="oura_activity_summary"), "activity_score", "score")
    periods = {
        "bedtime_start": "datetime",
        "bedtime_end": "datetime",
        "total_sleep_s": "duration",
        "sleep_type": "text",
    }
    form = make_form("Oura Sleep Periods", key="oura_sleep_periods", fields=periods, rights=RIGHTS, managed_by="oura")
    make_field(form, "sleep_score_delta", "integer")
    return make_squad()


@pytest.fixture
def ada(squad):
    return make_athlete(squad)


@pytest.fixture
def open_night(client, ada):
    def open_night(viewer: Person, day: date = TUESDAY) -> str:
        client.force_login(viewer)
        answer = client.get(f"/people/{ada.pk}/nights/{day}/")
        assert answer.status_code == 200
        return answer.content.decode()

    return open_night


def put_whole_night(person: Person) -> None:
    """The record as a connector leaves it, with the samples of its series kept apart and packed."""
    starts_at = datetime.fromisoformat(BED)
    binding, _made = Binding.objects.get_or_create(
        provider="oura", feed="sleep", form=FormDefinition.objects.get(key=NIGHT), date_shift_days=-1
    )
    described = {}
    for name, samples in SAMPLES.items():
        BoundValue.objects.create(binding=binding, value=name, field=binding.form.fields.get(key=name))
        SeriesDay.objects.create(
            person=person,
            owner="oura:sleep",
            name=name,
            source_id=str(TUESDAY),
            day=TUESDAY,
            starts_at=starts_at,
            interval_s=300,
            samples=4,
            packed=pack(samples),
        )
        described[name] = {"starts_at": BED, "interval_s": 300, "samples": 4, "checksum": 1}
    put_night(
        person,
        TUESDAY,
        readiness_score=86,
        sleep_score=71,
        total_sleep_s=26_100,
        bedtime_start=BED,
        bedtime_end="2026-03-10T06:50:40+02:00",
        nap_count=1,
        nap_s=1_500,
        contributor_hrv_balance_score=59,
        contributor_body_temperature_score=60,
        contributor_deep_sleep_score=85,
        temperature_deviation_c=0.3,
        **described,
    )


def words_of(html: str) -> str:
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_a_night_shows_phases_heart_rate_and_hrv_by_the_athletes_own_clock(open_night, squad, ada):
    put_whole_night(ada)
    page = open_night(make_coach(squad))
    told = words_of(page)
    assert "Night Mon 9 → Tue 10" in told
    assert "To bed 22:40, up 06:50" in told
    assert "Phases of sleep through the night: Deep 5\u00a0min, Light 5\u00a0min" in page
    assert "Heart rate through the night, 52 to 58 bpm" in page
    assert "HRV through the night, 40 to 61 ms" in page
    assert re.search(r'trend-line series-2" d="M\d+ [\d.]+L\d+ [\d.]+M\d+ [\d.]+h0"', page)
    assert "22:40 Awake 58 40 22:45 Light 56 44 22:50 Deep – 48 22:55 REM 52 61" in told
    assert Look.objects.get().page == "night"


def test_scores_and_contributors_speak_ouras_words_and_say_so(open_night, squad, ada):
    put_whole_night(ada)
    put_activity(ada, MONDAY, activity_score=60)
    told = words_of(open_night(make_coach(squad)))
    assert "Readiness score 86 optimal" in told
    assert "Sleep score 71 good 1 nap counted in this score. 25\u00a0min of sleep." in told
    assert "Activity score 60 fair Day Mon 9" in told
    assert "Contributor hrv balance score 59 pay attention" in told
    assert "Contributor deep sleep score 85 optimal" in told
    assert "Scores, contributors and their words are Oura's: 85 and more is optimal, 70 good, 60 fair" in told


def test_temperature_is_for_medical_staff_and_the_athlete(open_night, squad, ada):
    put_whole_night(ada)
    assert "emperature" not in open_night(make_coach(squad))
    for viewer in (make_medical(squad), ada):
        told = words_of(open_night(viewer))
        assert "Contributor body temperature score 60 fair" in told
        assert "Temperature deviation +0.30" in told


def test_the_numbers_of_a_night_have_the_names_and_the_writing_of_the_board(open_night, squad, ada):
    night = FormDefinition.objects.get(key=NIGHT)
    make_field(night, "latency_s", "duration")
    night.fields.filter(key="temperature_deviation_c").update(unit="°C")
    night.fields.filter(key="lowest_heart_rate_bpm").update(unit="bpm")
    values = {"total_sleep_s": 29_520, "latency_s": 480, "lowest_heart_rate_bpm": 44, "temperature_deviation_c": -0.16}
    put_night(ada, TUESDAY, **values)
    told = words_of(open_night(ada)).replace("\u00a0", " ")
    for words in ("Sleep 8 h 12 ", "Latency s 8 min", "Resting heart rate 44 bpm", "Temperature deviation −0.16 °C"):
        assert words in told


def test_naps_stand_beside_the_night_with_their_effect(open_night, squad, ada):
    put_whole_night(ada)
    nap = {
        "bedtime_start": "2026-03-10T13:00:00+02:00",
        "bedtime_end": "2026-03-10T13:30:00+02:00",
        "total_sleep_s": 1_500,
        "sleep_type": "sleep",
        "sleep_score_delta": 3,
    }
    put("oura_sleep_periods", ada, TUESDAY, "nap", nap | {"sleep_score_delta": None})
    assert "Effect" not in open_night(make_coach(squad))
    put("oura_sleep_periods", ada, TUESDAY, "nap", nap)
    told = words_of(open_night(make_coach(squad)))
    assert "Nap 13:00–13:30 25\u00a0min +3 to the sleep score" in told


def test_a_missing_night_says_why_and_what_to_do(open_night, squad, ada):
    assert "There is nothing of this night." in open_night(make_coach(squad))
    assert "There is no record of this night." in open_night(ada)


def test_nights_lead_to_one_another_and_to_a_note_of_their_day(open_night, squad, ada):
    apply_document(read_starter("note"), NOW)
    page = open_night(make_coach(squad), TUESDAY - timedelta(days=1))
    assert f"/people/{ada.pk}/nights/2026-03-08/" in page
    assert f"/people/{ada.pk}/nights/2026-03-10/" in page
    assert f"/people/{ada.pk}/events/note/new/?day=2026-03-09" in page
    assert f'href="/people/{ada.pk}/?day=2026-03-09"' in page
    assert "Night after" not in open_night(make_coach(squad))


@pytest.mark.parametrize("day", ["2026-03-11", "1999-12-31", "2026-02-30", "soon"])
def test_a_night_that_cannot_be_is_not_found(client, squad, ada, day):
    client.force_login(make_coach(squad))
    assert client.get(f"/people/{ada.pk}/nights/{day}/").status_code == 404


def test_who_may_read_no_nights_finds_none_and_leaves_no_look(client, ada):
    client.force_login(make_consultant())
    assert client.get(f"/people/{ada.pk}/nights/{TUESDAY}/").status_code == 404
    assert not Look.objects.exists()


def test_the_statements_of_a_night_are_few(client, squad, ada, django_assert_max_num_queries):
    put_whole_night(ada)
    client.force_login(make_coach(squad))
    client.get(f"/people/{ada.pk}/nights/{TUESDAY}/")
    with django_assert_max_num_queries(26):
        client.get(f"/people/{ada.pk}/nights/{TUESDAY}/")
    assert datetime.now(UTC) == NOW


def test_of_several_records_of_a_night_it_tells_the_one_that_the_board_counts(squad, ada, open_night):
    """By hand without a time, then twice as they began: the last counts, as in the projection."""
    form = FormDefinition.objects.get(key=NIGHT)
    for score, hour in ((63, 23), (61, None), (62, 21)):
        starts_at = None if hour is None else datetime(2026, 3, 9, hour, tzinfo=UTC)
        make_record(form, ada, {"readiness_score": score}, occurred_on=MONDAY, starts_at=starts_at)
    assert DailyValue.objects.get(field__key="readiness_score").value == 63
    page = open_night(make_coach(squad))
    assert ">63<" in page
    assert not {">61<", ">62<"} & set(re.findall(r">\d+<", page))
