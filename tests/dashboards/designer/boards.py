"""Dashboards made as the designer leaves them."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from dashboards.designer.tiles import tile_kind
from dashboards.models import Dashboard, Tile
from dashboards.morning import ACTIVITY, NIGHT

READINESS = f"{NIGHT}.readiness_score"
HRV = f"{NIGHT}.hrv_rmssd_ms"
SLEEP = f"{NIGHT}.total_sleep_s"
TEMPERATURE = f"{NIGHT}.temperature_deviation_c"
STEPS = f"{ACTIVITY}.steps"

_numbers = count(1)


def make_dashboard(tiles: Iterable[Mapping[str, Any]] = (), **about: Any) -> Dashboard:
    number = next(_numbers)
    made = Dashboard.objects.create(
        **{"key": f"dashboard-{number}", "name": f"Dashboard {number}", "is_shown": True, **about}
    )
    for order, said in enumerate(tiles):
        kind = tile_kind(said["kind"])
        options = kind.read(said.get("options", {})) if kind else said.get("options", {})
        Tile.objects.create(dashboard=made, order=order, **{**said, "options": options})
    return made
