"""Settings are read in a fresh Python, as a start of the site reads them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

PROJECT = Path(__file__).resolve().parents[2]
READ_IN_CODE = re.compile(r'(?:env\.(?:text|truth|whole_number|words|choice)|os\.environ\.get)\(\s*"([A-Z][A-Z0-9_]*)"')
NAMED_IN_EXAMPLE = re.compile(r"^#?([A-Z][A-Z0-9_]*)=", re.MULTILINE)
SOUND = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "SECRET_KEY": "a-long-random-text-for-these-tests-only-0123456789-abcdef",
    "TOKEN_KEYS": Fernet.generate_key().decode(),
    "SITE_URL": "https://ringside.example/",
}


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-c", code]
    return subprocess.run(  # noqa: S603
        command, env=kept | environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )


def production(shown: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return python(f"import config.settings.production as s; print({shown})", **environment)


def test_every_setting_read_is_in_the_example_and_the_reverse() -> None:
    sources = [path.read_text() for path in (PROJECT / "config").rglob("*.py")]
    read = {name for source in sources for name in READ_IN_CODE.findall(source)} - {"DATABASE_URL_FILE"}
    named = NAMED_IN_EXAMPLE.findall((PROJECT / ".env.example").read_text())
    assert sorted(named) == sorted(read)


def test_production_starts_with_what_it_needs() -> None:
    read = production("s.DEBUG, s.IS_DEMO, s.ALLOWED_HOSTS, s.SITE_URL, s.SESSION_COOKIE_SECURE", **SOUND)
    assert read.stdout == "False False ['ringside.example'] https://ringside.example True\n"


@pytest.mark.parametrize("name", sorted(SOUND))
def test_production_refuses_to_start_without(name: str) -> None:
    read = production("s.DEBUG", **{key: value for key, value in SOUND.items() if key != name})
    assert read.returncode != 0
    assert f"{name} is required" in read.stderr


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("SITE_URL", "http://ringside.example", "SITE_URL is the public https"),
        ("SITE_URL", "https:///path", "SITE_URL is the public https"),
        ("SITE_URL", "https://club.example/ringside", "without a path"),
        ("SITE_URL", "https://club.example/?club=1", "without a path"),
        ("SITE_URL", "https://user@club.example", "without a path"),
        ("SECRET_KEY", "short", "SECRET_KEY is 50 random characters or more"),
        ("SECRET_KEY", "ab" * 40, "SECRET_KEY is 50 random characters or more"),
        ("DEBUG", "yes", "DEBUG shows health data"),
        ("PROXY_COUNT", "0", "PROXY_COUNT is 1 or more"),
        ("TRUSTED_PROXIES", "127.0.0.1, next-door", "TRUSTED_PROXIES holds something"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is DEBUG, INFO, WARNING or ERROR"),
        ("TOKEN_KEYS", "not-a-key", "not a Fernet key"),
        ("TOKEN_KEYS", " , ", "TOKEN_KEYS is required"),
    ],
)
def test_production_refuses_nonsense(name: str, value: str, complaint: str) -> None:
    read = production("s.DEBUG", **(SOUND | {name: value}))
    assert complaint in read.stderr.splitlines()[-1]


def test_a_bad_key_is_not_repeated_in_the_complaint() -> None:
    assert "almost-a-key" not in production("s.DEBUG", **(SOUND | {"TOKEN_KEYS": "almost-a-key"})).stderr


def test_production_believes_the_proxies_that_it_is_told_of_and_no_others() -> None:
    networks = "*[str(network) for network in s.TRUSTED_PROXIES]"
    assert production(networks, **SOUND).stdout == "127.0.0.1/32 ::1/128\n"
    assert production(networks, **SOUND, TRUSTED_PROXIES="172.16.0.0/12").stdout == "172.16.0.0/12\n"


def test_only_demo_and_tests_accept_an_insecure_transport() -> None:
    assert production("s.OAUTH_INSECURE_TRANSPORT, 'demo' in s.INSTALLED_APPS", **SOUND).stdout == "False False\n"


def test_the_demo_makes_its_keys_once_and_for_its_owner_only(tmp_path: Path) -> None:
    code = "import config.settings.development as s; print(s.SECRET_KEY, s.TOKEN_KEYS)"
    first, second = (python(code, RINGSIDE_VAR=str(tmp_path / "var")) for _ in range(2))
    assert first.stdout == second.stdout != ""
    assert (tmp_path / "var" / "demo-keys").stat().st_mode & 0o777 == 0o600


def test_reading_settings_starts_no_database(tmp_path: Path) -> None:
    read = python("import config.settings.development", RINGSIDE_VAR=str(tmp_path))
    assert read.returncode == 0
    assert not (tmp_path / "postgres").exists()
