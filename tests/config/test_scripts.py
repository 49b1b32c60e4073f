"""The scripts of bin/, in a copy with programs that stand in for those of the machine."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ORDINARY = ("dirname", "cksum", "cat", "sh")
OLD_PYTHON = "exit 1\n"
PYTHON_WITHOUT_VENV = 'case "$*" in *ensurepip*) exit 1 ;; *print*) echo python3.11-venv ;; esac\n'
PYTHON_FOR_A_VENV = """case "$*" in
*"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
*"-m pip"*) echo installed >>pip.log; exit "$(cat pip-fails 2>/dev/null || echo 0)" ;;
*manage.py*) echo "manage $*" ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "bin", tmp_path / "bin")
    (tmp_path / "requirements.txt").write_text("one==1\n")
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in (*ORDINARY, "mkdir", "cp"):
        (programs / name).symlink_to(str(shutil.which(name)))
    stand_in(tmp_path, "id", "echo 1000\n")
    return tmp_path


def stand_in(project: Path, name: str, script: str) -> None:
    path = project / "programs" / name
    path.write_text(f"#!/bin/sh\n{script}")
    path.chmod(0o755)


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(project / "programs"), "HOME": str(project)}
    return subprocess.run(  # noqa: S603
        command, cwd="/", env=environment, capture_output=True, text=True, check=False
    )


def demo(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(project, str(project / "bin" / "demo"), *arguments)


@pytest.mark.parametrize("name", ["demo", "test", "check", "bench", "serve", "upgrade", "backup", "manage"])
def test_every_script_can_be_run(name: str) -> None:
    assert os.access(PROJECT / "bin" / name, os.X_OK)


def test_help_needs_no_python(project: Path) -> None:
    helped = demo(project, "--help")
    assert helped.returncode == 0
    for option in ("--reset", "--web-port N", "--simulator-port N"):
        assert option in helped.stdout


def test_a_too_old_python_gets_one_sentence(project: Path) -> None:
    stand_in(project, "python3", OLD_PYTHON)
    refused = demo(project)
    assert refused.returncode == 1
    assert refused.stderr == (
        "Ringside needs Python 3.11 or later: install it, so that python3 or python3.11 finds it.\n"
    )


def test_a_missing_venv_module_is_named_when_it_may_not_be_installed(project: Path) -> None:
    stand_in(project, "python3", PYTHON_WITHOUT_VENV)
    refused = demo(project)
    assert refused.returncode == 1
    assert refused.stderr == (
        "Python's venv module is missing: install the package python3.11-venv, then start again.\n"
    )


def test_root_gets_the_missing_venv_module_installed(project: Path) -> None:
    stand_in(project, "id", "echo 0\n")
    stand_in(project, "python3", f'[ -f "{project}/has-venv" ] || {PYTHON_WITHOUT_VENV}{PYTHON_FOR_A_VENV}')
    stand_in(project, "apt-get", f'echo "$*" >>"{project}/apt.log"; : >"{project}/has-venv"\n')
    assert demo(project).returncode == 0
    assert (project / "apt.log").read_text().split()[-1] == "python3.11-venv"


def test_the_libraries_are_installed_once_and_again_when_they_change(project: Path) -> None:
    stand_in(project, "python3", PYTHON_FOR_A_VENV)
    first, second = demo(project, "--web-port", "9000"), demo(project)
    assert "Installing the libraries" in first.stdout
    assert first.stdout.endswith("manage manage.py demo --web-port 9000\n")
    assert second.stdout == "manage manage.py demo\n"
    (project / "requirements.txt").write_text("one==2\n")
    assert "Installing the libraries" in demo(project).stdout


def test_libraries_that_could_not_be_installed_are_tried_again(project: Path) -> None:
    stand_in(project, "python3", PYTHON_FOR_A_VENV)
    (project / "pip-fails").write_text("1")
    refused = demo(project)
    assert refused.returncode == 1
    assert refused.stderr.endswith("could not be installed; the lines above say why.\n")
    assert "manage" not in refused.stdout
    (project / "pip-fails").unlink()
    assert demo(project).returncode == 0


def test_an_unknown_benchmark_is_refused(project: Path) -> None:
    refused = run(project, str(project / "bin" / "bench"), "none_such")
    assert refused.returncode == 1
    assert refused.stderr == "There is no benchmark named none_such: bin/bench lists them.\n"
