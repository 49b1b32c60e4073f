"""What the invented club's staff write down: who can train, what explains numbers, and a profile of everybody."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from demo.answers import Answer, days_until, is_match_day
from demo.injuries import AVAILABLE, INJURIES, UNAVAILABLE, WHOLE_BODY, Spell, illnesses
from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.world import DEFAULT_SEED as SEED
from oura_connector.simulator.zones import hours_flown_on

MATCH, TRAVEL, ILLNESS = range(3)
# The few whose profile says something that must be known of them, by number.
ALLERGIC: Mapping[int, str | Promise] = {
    2: gettext_lazy("Peanuts"),
    11: gettext_lazy("Wasp stings; the pen is in the kit bag"),
}
ASTHMATIC = 8
Words = dict[str, list[str]]


def availability_of(athlete: Athlete, today: date, words: Words) -> list[Answer]:
    """Available at first, then each change; `words`: of each choice of the form, in its order."""
    days = days_until(today)
    found = [Answer(days[0], {"status": words["status"][AVAILABLE]})]
    for spell in INJURIES.get(athlete, ()):
        found.append(Answer(today - timedelta(days=spell.days_ago), _injury(spell, today, words)))
    if athlete not in INJURIES:
        for first, well_on in illnesses(athlete, days[1:]):
            ill = {"status": words["status"][UNAVAILABLE], "body_area": words["body_area"][WHOLE_BODY]}
            found.append(Answer(first, {**ill, "since_on": first.isoformat()}))
            if well_on:
                found.append(Answer(well_on, {"status": words["status"][AVAILABLE]}))
    return found


def _injury(spell: Spell, today: date, words: Words) -> dict[str, Any]:
    values: dict[str, Any] = {"status": words["status"][spell.status]}
    if spell.area is None or spell.side is None or spell.back_in is None:
        return values
    values |= {"body_area": words["body_area"][spell.area], "side": words["side"][spell.side]}
    values["since_on"] = (today - timedelta(days=spell.days_ago)).isoformat()
    values["expected_return_on"] = (today + timedelta(days=spell.back_in)).isoformat()
    said = {"can_do": str(spell.can_do), "medical_note": str(spell.medical_note)}
    return values | {key: text for key, text in said.items() if text}


def notes_of(athlete: Athlete, today: date, kinds: list[str]) -> Iterator[Answer]:
    days = days_until(today)
    for order, day in enumerate(days):
        if is_match_day(day):
            yield Answer(day, {"kind": kinds[MATCH], "text": _("Match against Sample United.")}, order)
        if is_match_day(day + timedelta(days=1)) and day.toordinal() // 7 % 4 == 0:
            yield Answer(day, {"kind": kinds[TRAVEL], "text": _("Four hours by coach to the match.")}, order)
        if hours_flown_on(SEED, athlete, day):
            yield Answer(day, {"kind": kinds[TRAVEL], "text": _("A flight to another time zone.")}, order)
    for order, (first, _well_on) in enumerate(illnesses(athlete, days), start=len(days)):
        yield Answer(first, {"kind": kinds[ILLNESS], "text": _("A cold, stays at home.")}, order)


def profile_of(athlete: Athlete) -> Answer:
    traits, chance = traits_of(SEED, athlete), draw(SEED, athlete.number, "profile")
    friend = chance.choice(("Pat", "Kim", "Sam"))
    positions = [_("Goalkeeper"), _("Defender"), _("Midfielder"), _("Forward")]
    values = {
        "allergies": str(ALLERGIC.get(athlete.number, _("none"))),
        "emergency_contact": f"{friend} {athlete.last_name}, 01632 9600{athlete.number:02}",
        "height_cm": round(traits.height_m * 100),
        "body_mass_kg": traits.weight_kg,
        "position": chance.choice(positions),
        "sleep_need": round(traits.sleep_need_s / 900) * 900,
    }
    if athlete.number == ASTHMATIC:
        values["conditions"] = _("Asthma; the inhaler is in the kit bag.")
    return Answer(None, values)
