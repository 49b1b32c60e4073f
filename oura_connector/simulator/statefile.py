"""The simulator's memory on disk, so that a restart keeps connections alive. Readable by its owner only."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any


class UnreadableState(Exception):
    """The file is there but is not the simulator's state; whoever named it must name another or remove it."""


def read_state(path: Path) -> dict[str, Any] | None:
    """What was saved, or None when nothing was."""
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, OSError) as error:
        raise UnreadableState(
            f"{path} does not hold the simulator's state: remove it, or name another file."
        ) from error
    if not isinstance(saved, dict) or saved.get("kind") != "oura-simulator":
        raise UnreadableState(f"{path} does not hold the simulator's state: remove it, or name another file.")
    return saved


def write_state(path: Path, state: dict[str, Any]) -> None:
    """All or nothing: a crash leaves the old file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"kind": "oura-simulator", **state}, file)
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
