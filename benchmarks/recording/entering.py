"""Staff save a grid of many athletes: the request as the browser sends it, through the whole site."""

import json
import statistics
import time
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.urls import reverse

from benchmarks.recording.club import SQUAD_DAY, Club
from dashboards.board.columns import WELLNESS

GRID_ROWS = 100
WARMING_ROUNDS = 2


def time_saves(club: Club, rounds: int) -> float:
    """Milliseconds of one save of new rows, the median; each round another day to come."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(club.staff, settings.AUTHENTICATION_BACKENDS[0])
    took_ms = []
    for number in range(rounds + WARMING_ROUNDS):
        day = club.today + timedelta(days=1 + number)
        address = reverse("save_grid", args=[WELLNESS, club.squad.pk, day.isoformat()])
        rows = [_row(person_id, number + place) for place, person_id in enumerate(club.ids[:GRID_ROWS])]
        body = json.dumps({"rows": rows})
        began = time.perf_counter()
        answer = browser.post(address, body, content_type="application/json")
        took_ms.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200 or any(row["state"] != "saved" for row in answer.json()["rows"]):  # noqa: PLR2004
            raise SystemExit(f"The grid was not saved: {answer.content[:300]!r}")
    return statistics.median(took_ms[WARMING_ROUNDS:])


def _row(person_id: int, mood: int) -> dict[str, object]:
    cells = {key: str(1 + (mood + place) % 5) for place, key in enumerate(SQUAD_DAY[WELLNESS])}
    return {"person": person_id, "id": str(uuid4()), "record": None, "seen": "", "cells": cells, "sure": []}
