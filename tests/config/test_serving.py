"""bin/serve as a program, with settings of its own and a database that migrations have prepared."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.pending_migrations import needed_migrations
from config.postgres_account import NoAccount, account_for, command_as
from config.refusing import MISCONFIGURED, UNAVAILABLE, Refused
from config.refusing_database import refuse_database
from people.models import Person
from sync.models import ProviderApplication

PROJECT = Path(__file__).resolve().parents[2]
LIMIT_S = 60
SECRET = "a-long-random-text-for-these-tests-only-0123456789-abcdef"
HEADERS = {"Host": "ringside.example", "X-Forwarded-Proto": "https", "X-Request-ID": "probe-of-the-test"}


def database_url() -> str:
    words = connection.settings_dict
    host = f"host={words['HOST']}&" if str(words["HOST"]).startswith("/") else ""
    server = "" if host else f"{words['HOST']}:{words['PORT']}"
    user = f"{words['USER']}:{words['PASSWORD']}" if words["PASSWORD"] else words["USER"]
    port = f"port={words['PORT']}" if host else ""
    return f"postgres://{user}@{server}/{words['NAME']}?{host}{port}".rstrip("?")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What an operator writes down, and nothing of the machine's own settings."""
    return {
        "PATH": os.environ["PATH"],
        "RINGSIDE_ENVIRONMENT": os.devnull,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "SECRET_KEY": SECRET,
        "TOKEN_KEYS": Fernet.generate_key().decode(),
        "SITE_URL": "https://ringside.example",
        "RINGSIDE_VAR": str(tmp_path),
    }


def as_site_user(environment: dict[str, str], *command: str) -> tuple[list[str], dict[str, Any]]:
    """(command, options for subprocess), with root's rights left behind; skips where that is not possible."""
    if os.geteuid() != 0:
        return list(command), {}
    needed = [PROJECT / "bin", Path(sys.executable).resolve(), Path(environment["RINGSIDE_VAR"])]
    try:
        return command_as(account_for(Path("/nowhere")), command, needed)
    except NoAccount as trouble:
        pytest.skip(f"!!! NOT PROVED: bin/serve as another user than root. {trouble}")


def serve(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """(exit status, what it said) of a start that is refused."""
    command, options = as_site_user(environment, str(PROJECT / "bin" / "serve"), *arguments)
    done = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False, **options
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.fixture(autouse=True)
def has_venv() -> None:
    if not (PROJECT / ".venv" / "bin" / "python").exists():
        pytest.skip("!!! NOT PROVED: bin/serve needs the .venv that bin/test makes.")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be refused as root")
def test_root_is_refused(environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603
        [PROJECT / "bin" / "serve"], env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    assert (done.returncode, done.stderr) == (
        MISCONFIGURED,
        "The site is never served as root: start it as a user of its own, as docs/operating.md says.\n",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DATABASE_URL": None}, "DATABASE_URL is required: set it, or DATABASE_URL_FILE, and start again."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is 50 random characters or more: make one as .env.example says."),
        ({"TOKEN_KEYS": "almost"}, "TOKEN_KEYS holds something that is not a Fernet key."),
        ({"SITE_URL": "http://ringside.example"}, "SITE_URL is the public https:// address of this site."),
        ({"DEBUG": "yes"}, "DEBUG shows health data to whoever meets an error: remove it from the environment."),
        (
            {"DJANGO_SETTINGS_MODULE": "config.settings.development"},
            "These are settings for demo or development: remove DJANGO_SETTINGS_MODULE from the environment.",
        ),
    ],
)
def test_what_an_operator_must_correct_is_one_sentence(
    environment: dict[str, str], changes: dict[str, str | None], sentence: str
) -> None:
    changed = {name: value for name, value in (environment | changes).items() if value is not None}
    assert serve(changed) == (MISCONFIGURED, f"{sentence}\n")


@pytest.mark.parametrize("program", ["web", "sync"])
def test_without_its_database_no_program_starts_but_trying_again_may_help(
    environment: dict[str, str], program: str
) -> None:
    sentence = "The database cannot be reached: start PostgreSQL, or correct DATABASE_URL.\n"
    assert serve(environment, program) == (UNAVAILABLE, sentence)


def test_settings_come_from_the_one_file_and_may_hold_spaces_and_signs(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "environment"
    file.write_text("SECRET_KEY=short\nMAIL_FROM='Ringside <ringside@ringside.example>'\n")
    status, said = serve(environment | {"RINGSIDE_ENVIRONMENT": str(file)})
    assert (status, said.partition(":")[0]) == (MISCONFIGURED, "SECRET_KEY is 50 random characters or more")


def refusal() -> str:
    with pytest.raises(Refused) as refused:
        refuse_database()
    assert refused.value.code == MISCONFIGURED
    return str(refused.value)


@pytest.fixture
def cache_table(db: None) -> None:
    call_command("createcachetable", verbosity=0)


@pytest.mark.usefixtures("cache_table")
class TestTheDatabase:
    def test_one_that_is_ready_and_empty_is_served(self) -> None:
        refuse_database()

    def test_migrations_that_are_pending_are_refused(self) -> None:
        app, name = sorted(needed_migrations())[-1]
        MigrationRecorder.Migration.objects.filter(app=app, name=name).delete()
        assert refusal() == "The database is not as this version needs it: run bin/upgrade."

    def test_a_missing_cache_table_is_refused(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE ringside_cache")
        assert refusal() == "The database is not as this version needs it: run bin/upgrade."

    def test_the_accounts_of_a_demo_are_refused(self) -> None:
        Person.objects.create(username="head", email="head@club.example")
        assert refusal().startswith("This is the database of a demo")

    def test_a_connector_that_talks_to_the_pretend_oura_is_refused(self) -> None:
        ProviderApplication.objects.create(
            provider="oura", preset="simulator", client_id="x", changed_at="2026-03-02T07:00:00Z"
        )
        assert refusal().startswith("This is the database of a demo")


@pytest.fixture
def served(
    environment: dict[str, str], tmp_path: Path, transactional_db: None
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """(the running web program, its port) on the tests' database."""
    call_command("createcachetable", verbosity=0)
    collect = "import django; django.setup(); from django.core.management import call_command as c; "
    collect += "c('collectstatic', interactive=False, verbosity=0)"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment |= {"DATABASE_URL": database_url(), "WEB_LISTEN": f"127.0.0.1:{port}", "WEB_WORKERS": "1"}
    production = environment | {"DJANGO_SETTINGS_MODULE": "config.settings.production"}
    subprocess.run([sys.executable, "-c", collect], env=production, cwd=PROJECT, check=True)  # noqa: S603
    command, options = as_site_user(environment, str(PROJECT / "bin" / "serve"))
    program = subprocess.Popen(  # noqa: S603
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )
    try:
        await_worker(program)
        yield program, port
    finally:
        program.kill()
        program.communicate()


def await_worker(program: subprocess.Popen[str]) -> None:
    assert program.stdout is not None
    for line in program.stdout:
        print(line, end="")
        if "Booting worker" in line:
            return
    pytest.fail("The site was not served; what it said is above.")


def ask(port: int, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)) as web:
        web.request("GET", path, headers=HEADERS | headers)
        response = web.getresponse()
        return response, response.read()


def test_a_site_is_served_and_its_log_is_json_without_secrets(served: tuple[subprocess.Popen[str], int]) -> None:
    program, port = served
    assert os.stat(f"/proc/{program.pid}").st_uid != 0

    ready, body = ask(port, "/health/ready")
    assert ready.status == 200
    assert json.loads(body)["checks"]["migrations"]["state"] == "ok"

    page, html = ask(port, "/accounts/login/?next=/canary-of-a-query")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.headers["X-Request-ID"] == "probe-of-the-test"
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "Secure" in page.headers["Set-Cookie"]

    style = html.decode().partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert ask(port, style)[0].headers["Cache-Control"] == "max-age=315360000, public, immutable"

    insecure, _ = ask(port, "/accounts/login/", **{"X-Forwarded-Proto": "http"})
    assert (insecure.status, insecure.headers["Location"]) == (301, "https://ringside.example/accounts/login/")
    assert ask(port, "/", Host="elsewhere.example")[0].status == 400

    program.terminate()
    said, _ = program.communicate(timeout=LIMIT_S)
    lines = [json.loads(line) for line in said.splitlines()]
    asked = [line["path"] for line in lines if line["logger"] == "ringside.request"]
    assert asked[0] == "/accounts/login/"
    assert "/health/ready" not in asked
    for canary in ("canary-of-a-query", SECRET):
        assert canary not in said
    assert program.returncode == 0
