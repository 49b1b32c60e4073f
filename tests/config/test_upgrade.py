"""bin/upgrade in a copy of bin/, with programs that stand in for those of the machine and write down their calls."""

import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ORDINARY = ("dirname", "cksum", "cat", "sh", "sed", "mkdir")
UNITS = "ringside-web ringside-sync ringside-messages"
PYTHON = """case "$*" in
*sys.exit*) exit 0 ;;
*"-m pip"*) echo "install" >>calls ;;
*config.backup*) [ ! -f no-backup ] || { echo "pg_dump is missing." >&2; exit 1; }
    echo "backup" >>calls; echo "$3/ringside.dump" ;;
*) echo "$*" >>calls; [ "$2" != "$(cat fails 2>/dev/null)" ] || { echo "it cannot" >&2; exit 1; } ;;
esac
"""
DONE_WHEN_ALL_IS_WELL = [
    "backup",
    "install",
    "manage.py check --deploy --fail-level WARNING",
    "manage.py migrate --no-input --verbosity 0",
    "manage.py createcachetable --verbosity 0",
    "manage.py collectstatic --no-input --verbosity 0",
    "manage.py apply_schedules",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """As an ordinary user who owns var/, on a machine without systemd."""
    shutil.copytree(PROJECT / "bin", tmp_path / "bin")
    (tmp_path / "requirements.txt").write_text("one==1\n")
    (tmp_path / "var").mkdir()
    (tmp_path / "programs").mkdir()
    for name in ORDINARY:
        (tmp_path / "programs" / name).symlink_to(str(shutil.which(name)))
    stand_in(tmp_path, "id", "echo 1000")
    stand_in(tmp_path, "stat", "echo ringside")
    venv = tmp_path / ".venv" / "bin"
    venv.mkdir(parents=True)
    for name in ("python", "pip"):
        (venv / name).write_text(f"#!/bin/sh\n{PYTHON}")
        (venv / name).chmod(0o755)
    return tmp_path


@pytest.fixture
def served(project: Path) -> Path:
    """As root, on a machine whose systemd runs all three units."""
    stand_in(project, "id", "echo 0")
    stand_in(project, "runuser", f'echo "as $2" >>"{project}/users"; shift 3; exec "$@"')
    stand_in(project, "systemctl", f'[ "$1" = is-enabled ] || echo "systemctl $*" >>"{project}/calls"')
    return project


def stand_in(project: Path, name: str, script: str) -> None:
    path = project / "programs" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def upgrade(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {"PATH": str(project / "programs"), "RINGSIDE_ENVIRONMENT": "/dev/null"}
    return subprocess.run(  # noqa: S603
        [project / "bin" / "upgrade", *arguments], cwd="/", env=base | environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def calls(project: Path) -> list[str]:
    path = project / "calls"
    return path.read_text().splitlines() if path.exists() else []


def test_the_backup_comes_first_and_the_settings_before_the_database(project: Path) -> None:
    done = upgrade(project)
    assert (done.returncode, done.stderr) == (0, "")
    assert calls(project) == DONE_WHEN_ALL_IS_WELL


def test_it_says_what_to_restart_and_how_to_go_back(project: Path) -> None:
    said = upgrade(project).stdout
    assert f"Now restart what runs the site: {UNITS}\n" in said
    assert f"pg_restore --no-owner --role=ringside --dbname=ringside <{project}/var/backups/ringside.dump" in said


def test_root_restarts_the_units_and_stops_the_workers_only_once_the_backup_is_complete(served: Path) -> None:
    assert upgrade(served).returncode == 0
    assert calls(served) == [
        *DONE_WHEN_ALL_IS_WELL[:3],
        "systemctl stop ringside-sync ringside-messages",
        *DONE_WHEN_ALL_IS_WELL[3:],
        f"systemctl restart {UNITS}",
    ]


def test_root_does_as_the_owner_of_var_what_needs_no_root(served: Path) -> None:
    upgrade(served)
    assert (served / "users").read_text().splitlines() == ["as ringside"] * 6


def test_only_the_units_of_this_machine_are_touched(served: Path) -> None:
    enabled = '[ "$1" != is-enabled ] || { [ "$3" = ringside-web ]; exit; }'
    stand_in(served, "systemctl", f'{enabled}; echo "systemctl $*" >>"{served}/calls"')
    assert upgrade(served).returncode == 0
    assert [call for call in calls(served) if "systemctl" in call] == ["systemctl restart ringside-web"]


def test_without_a_backup_nothing_is_touched(served: Path) -> None:
    (served / "no-backup").touch()
    refused = upgrade(served)
    assert refused.returncode == 1
    assert refused.stderr == (
        "pg_dump is missing.\nThe upgrade ended while backing up the database; the lines above say why.\n"
    )
    assert calls(served) == []


def test_a_migration_that_fails_is_told_with_what_rests_and_how_to_go_back(served: Path) -> None:
    (served / "fails").write_text("migrate")
    failed = upgrade(served)
    assert failed.returncode == 1
    assert "The upgrade ended while migrating the database" in failed.stderr
    assert "These were stopped and are still: ringside-sync ringside-messages" in failed.stderr
    assert "pg_restore" in failed.stderr
    assert not any("restart" in call for call in calls(served))


def test_settings_that_are_wrong_stop_nothing(served: Path) -> None:
    (served / "fails").write_text("check")
    assert upgrade(served).returncode == 1
    assert not any("systemctl" in call for call in calls(served))


def test_a_dry_run_says_the_steps_and_does_none(served: Path) -> None:
    said = upgrade(served, "--dry-run")
    assert said.returncode == 0
    for step in ("backing up the database", "migrate --no-input", f"systemctl restart {UNITS}"):
        assert step in said.stdout
    assert calls(served) == []


def test_root_never_runs_the_site_as_root(served: Path) -> None:
    stand_in(served, "stat", "echo root")
    refused = upgrade(served)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"{served}/var belongs to root: give it to the user of the site, as docs/operating.md says.\n"
    )
    assert calls(served) == []


def test_a_missing_folder_is_named(project: Path) -> None:
    refused = upgrade(project, RINGSIDE_VAR="/nowhere")
    assert refused.returncode == 1
    assert refused.stderr.startswith("There is no folder /nowhere: make it")


def test_settings_that_cannot_be_read_are_named(project: Path) -> None:
    refused = upgrade(project, RINGSIDE_ENVIRONMENT="/nowhere/environment")
    assert refused.returncode == 1
    assert refused.stderr == (
        "/nowhere/environment holds the settings and cannot be read: run this as the user of the site.\n"
    )


def test_an_unknown_word_is_refused_with_the_help(project: Path) -> None:
    refused = upgrade(project, "--now")
    assert refused.returncode == 2
    assert refused.stdout.startswith("bin/upgrade [--dry-run]")
    assert calls(project) == []
