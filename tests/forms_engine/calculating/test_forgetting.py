"""What was reckoned of an erased source leaves records and history at once; the rest is reckoned anew."""

from forms_engine.erasing import erase_source
from forms_engine.models import Record, RecordChange
from tests.builders.forms import NOW
from tests.builders.people import make_athlete
from tests.forms_engine.calculating.club import LATER, READINESS, day, follow


def test_calculations_of_erased_nights_are_nowhere_and_the_others_stand(club, athlete):
    other = make_athlete(first="Otto")
    club.calculate("ready", READINESS)
    club.calculate("double", "[ready] * 2")
    club.calculate("plain", "[sleep] * 10")
    club.calculate("either", "if(is_missing([ready]), 7, [ready])")
    for person in (athlete, other):
        club.sync(person, {0: 81})
        club.answer(person, {"sleep": 4})
        # A revised night leaves the former calculation in the history of the questionnaire.
        club.sync(person, {0: 83}, now=LATER)
    follow()
    mine = Record.objects.get(form=club.wellness, person=athlete)
    assert mine.values == {"sleep": 4, "ready": 83, "double": 166, "plain": 40, "either": 83}
    assert RecordChange.objects.filter(record=mine, before__ready=81).exists()

    erase_source(athlete, "ring", NOW)

    mine.refresh_from_db()
    assert mine.values == {"sleep": 4, "plain": 40}
    told = str(list(RecordChange.objects.filter(record__person=athlete).values_list("before", "after")))
    assert not any(word in told for word in ("81", "83", "162", "166"))
    follow()
    mine.refresh_from_db()
    assert mine.values == {"sleep": 4, "plain": 40, "either": 7}
    theirs = Record.objects.get(form=club.wellness, person=other)
    assert theirs.values["double"] == 166
    assert theirs.occurred_on == day(0)
    assert theirs.changes.exists()
