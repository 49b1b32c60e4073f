"""The record that docs/formulas.md and the builder's help speak of, and the forms around it."""

from datetime import date, timedelta

from forms_engine.formulas import (
    Choosable,
    FieldRef,
    Kind,
    KnownField,
    KnownForm,
    KnownTable,
    LinkedField,
    PlainSituation,
    Sort,
    Vocabulary,
    Which,
    kind_of_field,
)

DAY = date(2026, 3, 9)
TABLE = KnownTable("exercises", "Exercises")
MOODS = (Choosable("bad", 1), Choosable("fair", 3), Choosable("good", 4), Choosable("unsure", None))
SYMPTOMS = (Choosable("cough", 1), Choosable("fever", 3))


def known(key, label, kind, unit="", options=(), table=None):
    return KnownField(key, label, key.title().replace("_", ""), kind_of_field(kind, unit, options), table)


WELLNESS = KnownForm(
    "daily_wellness",
    "Daily Wellness",
    (
        known("sleep_quality", "Sleep quality", "rating"),
        known("energy", "Energy", "rating"),
        known("pain", "Pain", "rating"),
        known("hrv_ms", "HRV", "number", "ms"),
        known("hrv_goal_ms", "HRV goal", "number", "ms"),
        known("resting_bpm", "Resting heart rate", "integer", "bpm"),
        known("time_asleep_s", "Time asleep", "duration"),
        known("bed_time", "To bed", "time"),
        known("wake_time", "Woke up", "time"),
        known("session_min", "Session minutes", "number", "min"),
        known("exertion", "Exertion", "rating"),
        known("load", "Load", "number", "AU"),
        known("session_began_at", "Session began", "datetime"),
        known("mood", "Mood", "choice", options=MOODS),
        known("symptoms", "Symptoms", "choices", options=SYMPTOMS),
        known("injury_note", "Injury note", "paragraph"),
        known("is_ill", "Ill", "yes_no"),
        known("injured_on", "Injured on", "date"),
        KnownField("token", "Ring token", "RingToken", None),
        known("exercise", "Exercise", "text", table=TABLE),
        known("sets", "Sets", "integer", table=TABLE),
        known("reps", "Reps", "integer", table=TABLE),
        known("weight_kg", "Weight", "number", "kg", table=TABLE),
        known("tempo_s", "Tempo", "duration", table=TABLE),
    ),
)
OURA = KnownForm(
    "oura_sleep",
    "Oura Sleep",
    (
        known("score", "Score", "score"),
        known("asleep_s", "Time asleep", "duration"),
        known("average_hrv_ms", "Average HRV", "number", "ms"),
    ),
    dates_the_night=True,
)
PROFILE = KnownForm(
    "athlete_profile",
    "Athlete Profile",
    (known("born_on", "Date of birth", "date"), known("sleep_goal_s", "Sleep goal", "duration")),
    is_profile=True,
)
JUMPS = KnownForm("jump_test", "Jump / Test", (known("height_cm", "Height", "number", "cm"),))

VOCABULARY = Vocabulary(WELLNESS, (OURA, PROFILE, JUMPS))

VALUES = {
    "sleep_quality": 4,
    "energy": 3,
    "hrv_ms": 60,
    "hrv_goal_ms": 65,
    "resting_bpm": 50,
    "time_asleep_s": 27000,
    "bed_time": "23:15",
    "wake_time": "07:00",
    "session_min": 75,
    "exertion": 6,
    "load": 450,
    "session_began_at": "2026-03-09T17:30:00+01:00",
    "mood": "good",
    "symptoms": ["cough"],
    "is_ill": False,
    "injured_on": "2026-02-27",
    "exercises": [
        {"exercise": "Squat", "sets": 4, "reps": 10, "weight_kg": 100, "tempo_s": 3},
        {"exercise": "Row", "sets": 3, "reps": 10, "weight_kg": 66.5},
        {"exercise": "Plank", "sets": 1},
    ],
}


def linked(form, key, which, value):
    return {LinkedField(FieldRef(form.key, key), which): value}


LINKED = {
    **linked(OURA, "score", Which.NIGHT_BEFORE, 82),
    **linked(OURA, "asleep_s", Which.NIGHT_BEFORE, 27600),
    **linked(PROFILE, "born_on", Which.PROFILE, "2001-06-30"),
    **linked(JUMPS, "height_cm", Which.LATEST, 41.5),
}


def days_back(*pairs):
    return [(DAY - timedelta(days=back), value) for back, value in pairs]


SERIES = {
    FieldRef("daily_wellness", "hrv_ms"): days_back((5, 52), (3, None), (2, 58), (1, 64), (0, 60)),
    FieldRef("daily_wellness", "load"): days_back((20, 200), (14, 400), (5, 350), (2, 600), (0, 450)),
    FieldRef("daily_wellness", "mood"): days_back((2, "bad"), (1, "unsure"), (0, "good")),
    FieldRef("oura_sleep", "score"): days_back((3, 70), (2, 74), (1, 82)),
}

SITUATION = PlainSituation(DAY, VALUES, LINKED, SERIES)
NUMBER = Kind(Sort.NUMBER)
