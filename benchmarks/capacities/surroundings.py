"""What the capacity benchmark runs on: a database of its own and the environment that names it. Gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.syncing.surroundings import database_beside
from config.embedded_postgres import EmbeddedPostgres, home_of

# Nobody listens there: the pretend Oura answers in this process.
NOWHERE = "http://127.0.0.1:9"


@contextmanager
def prepared() -> Iterator[None]:
    with ExitStack() as undo:
        var_dir = Path(tempfile.mkdtemp(prefix="ringside-bench-"))
        undo.callback(shutil.rmtree, var_dir, ignore_errors=True)
        ours = {
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "RINGSIDE_VAR": str(var_dir),
            "SIMULATOR_URL": NOWHERE,
            "LOG_LEVEL": "ERROR",
        }
        if os.environ.get("DATABASE_URL"):
            ours["DATABASE_URL"] = undo.enter_context(database_beside(os.environ["DATABASE_URL"]))
        else:
            postgres = EmbeddedPostgres(home_of(var_dir), is_swift=True)
            postgres.start()
            undo.callback(postgres.stop)
        os.environ.update(ours)
        yield
