"""The files of deploy/ agree with the scripts, the settings and each other."""

import configparser
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
HOME = "/opt/ringside"
PROGRAMS = ("web", "sync", "messages")


def unit(program: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(DEPLOY / f"ringside-{program}.service")
    return parser["Service"]


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return loaded


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_unit_starts_a_script_that_there_is_as_a_user_of_its_own(program: str) -> None:
    service = unit(program)
    script, word = service["ExecStart"].split()
    assert os.access(PROJECT / script.removeprefix(f"{HOME}/"), os.X_OK)
    assert (script, word) == (f"{HOME}/bin/serve", program)
    assert service["User"] == "ringside"


def test_each_night_there_is_a_backup() -> None:
    assert unit("backup")["ExecStart"] == f"{HOME}/bin/backup"
    assert unit("backup")["User"] == "ringside"
    assert os.access(PROJECT / "bin" / "backup", os.X_OK)
    assert "OnCalendar=" in (DEPLOY / "ringside-backup.timer").read_text()


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_unit_asks_the_main_process_alone_to_stop_and_tries_no_more_when_refused(program: str) -> None:
    assert unit(program)["KillMode"] == "mixed"
    assert unit(program)["RestartPreventExitStatus"] == "78"


@pytest.mark.parametrize("program", ["sync", "messages"])
def test_a_cluster_is_given_two_time_limits_to_end_its_work(program: str) -> None:
    enough = 2 * int(str(settings.Q_CLUSTER["timeout"]))
    assert int(unit(program)["TimeoutStopSec"]) > enough
    assert seconds(compose()["services"][program]["stop_grace_period"]) > enough


def test_the_containers_run_the_same_programs_after_the_upgrade() -> None:
    services = compose()["services"]
    assert set(services) == {"database", "upgrade", *PROGRAMS}
    for program in PROGRAMS:
        assert services[program]["command"] == ["bin/serve", program]
        assert services[program]["depends_on"]["upgrade"]["condition"] == "service_completed_successfully"
    assert services["upgrade"]["command"] == ["bin/upgrade"]
    for name in ("serve", "upgrade"):
        assert os.access(PROJECT / "bin" / name, os.X_OK)


def test_the_image_is_built_from_files_that_there_are_and_not_as_root() -> None:
    build = compose()["services"]["web"]["build"]
    dockerfile = (DEPLOY / build["context"] / build["dockerfile"]).read_text()
    for source in re.findall(r"^COPY (\S+) ", dockerfile, re.MULTILINE):
        assert (PROJECT / source).exists()
    assert dockerfile.index("USER ringside") < dockerfile.index("CMD")
    assert f"WORKDIR {HOME}" in dockerfile


def test_what_is_secret_stays_out_of_image_and_repository() -> None:
    for ignored in (PROJECT / ".gitignore", DEPLOY / "Dockerfile.dockerignore"):
        lines = ignored.read_text().splitlines()
        assert {".env", "deploy/environment", "deploy/database-password"} <= set(lines)


def test_pages_are_shown_to_this_machine_only() -> None:
    assert compose()["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert not any("ports" in service for name, service in compose()["services"].items() if name != "web")


def test_the_containers_believe_the_gateway_of_their_own_network() -> None:
    network = compose()["networks"]["inside"]["ipam"]["config"][0]
    assert compose()["services"]["web"]["environment"]["TRUSTED_PROXIES"] == network["gateway"]


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_points_at_the_pages_and_keeps_no_log_of_its_own(name: str) -> None:
    text = (DEPLOY / name).read_text()
    assert "127.0.0.1:8000" in text
    assert "access_log off;" in text or re.search(r"^\s*log\b", text, re.MULTILINE) is None


def test_nginx_drops_what_a_visitor_claims_of_its_way() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    assert "X-Forwarded-For $remote_addr;" in text
    assert "X-Forwarded-Proto https;" in text
    assert "proxy_add_x_forwarded_for" not in text
