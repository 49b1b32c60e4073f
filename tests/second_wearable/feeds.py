"""What Comet offers: nights, rides and the rider."""

from sync.provider import Due, Feed, FormPlan, Rhythm, Shape, Value

READERS = {"Staff": "lcr", "Coach": "lcr", "Medical": "lcr", "Athlete": "r", "Consultant": "lc"}

NIGHTS = Feed(
    key="nights",
    name="Comet nights",
    words="How long and how well you slept.",
    scope="rest",
    form="comet_nights",
    date_shift_days=-1,
    values=(
        Value("rest_score", "Rest score", "score", minimum=0, maximum=100),
        Value("asleep_s", "Asleep", "duration", "s", minimum=0),
        Value("pulse_bpm", "Pulse through the night", "series", "bpm"),
    ),
    due=Due.NIGHTLY,
    rhythm=Rhythm.NIGHT,
)
RIDES = Feed(
    key="rides",
    name="Comet rides",
    words="When and how far you rode.",
    scope="sport",
    form="comet_rides",
    date_shift_days=0,
    values=(Value("ride_m", "Distance", "integer", "m", minimum=0),),
    shape=Shape.EVENT,
    due=Due.SOMETIMES,
    rhythm=Rhythm.EVENT,
)
RIDER = Feed(
    key="rider",
    name="Comet rider",
    words="How heavy your bicycle is.",
    scope="self",
    form="comet_rider",
    date_shift_days=0,
    values=(Value("bicycle_kg", "Bicycle", "number", "kg", minimum=0, decimals=1),),
    shape=Shape.PROFILE,
    due=Due.SOMETIMES,
    rhythm=Rhythm.SLOW,
    is_default=False,
)
FEEDS = (NIGHTS, RIDES, RIDER)
FORMS = (
    FormPlan("comet_nights", "Comet Nights", "One record per night.", True, READERS),
    FormPlan("comet_rides", "Comet Rides", "One record per ride.", False, READERS),
    FormPlan("comet_rider", "Comet Rider", "", False, READERS, is_profile=True),
)
