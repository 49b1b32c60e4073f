"""Dashboards as files: out and in, refused with reasons, and the four that ship."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from dashboards.designer.documents import export_dashboard, read_document, write_document
from dashboards.designer.importing import apply_document, plan_import
from dashboards.designer.shipping import SHIPPED, all_shipped, read_shipped
from dashboards.designer.tiles import all_kinds, tile_kind
from dashboards.models import Dashboard, Tile
from forms_engine.definition_shape import DocumentRefused
from people import roles
from tests.builders.people import make_squad
from tests.dashboards.designer.boards import READINESS, SLEEP, STEPS, make_dashboard
from tests.dashboards.made import make_forms

pytestmark = pytest.mark.django_db


def written(**changes):
    document = {
        "ringside_dashboard": 1,
        "dashboard": {"key": "mine", "name": "Mine"},
        "tiles": [{"kind": "bar", "options": {"figures": [{"measure": READINESS}]}}],
    }
    return json.dumps({**document, **changes}).encode()


def test_a_dashboard_goes_out_and_comes_in_the_same():
    make_forms()
    dashboard = make_dashboard(
        [
            {
                "kind": "table",
                "title": "All",
                "width": 4,
                "options": {"figures": [{"measure": SLEEP, "statistic": "mean"}]},
            },
            {"kind": "heatmap", "options": {"measures": [STEPS], "days": 14}},
        ]
    )
    dashboard.roles.set(Group.objects.filter(name=roles.MEDICAL))
    dashboard.squads.set([make_squad("Rowing Testers")])
    before = export_dashboard(dashboard)
    raw = write_document(before).encode()
    assert b'"order"' not in raw  # what has its usual value is left out
    assert plan_import(read_document(raw)).lines == []
    dashboard.delete()
    plan = plan_import(read_document(raw))
    assert plan.is_new
    assert plan.refusals == plan.unknown == []
    assert export_dashboard(apply_document(plan.document)) == before


def test_the_difference_is_told_in_words_first():
    dashboard = make_dashboard([{"kind": "bar", "title": "Ready", "options": {"figures": [{"measure": READINESS}]}}])
    document = export_dashboard(dashboard)
    document["dashboard"]["name"] = "Renamed"
    document["tiles"][0]["options"]["figures"][0]["statistic"] = "z"
    document["tiles"].insert(0, {"kind": "text", "title": "", "width": 2, "options": {"body": "Hello", "page": ""}})
    told = [line.sentence for line in plan_import(document).lines]
    assert told[0].startswith("The dashboard itself (name:")
    assert "Tile: text" in told
    assert any(f"{READINESS} latest → {READINESS} z" in line for line in told)
    assert not Dashboard.objects.filter(name="Renamed").exists()


def test_an_import_is_refused_with_who_must_do_what():
    make_dashboard(name="Taken")
    about = {"key": "mine", "name": "Taken", "roles": ["Wizard"], "squads": ["Nowhere"]}
    plan = plan_import(read_document(written(dashboard=about)))
    assert {line.code for line in plan.refusals} == {"name_taken", "unknown_role", "unknown_squad"}
    make_squad("Twins", parent=make_squad("One"))
    make_squad("Twins", parent=make_squad("Two"))
    plan = plan_import(read_document(written(dashboard={"key": "mine", "name": "Mine", "squads": ["Twins"]})))
    assert [line.code for line in plan.refusals] == ["several_squads"]


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"{", ""),
        (b'{"ringside_form": 1}', ""),
        (written(tiles=[{"kind": "weather"}]), "tiles[0].kind"),
        (written(tiles=[{"kind": "bar"}]), "tiles[0].options.figures"),
        (
            written(tiles=[{"kind": "scatter", "options": {"figures": [{"measure": "a.b"}]}}]),
            "tiles[0].options.figures",
        ),
        (written(tiles=[{"kind": "trend", "options": {"measures": ["a.b", "a.b"]}}]), "tiles[0].options.measures"),
        (written(tiles=[{"kind": "heatmap", "options": {"measures": ["a.b"], "days": 4000}}]), "tiles[0].options.days"),
        (written(tiles=[{"kind": "text", "options": {"script": "x"}}]), "tiles[0].options"),
        (
            written(tiles=[{"kind": "bar", "options": {"figures": [{"measure": "a.b"}], "sleep_need_h": 40}}]),
            "tiles[0].options.sleep_need_h",
        ),
    ],
)
def test_a_file_nobody_vouches_for_is_refused_with_the_place(raw, path):
    with pytest.raises(DocumentRefused) as refused:
        read_document(raw)
    assert refused.value.path == path


def test_the_acute_chronic_ratio_is_off_until_its_caution_is_taken():
    bar = tile_kind("bar")
    figures = [{"measure": "training_load.load_au", "statistic": "acute_chronic"}]
    with pytest.raises(DocumentRefused, match="predicts no injury"):
        bar.read({"figures": figures})
    options = bar.read({"figures": figures, "allows_ratio": True})
    assert "no sweet spot" in bar.caution(options)
    assert bar.caution(bar.read({"figures": [{"measure": READINESS}]})) == ""


def test_four_dashboards_ship_and_stand_after_the_migrations():
    names = ["Morning board", "Sleep and travel", "Load and recovery", "Connection health"]
    assert [one.name for one in all_shipped()] == names
    for file in SHIPPED:
        document = read_shipped(file)
        standing = Dashboard.objects.filter(key=document["dashboard"]["key"]).first() or apply_document(document)
        assert plan_import(document).lines == [], file
        assert standing.tiles.count() >= 5


def test_the_text_of_the_morning_board_is_renewed_where_it_stands_as_it_shipped(db):
    renewing = import_module("dashboards.migrations.0011_what_the_lights_of_the_morning_board_say")
    tile = Tile.objects.get(dashboard__key="morning_board", kind="text")
    assert tile.options["body"] == renewing.NEW == read_shipped("morning_board")["tiles"][0]["options"]["body"]
    renewing.restore(apps, None)
    tile.refresh_from_db()
    assert tile.options == {"body": renewing.OLD, "page": "board"}
    renewing.renew(apps, None)
    tile.refresh_from_db()
    assert tile.options["body"] == renewing.NEW
    tile.options["body"] = "Ours."
    tile.save()
    renewing.renew(apps, None)
    tile.refresh_from_db()
    assert tile.options["body"] == "Ours."


def test_every_kind_reads_what_it_has_read_before():
    for kind in all_kinds():
        said = (
            {"figures": [{"measure": f"a.b{number}"} for number in range(kind.figures[0])]} if kind.figures[0] else {}
        )
        said |= {"measures": ["a.b"]} if kind.measures[0] else {}
        options = kind.read(said)
        assert kind.read(options) == options
        assert set(kind.boxes()) <= set(kind.shape)
