"""What background workers never read: it would be in the memory of each of them, all day long."""

import os
import subprocess
import sys

# Pages and what only pages need; tables of office files; what describes REST to people.
FORBIDDEN = {
    "config.urls",
    "openpyxl",
    "numpy",
    "PIL",
    "pygments",
    "yaml",
    "rest_framework.views",
    "allauth.account.views",
}
OF_PAGES = {"admin", "views", "urls", "api_urls"}
APPS = {"people", "forms_engine", "sync", "oura_connector", "dashboards", "messaging", "invites", "alerts"}

READING = """
import sys, django
django.setup()
from sync.forking import read_what_workers_share
read_what_workers_share()
print(*sys.modules)
"""


def needless(modules: list[str]) -> list[str]:
    """Those of `modules` that no worker needs."""
    return sorted(name for name in modules if name in FORBIDDEN or _is_of_pages(name))


def _is_of_pages(name: str) -> bool:
    app, *rooms = name.split(".")
    return app in APPS and not OF_PAGES.isdisjoint(rooms)


def read_before_workers_are_forked(cluster: str) -> list[str]:
    command = [sys.executable, "-c", READING]
    environment = {**os.environ, "Q_CLUSTER_NAME": cluster}
    read = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    return read.stdout.split()


def test_what_workers_share_holds_no_page_and_no_office_file():
    modules = read_before_workers_are_forked("ringside")

    assert "sync.engine" in modules
    assert needless(modules) == [], "A task's module reads these when it is imported: import them where they are used."


def test_a_cluster_that_writes_links_shares_the_addresses():
    assert {"config.urls", "messaging.tasks"} <= set(read_before_workers_are_forked("messages"))


def test_a_needless_module_would_be_seen():
    assert needless(["sync.engine", "sync.admin.runs", "openpyxl", "django.contrib.admin"]) == [
        "openpyxl",
        "sync.admin.runs",
    ]
