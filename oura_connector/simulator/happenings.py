"""The collections whose documents are things that happen, any number a day, told form by form (telling.py)."""

from collections.abc import Callable
from datetime import date

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.endurance import tell_vo2
from oura_connector.simulator.rests import tell_rests
from oura_connector.simulator.rings import tell_rings
from oura_connector.simulator.sessions import tell_sessions
from oura_connector.simulator.tags import tell_enhanced_tags, tell_tags
from oura_connector.simulator.telling import Telling
from oura_connector.simulator.workouts import tell_workouts

HAPPENINGS: dict[str, Callable[[str, Athlete, date], tuple[Telling, ...]]] = {
    "workout": tell_workouts,
    "session": tell_sessions,
    "enhanced_tag": tell_enhanced_tags,
    "tag": tell_tags,
    "vO2_max": tell_vo2,
    "rest_mode_period": tell_rests,
    "ring_configuration": tell_rings,
}
UNWORN_TOO = ("enhanced_tag", "tag", "rest_mode_period", "ring_configuration")  # these need no ring on a finger
