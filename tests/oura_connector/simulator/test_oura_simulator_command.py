"""`manage.py oura_simulator`: starts, says where, refuses with one sentence, ends cleanly."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from django.core.management import CommandError, call_command

PROJECT = Path(__file__).resolve().parents[3]


def test_it_refuses_to_run_in_production(settings):
    settings.IS_DEMO = False
    with pytest.raises(CommandError, match="never in production"):
        call_command("oura_simulator", port=0)


def test_a_taken_port_is_one_clear_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="choose another with --port"):
            call_command("oura_simulator", port=taken.getsockname()[1])


def test_an_impossible_port_is_one_clear_sentence():
    with pytest.raises(CommandError, match="choose another with --port"):
        call_command("oura_simulator", port=99999)


def test_a_file_that_is_no_state_is_refused(tmp_path):
    (tmp_path / "state.json").write_text("shopping list")
    with pytest.raises(CommandError, match="remove it"):
        call_command("oura_simulator", port=0, state=tmp_path / "state.json")


@pytest.fixture
def process(tmp_path):
    arguments = ["--port", "0", "--state", str(tmp_path / "state.json"), "--redirect-uri", "http://127.0.0.1:8000/back"]
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", "oura_simulator", *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_ends_cleanly(process, stop):
    url = process.stdout.readline().strip().rpartition(" ")[2]
    query = "?response_type=code&client_id=ringside-demo&redirect_uri=http://127.0.0.1:8000/back"
    assert requests.get(f"{url}/oauth/authorize{query}", timeout=5).status_code == 200
    assert requests.get(f"{url}/oauth/authorize{query}/other", timeout=5).status_code == 400
    process.send_signal(stop)
    assert process.wait(timeout=10) == 0
    assert process.stderr.read() == ""


@pytest.fixture
def lean_process():
    arguments = ["--port", "0", "--lean", "--athletes", "100", "--service", "portal"]
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", "oura_simulator", *arguments, "--redirect-uri", "http://127.0.0.1:8000/back"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_it_serves_a_lean_world_and_one_token_service_when_told(lean_process):
    url = lean_process.stdout.readline().strip().rpartition(" ")[2]
    assert requests.get(f"{url}/control/state", timeout=5).json()["athletes"] == 100
    query = "?response_type=code&client_id=ringside-demo&redirect_uri=http://127.0.0.1:8000/back"
    led_on = requests.get(f"{url}/oauth/authorize{query}", timeout=5, allow_redirects=False)
    assert led_on.headers["Location"].startswith("/oauth/v2/ext/oauth-authorize?")
    form = {"grant_type": "refresh_token", "client_id": "ringside-demo", "client_secret": "ringside-demo-secret"}
    assert requests.post(f"{url}/oauth/token", data=form, timeout=5).json()["error"] == "invalid_request"
