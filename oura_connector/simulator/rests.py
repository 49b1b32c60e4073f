"""Rest mode: switched on in the app during most illnesses, and off a day after the last symptom."""

from datetime import date, timedelta
from typing import Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.outlines import illness_on
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.tags import last_ill_on
from oura_connector.simulator.telling import Form, Telling
from oura_connector.simulator.uploads import entered_at
from oura_connector.simulator.zones import ONE_DAY, at_local

SHARE = 0.8
_SYMPTOMS = ("tag_generic_sick", "tag_generic_fever", "tag_generic_headache", "tag_generic_sorethroat")


def tell_rests(seed: str, athlete: Athlete, day: date) -> tuple[Telling, ...]:
    """The rest that is switched on that day, if one is; it grows by episodes and is open until switched off."""
    fell_ill_on = _fell_ill_on(seed, athlete, day)
    if fell_ill_on is None:
        return ()
    chance = draw(seed, athlete.number, fell_ill_on, "rest mode")
    begins_late = chance.random() < 0.4
    if chance.random() >= SHARE or day != fell_ill_on + (ONE_DAY if begins_late else timedelta(0)):
        return ()
    starts_at = at_local(seed, athlete, day, chance.uniform(8.5, 12) * 3600)
    last_on = last_ill_on(seed, athlete, fell_ill_on)
    ends_on = max(last_on, day) + ONE_DAY
    ends_at = at_local(seed, athlete, ends_on, chance.uniform(9, 18) * 3600)
    episodes = [{"tags": chance.sample(_SYMPTOMS, k=chance.randint(1, 3)), "timestamp": starts_at.isoformat()}]
    body: dict[str, Any] = {
        "end_day": None,
        "end_time": None,
        "episodes": list(episodes),
        "start_day": day.isoformat(),
        "start_time": starts_at.isoformat(),
    }
    forms = [Form(entered_at(seed, athlete, starts_at + timedelta(minutes=2)), body)]
    for ill_on in (day + count * ONE_DAY for count in range(1, (last_on - day).days + 1)):
        noted_at = at_local(seed, athlete, ill_on, chance.uniform(8, 20) * 3600)
        episodes.append({"tags": chance.sample(_SYMPTOMS, k=1), "timestamp": noted_at.isoformat()})
        forms.append(Form(entered_at(seed, athlete, noted_at), {**body, "episodes": list(episodes)}))
    closed = {**body, "episodes": list(episodes), "end_day": ends_on.isoformat(), "end_time": ends_at.isoformat()}
    forms.append(Form(entered_at(seed, athlete, ends_at), closed))
    return (Telling(0, starts_at, tuple(forms)),)


def _fell_ill_on(seed: str, athlete: Athlete, day: date) -> date | None:
    """`day` or the day before, when that was the first of an illness."""
    for first_on in (day, day - ONE_DAY):
        if illness_on(seed, athlete, first_on) and not illness_on(seed, athlete, first_on - ONE_DAY):
            return first_on
    return None
