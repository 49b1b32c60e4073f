"""`python -m tests.faults.nursery`: a process that has read Django once and forks a worker for each line of orders.

A worker is a process of its own, with its own database session and network connections, and lives for one task. What
it has to say beyond the database goes to the file `answer` of its order.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import django
from requests.adapters import HTTPAdapter

from config.lifelines import tied_to_parent

Order = dict[str, Any]


def main() -> None:
    django.setup()
    from tests.faults import nursery  # the same functions under their own name, with everything they need read once

    nursery.tasks()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    tie = tied_to_parent(signal.SIGKILL)
    for line in sys.stdin:
        child = os.fork()
        if child:
            print(child, flush=True)
            continue
        tie()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os._exit(_work(json.loads(line)))


def _work(order: Order) -> int:
    """The exit status. What rises is written to the log, as a worker of the queue does."""
    import traceback

    from django.db import connections

    connections.settings["default"]["NAME"] = order["database"]
    try:
        tasks()[order["task"]](order, datetime.fromisoformat(order["now"]))
    except Exception:  # noqa: BLE001  the edge of a process
        traceback.print_exc()
        return 1
    finally:
        connections.close_all()
        sys.stderr.flush()
    return 0


def tasks() -> dict[str, Callable[[Order, datetime], None]]:
    return {"perform": perform, "refresh": refresh, "disconnect": disconnect}


def perform(order: Order, now: datetime) -> None:
    from oura_connector import transport
    from sync.engine import perform_runs

    if order.get("deadline_s"):
        quick = transport.BoundedAdapter(HTTPAdapter(), deadline_s=order["deadline_s"])
        transport.pooled_session().mount("http://", quick)
    perform_runs(order["runs"], now)


def refresh(order: Order, now: datetime) -> None:
    """Refresh a connection's token, in step with whoever else waits at the starting line."""
    from django.db import connection as database

    from sync import registry, tokens
    from sync.applications import credentials_of
    from sync.models import Connection, ProviderApplication
    from tests.faults.locks import ADVISORY

    connection = Connection.objects.select_related("person").get(pk=order["connection"])
    credentials = credentials_of(ProviderApplication.objects.get(provider=connection.provider))
    held = tokens.held_tokens(connection)
    refused = held.access_token if held else ""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [ADVISORY])
    provider = registry.provider_for(connection.provider)
    fresh = tokens.access_token_for(connection, provider, credentials, now, refused=refused)
    Path(order["answer"]).write_text(tokens.fingerprint(fresh))


def disconnect(order: Order, now: datetime) -> None:
    from sync import disconnecting, registry
    from sync.models import Connection, ProviderApplication

    connection = Connection.objects.get(pk=order["connection"])
    application = ProviderApplication.objects.get(provider=connection.provider)
    provider = registry.provider_for(connection.provider)
    disconnecting.disconnect(provider, application, connection, now, erases=True)


if __name__ == "__main__":
    main()
