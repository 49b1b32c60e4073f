"""The account the embedded PostgreSQL runs under.

PostgreSQL refuses root. The wheel's own way round it creates a system user and opens every folder
above the data, the home of root included, to everybody. Here a server started by root runs as the
owner of its data, at first `nobody`; nothing outside its own folder changes.
"""

import os
import pwd
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2


class NoAccount(Exception):
    """PostgreSQL cannot be run here; the message is one sentence for the person who started it."""


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int


def account_for(data_dir: Path) -> Account | None:
    """Whom the server runs as; None when that is simply whoever runs this process.

    Raises NoAccount when the data belong to somebody this process cannot become.
    """
    owner = data_dir.stat().st_uid if data_dir.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise NoAccount(
                f"{data_dir} belongs to another user (number {owner}): start as that user or as root, or delete it."
            )
        return None
    entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def command_as(
    account: Account | None, command: Sequence[str], needed: Sequence[Path]
) -> tuple[list[str], dict[str, Any]]:
    """(command, options for subprocess) that run `command` as `account`, able to reach the `needed` paths.

    When a folder above them is closed to others (a checkout under /root), the server keeps one right of
    root's, that of reading past closed folders. Raises NoAccount when that is not possible here.
    """
    if account is None:
        return list(command), {}
    if all(is_open_to_others(path) for path in needed):
        return list(command), {"user": account.uid, "group": account.gid, "extra_groups": []}
    setpriv, right = shutil.which("setpriv"), reading_right()
    if setpriv is None or right is None:
        raise NoAccount(
            "PostgreSQL may not run as root, and another user cannot reach this folder: "
            "start as an ordinary user, or move the folder to where everybody may read."
        )
    # PostgreSQL asks access(2), which forgets the right unless the securebit says otherwise.
    prefix = [setpriv, f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups", "--pdeathsig=INT"]
    prefix += [f"--{kind}=-all,+{right}" for kind in ("bounding-set", "inh-caps", "ambient-caps")]
    return [*prefix, "--securebits=+no_setuid_fixup", "--", *command], {}


def is_open_to_others(path: Path) -> bool:
    passable = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)
    return passable and bool(path.stat().st_mode & stat.S_IROTH)


def reading_right() -> str | None:
    """The smallest of root's rights we hold that reads past closed folders; containers often lack the first."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    held = next(int(line.split()[1], 16) for line in status.read_text().splitlines() if line.startswith("CapEff:"))
    if held >> CAP_DAC_READ_SEARCH & 1:
        return "dac_read_search"
    return "dac_override" if held >> CAP_DAC_OVERRIDE & 1 else None
