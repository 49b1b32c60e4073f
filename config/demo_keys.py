"""Keys for demo, development and tests: made once, kept in `var/`, never used in production."""

import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def demo_keys(var_dir: Path) -> tuple[str, list[str]]:
    """(SECRET_KEY, TOKEN_KEYS) from `var/demo-keys`, made on first use, readable by the owner only."""
    path = var_dir / "demo-keys"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"{secrets.token_urlsafe(50)}\n{Fernet.generate_key().decode()}\n")
    secret_key, token_key = path.read_text().split()
    return secret_key, [token_key]
