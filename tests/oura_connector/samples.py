"""Invented sample documents of tests/data/oura, each file with the date its shape was checked."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data" / "oura"


def sample_file(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def samples(collection: str) -> list[dict[str, Any]]:
    """Of a collection, or of a feed that reads the collection of another."""
    name = "sleep" if collection == "sleep_period" else collection
    documents: list[dict[str, Any]] = sample_file(name)["documents"]
    return documents


def sample(collection: str, **changes: Any) -> dict[str, Any]:
    """The first sample of a collection, with members changed; `sample("sleep", id=…)` picks by id first."""
    found = samples(collection)
    chosen = next((one for one in found if one.get("id") == changes.get("id", "")), found[0])
    return {**chosen, **changes}
