import re
from datetime import timedelta
from statistics import NormalDist

import numpy
import pytest

from dashboards.squad.distribution import usual_range
from people.models import Membership
from tests.builders.people import make_athlete, make_squad
from tests.dashboards.made import TUESDAY, put_night, put_usual_nights

pytestmark = pytest.mark.django_db


def test_the_usual_range_is_that_of_numpy():
    values = NormalDist(80, 7).samples(101, seed=7)
    assert usual_range(values) == pytest.approx(tuple(numpy.percentile(values, [10, 50, 90])))
    assert usual_range(values[:19]) is None


def test_everybody_with_a_value_is_a_named_dot_and_everybody_without_is_counted_with_a_cause(client, squad, coach, ada):
    bo = make_athlete(squad, "Bo", "Samplesen")
    put_night(bo, TUESDAY, readiness_score=91)
    cy = make_athlete(squad, "Cy", "Mockwell")
    page = client.get("/squad/distribution/").content.decode()
    dots = re.findall(r'<a class="dot-of" href="([^"]*)" aria-label="([^"]*)"', page)
    assert dots == [
        (f"/people/{ada.pk}/#readiness", "Ada Examplova: 70"),
        (f"/people/{bo.pk}/#readiness", "Bo Samplesen: 91"),
    ]
    assert "2 of 3 athletes" in page
    assert f'<dt>Not connected: 1</dt><dd><a href="/people/{cy.pk}/">Cy Mockwell</a></dd>' in page


def test_the_day_itself_is_not_its_own_yardstick(client, squad, coach):
    cy = make_athlete(squad, "Cy", "Mockwell")
    put_usual_nights(cy, TUESDAY, 28, readiness_score=80)
    put_night(cy, TUESDAY, readiness_score=10)
    page = client.get("/squad/distribution/").content.decode()
    assert "between 78 and 82" in page
    assert "(28 values)" in page


def test_a_day_nobody_has_says_so(client, coach, ada):
    day = TUESDAY - timedelta(days=60)
    page = client.get(f"/squad/distribution/?day={day}").content.decode()
    assert "Nobody has a value for this day." in page
    assert "0 values, too few to say what is usual here" in page


@pytest.mark.parametrize("page", ["", "distribution/", "two-fields/", "week/"])
def test_a_squad_without_athletes_leads_on_to_another(client, squad, coach, page):
    other = make_squad("Nobody's Testers")
    Membership.objects.create(person=coach, squad=other, role=Membership.Role.COACH)
    shown = client.get(f"/squad/{page}", {"squad": other.pk}).content.decode()
    assert "This squad has no active athletes yet." in shown
    assert f'<option value="{squad.pk}">' in shown
