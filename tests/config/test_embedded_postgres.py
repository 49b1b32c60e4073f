import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config import postgres_account
from config.embedded_postgres import (
    LONGEST_SOCKET_PATH,
    EmbeddedPostgres,
    PostgresTrouble,
    embedded_settings,
    home_of,
    socket_dir_of,
)

# An owner that starts a server, says so, and waits to be killed.
OWNER = """
import signal, sys
from pathlib import Path
from config.embedded_postgres import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1]), is_swift=True).start()
print("started", flush=True)
signal.pause()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "postgres"
    EmbeddedPostgres(tmp_path / "postgres").erase()


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedPostgres]:
    """Its first start creates the cluster, which takes a second."""
    server = EmbeddedPostgres(home, is_swift=True)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def created(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a cluster that was started once and stopped."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("created") / "postgres", is_swift=True)
    server.start()
    server.stop()
    return server.data_dir


@pytest.fixture
def known_server(server: EmbeddedPostgres, created: Path) -> EmbeddedPostgres:
    """A server whose cluster is there already, for what is not about making one."""
    server.home.mkdir()
    subprocess.run(["cp", "-a", str(created), str(server.data_dir)], check=True)  # noqa: S603, S607
    return server


def connect(home: Path) -> psycopg.Connection[tuple[str, ...]]:
    settings = embedded_settings(home.parent)
    return psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname=settings["NAME"], autocommit=True
    )


def killed_owner(home: Path) -> int:
    """The server's process number after its owner was killed, with the server still there or just ending."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(home)], stdout=subprocess.PIPE)  # noqa: S603
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"started\n"
    server_pid = int((home / "data" / "postmaster.pid").read_text().split()[0])
    owner.kill()
    owner.communicate()
    return server_pid


def test_what_was_committed_is_there_after_a_stop_and_a_start(known_server: EmbeddedPostgres, home: Path) -> None:
    known_server.start()
    with connect(home) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Ada Examplova' AS name")
    known_server.stop()
    known_server.start()
    with connect(home) as connection:
        assert connection.execute("SELECT name FROM kept").fetchone() == ("Ada Examplova",)


def test_it_listens_on_a_private_socket_and_on_no_network(known_server: EmbeddedPostgres, home: Path) -> None:
    known_server.start()
    with connect(home) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert known_server.socket_dir.stat().st_mode & 0o777 == 0o700


def test_stop_leaves_no_process_and_may_be_repeated(known_server: EmbeddedPostgres, home: Path) -> None:
    known_server.start()
    pid = int((home / "data" / "postmaster.pid").read_text().split()[0])
    known_server.stop()
    known_server.stop()
    assert not known_server.is_running()
    assert not psutil.pid_exists(pid)


def test_a_second_owner_is_refused_in_one_sentence(known_server: EmbeddedPostgres, home: Path) -> None:
    known_server.start()
    with pytest.raises(PostgresTrouble, match=r"^The database in .+ is in use by another Ringside: stop that one"):
        EmbeddedPostgres(home).start()
    with pytest.raises(PostgresTrouble, match="in use by another Ringside"):
        EmbeddedPostgres(home).erase()
    assert known_server.is_running()


@pytest.mark.skipif(sys.platform != "linux", reason="the tie to a killed parent is Linux's")
def test_the_server_does_not_outlive_a_killed_owner(home: Path) -> None:
    pid = killed_owner(home)
    if psutil.pid_exists(pid):
        psutil.Process(pid).wait(30)
    assert not psutil.pid_exists(pid)


def test_it_starts_after_its_owner_was_killed(server: EmbeddedPostgres, home: Path) -> None:
    killed_owner(home)
    server.start()
    assert server.is_running()


def test_it_starts_after_the_server_was_killed(known_server: EmbeddedPostgres, home: Path) -> None:
    known_server.start()
    pid = int((home / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert not known_server.is_running()
    known_server.stop()
    known_server.start()
    assert known_server.is_running()


def test_a_number_left_by_a_crash_that_now_belongs_to_another_program_is_no_obstacle(
    known_server: EmbeddedPostgres, home: Path
) -> None:
    known_server.start()
    pid_file = home / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    known_server.stop()
    pid_file.write_text("\n".join([str(os.getppid()), *lines[1:]]))
    known_server.start()
    assert known_server.is_running()
    assert psutil.pid_exists(os.getppid())


def test_an_interrupted_creation_is_begun_again(server: EmbeddedPostgres, home: Path) -> None:
    (home / "data.unfinished").mkdir(parents=True)
    (home / "data.unfinished" / "PG_VERSION").write_text("18\n")
    server.start()
    assert server.is_running()
    assert not (home / "data.unfinished").exists()


def test_erase_forgets_everything(server: EmbeddedPostgres, home: Path) -> None:
    server.start()
    with connect(home) as connection:
        connection.execute("CREATE TABLE gone ()")
    server.stop()
    server.erase()
    server.start()
    with connect(home) as connection:
        assert connection.execute("SELECT to_regclass('gone')").fetchone() == (None,)


def test_a_failed_start_says_why_and_gives_the_lock_back(known_server: EmbeddedPostgres, home: Path) -> None:
    known_server.start()
    known_server.stop()
    configuration = home / "data" / "postgresql.auto.conf"
    configuration.write_text("shared_buffers = 'nonsense'\n")
    with pytest.raises(PostgresTrouble, match="^The database did not start: .*configuration file"):
        known_server.start()
    configuration.write_text("")
    known_server.start()
    assert known_server.is_running()


def test_a_socket_folder_that_somebody_else_prepared_is_refused(server: EmbeddedPostgres, home: Path) -> None:
    home.mkdir()
    server.socket_dir.mkdir(mode=0o755)
    with pytest.raises(PostgresTrouble, match="is not a private folder of this database"):
        server.start()


def test_a_path_too_long_for_a_socket_gets_a_short_folder_of_its_own(tmp_path: Path) -> None:
    deep = home_of(tmp_path / ("x" * LONGEST_SOCKET_PATH))
    assert len(str(socket_dir_of(deep) / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
    assert socket_dir_of(deep) != socket_dir_of(home_of(tmp_path / ("y" * LONGEST_SOCKET_PATH)))
    assert embedded_settings(deep.parent)["HOST"] == str(socket_dir_of(deep))


def test_it_works_below_a_long_path(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("x" * LONGEST_SOCKET_PATH) / "postgres", is_swift=True)
    server.start()
    assert server.is_running()
    server.stop()
    server.erase()
    assert not server.socket_dir.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may close a folder to the server's account")
def test_root_needs_to_open_no_folder_for_the_server(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "postgres", is_swift=True)
    server.start()
    assert server.data_dir.stat().st_uid != 0
    server.stop()
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() == 0, reason="root may become any user")
def test_data_of_another_user_are_refused() -> None:
    with pytest.raises(postgres_account.NoAccount, match="belongs to another user"):
        postgres_account.account_for(Path("/"))
