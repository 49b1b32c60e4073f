"""What the club's standards say, and what must be known of an athlete, in every tile that shows either."""

import re
from datetime import timedelta

import pytest

from alerts.daily import daily_row
from forms_engine.models import FieldDefinition, Standard
from people import roles
from tests.alerts.made import condition, look, make_rule
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_athlete, make_coach
from tests.dashboards.designer.boards import READINESS, SLEEP, make_dashboard
from tests.dashboards.designer.test_pages import page_of, squad
from tests.dashboards.made import TUESDAY, put_night, put_usual_nights

__all__ = ["squad"]

pytestmark = pytest.mark.django_db
SIGN = 'title="Critical information: Allergies: nuts"'


@pytest.fixture
def ada(squad):
    """A usual month, a poor night; allergic."""
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY, readiness_score=80)
    put_night(ada, TUESDAY, readiness_score=60, total_sleep_s=8 * 3600)
    field = FieldDefinition.objects.get(key="readiness_score")
    Standard.objects.create(field=field, high=70, tone="act", words="send home")
    Standard.objects.create(
        field=field,
        order=1,
        measure="percent",
        high=99,
        window_days=2,
        least_values=2,
        tone="watch",
        words="going down",
    )
    about = make_form("About", key="about", kind="profile", rights={roles.COACH: "r"})
    make_field(about, "allergies", "text", label="Allergies", is_critical=True)
    make_record(about, ada, {"allergies": "nuts"})
    return ada


def tile(kind: str, **options) -> dict[str, object]:
    return {"kind": kind, "options": options}


def shown(client, coach, *tiles) -> str:
    return page_of(client, coach, make_dashboard(tiles))


def test_a_heatmap_says_it_cell_by_cell_and_looks_back_before_its_first_day(client, squad, ada):
    bo = make_athlete(squad, "Bo", "Samplesen")
    for back, score in ((8, 80), (7, 80), (6, 75)):
        put_night(bo, TUESDAY - timedelta(days=back), readiness_score=score)
    page = shown(client, make_coach(squad), tile("heatmap", measures=[READINESS], days=7))
    assert "60<b>, send home</b>" in page
    assert "75<b>, going down</b>" in page
    assert '<span class="heat sa"></span>send home' in page
    assert page.count(SIGN) == 1


def test_bars_dots_points_and_the_lowest_of_all_say_it(client, squad, ada):
    coach, figure = make_coach(squad), {"measure": READINESS}
    bars = shown(client, coach, tile("bar", figures=[figure]))
    assert re.search(r'aria-label="Ada Examplova: 60, send home. Critical information: Allergies: nuts"', bars)
    assert '<rect class="dot is-act"' in bars
    assert '60 <span class="light is-act">send home</span></td>' in bars
    assert bars.count(SIGN) == 1
    points = shown(client, coach, tile("scatter", figures=[figure, {"measure": SLEEP}]))
    assert '60 <span class="light is-act">send home</span></td>' in points
    assert points.count(SIGN) == 1
    lowest = shown(client, coach, tile("number", figures=[figure], together="lowest"))
    assert '<p class="light is-act">send home</p>' in lowest
    mean = shown(client, coach, tile("number", figures=[figure], together="mean"))
    assert "send home" not in mean, "a mean is nobody's value"
    for number in range(41):
        put_night(make_athlete(squad, f"Cy{number}", password=""), TUESDAY, readiness_score=80)
    many = shown(client, coach, tile("bar", figures=[figure]))
    assert '60 <span class="light is-act">send home</span></td>' in many
    assert many.count(SIGN) == 1


def test_completeness_and_open_alerts_name_what_must_be_known(client, squad, ada):
    daily_row()
    make_rule(condition("readiness_score", value=65))
    put_night(ada, TUESDAY, readiness_score=59)
    look()
    coach = make_coach(squad)
    assert shown(client, coach, tile("completeness")).count(SIGN) == 1
    alerts = shown(client, coach, tile("alerts"))
    assert "under 65" in alerts
    assert alerts.count(SIGN) == 1
