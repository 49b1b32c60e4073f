"""The designer in admin: who comes in, what a step does and refuses, the preview, files in and out."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from dashboards.designer.admin.changing import version_of
from dashboards.designer.documents import export_dashboard, write_document
from dashboards.models import Dashboard
from people.models import Look
from tests.builders.people import make_athlete, make_coach, make_consultant, make_squad
from tests.dashboards.designer.boards import READINESS, STEPS, TEMPERATURE, make_dashboard
from tests.dashboards.made import TUESDAY, make_forms, put_night

pytestmark = pytest.mark.django_db
ALL = "/admin/dashboards/dashboard/designer/"


@pytest.fixture
def consultant(client):
    make_forms()
    consultant = make_consultant()
    client.force_login(consultant)
    return consultant


def page_of(dashboard):
    return f"{ALL}one/{dashboard.key}/"


def step(client, dashboard, word, /, *, version=None, **said):
    boxes = {"_step": word, "_version": version or version_of(dashboard), **said}
    return client.post(page_of(dashboard), boxes, follow=True)


def table_of(*measures, **said):
    rows = {
        "row_measure": list(measures),
        "row_statistic": ["latest"] * len(measures),
        "row_days": [""] * len(measures),
    }
    return {"_new": "table", "title": "", "width": "4", "order": "name", "sleep_need_h": "8", **rows, **said}


def test_only_consultants_come_in_and_the_list_of_admin_leads_there(client, consultant):
    dashboard = make_dashboard()
    pages = [ALL, page_of(dashboard), f"{page_of(dashboard)}preview/", f"{page_of(dashboard)}export/", f"{ALL}import/"]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    assert client.get("/admin/dashboards/dashboard/")["Location"] == ALL
    assert client.get(reverse("admin:dashboards_dashboard_change", args=[dashboard.pk]))["Location"] == page_of(
        dashboard
    )
    squad = make_squad()
    for other in (make_coach(squad), make_athlete(squad)):
        client.force_login(other)
        assert [client.get(page).status_code for page in pages] == [403] * len(pages)
        assert step(client, dashboard, "save_settings", name="Stolen").status_code == 403
    client.logout()
    assert client.get(ALL).status_code == 302


def test_a_tile_is_added_changed_copied_moved_and_removed_and_the_history_tells_it(client, consultant):
    dashboard = make_dashboard()
    step(client, dashboard, "save_tile", **table_of(READINESS, STEPS, title="All"))
    tile = dashboard.tiles.get()
    assert [one["measure"] for one in tile.options["figures"]] == [READINESS, STEPS]
    step(client, dashboard, "save_tile", **table_of(STEPS, title="Steps", _new="", _tile=tile.pk))
    tile.refresh_from_db()
    assert (tile.title, len(tile.options["figures"])) == ("Steps", 1)
    step(client, dashboard, "copy_tile", _tile=tile.pk)
    copy = dashboard.tiles.exclude(pk=tile.pk).get()
    page = step(client, dashboard, "move_tile", _tile=copy.pk, _direction="up").content.decode()
    assert "“Steps” is now 1 of 2." in page
    assert (
        "is at the end already" in step(client, dashboard, "move_tile", _tile=copy.pk, _direction="up").content.decode()
    )
    step(client, dashboard, "move_tile", _tile=copy.pk, _before="")
    assert list(dashboard.tiles.values_list("pk", flat=True)) == [tile.pk, copy.pk]
    step(client, dashboard, "remove_tile", _tile=tile.pk)
    assert dashboard.tiles.get() == copy
    told = " ".join(LogEntry.objects.filter(user=consultant).values_list("change_message", flat=True))
    assert "Tile “All” (table)" in told
    assert "Tile “Steps” (table)" in told


def test_what_is_not_right_is_said_and_nothing_is_saved(client, consultant):
    dashboard = make_dashboard()
    said = {
        "Choose from 1 to 12 fields.": table_of(),
        "predicts no injury": table_of(READINESS, row_statistic=["acute_chronic"]),
        "A whole number from 1 to 366": table_of(READINESS, row_statistic=["mean"], row_days=["4000"]),
        "less than or equal to 12": table_of(READINESS, sleep_need_h="90"),
    }
    for words, boxes in said.items():
        page = step(client, dashboard, "save_tile", **boxes).content.decode()
        assert "Nothing was saved." in page, words
        assert words in page, words
    page = step(client, dashboard, "save_tile", _new="weather").content.decode()
    assert "Tiles of this kind are not installed on this site." in page
    assert not dashboard.tiles.exists()


def test_the_second_of_two_consultants_is_told_and_keeps_what_was_typed(client, consultant):
    dashboard = make_dashboard()
    old = version_of(dashboard)
    step(client, dashboard, "save_settings", _settings="1", name="Renamed", is_shown="on")
    page = step(client, dashboard, "save_tile", version=old, **table_of(STEPS, title="Mine")).content.decode()
    assert f"{consultant.full_name} changed this dashboard at" in page
    assert 'value="Mine"' in page
    assert not dashboard.tiles.exists()


def test_the_preview_follows_the_panel_as_each_role_and_shows_nobody_who_exists(client, consultant):
    put_night(make_athlete(make_squad(), "Real", "Secretova"), TUESDAY, readiness_score=61)
    dashboard = make_dashboard([{"kind": "completeness", "options": {"measures": [READINESS]}}, {"kind": "alerts"}])
    boxes = {"_step": "save_tile", "_version": version_of(dashboard), **table_of(READINESS, TEMPERATURE, title="Hot")}
    for role, sees in (("Medical", True), ("Coach", False)):
        page = client.post(f"{page_of(dashboard)}preview/", {**boxes, "_role": role}).content.decode()
        assert "Ada Examplova" in page
        assert "Secretova" not in page
        assert ("Temperature" in page) is sees
        assert ("Hot" in page) is sees
    assert dashboard.tiles.count() == 2
    assert not Look.objects.exists()


def test_a_file_shows_its_difference_first_and_then_comes_in(client, consultant):
    dashboard = make_dashboard([{"kind": "text", "options": {"body": "Old words"}}])
    document = export_dashboard(dashboard)
    document["tiles"][0]["options"]["body"] = "New words"
    document["tiles"].append(
        {"kind": "bar", "title": "", "width": 2, "options": {"figures": [{"measure": "no.field"}]}}
    )
    raw = write_document(document)
    page = client.post(f"{ALL}import/", {"document": raw}).content.decode()
    assert "Old words → New words" in page
    assert "no.field" in page
    assert dashboard.tiles.get().options["body"] == "Old words"
    sent = {"document": raw, "_confirmed": "1", "_version": version_of(dashboard)}
    assert client.post(f"{ALL}import/", sent)["Location"] == page_of(dashboard)
    assert dashboard.tiles.count() == 2
    # The designer says which of its fields is not here.
    assert "Not on this site: no.field." in client.get(page_of(dashboard)).content.decode()
    assert "cannot be read as a dashboard" in client.post(f"{ALL}import/", {"document": "{"}).content.decode()


def test_one_that_ships_is_started_anew_beside_the_first_and_a_dashboard_is_deleted(client, consultant):
    for _time in range(2):
        client.post(f"{ALL}start/sleep_and_travel/")
    assert Dashboard.objects.filter(name__startswith="Sleep and travel").count() >= 2
    made = Dashboard.objects.order_by("-pk").first()
    assert not made.is_shown
    client.post(f"{page_of(made)}delete/", {"_version": "another"})
    assert Dashboard.objects.filter(pk=made.pk).exists()
    client.post(f"{page_of(made)}delete/", {"_version": version_of(made)})
    assert not Dashboard.objects.filter(pk=made.pk).exists()
