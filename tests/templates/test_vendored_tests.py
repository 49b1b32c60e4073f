"""What only tests use of others is exactly what its package carries, too."""

import hashlib
import json

from django.conf import settings

VENDOR = settings.BASE_DIR / "tests/vendor"
ENTRIES = json.loads((VENDOR / "manifest.json").read_text())


def test_every_file_for_tests_has_its_hash_and_is_listed() -> None:
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert there - {"manifest.json"} == {entry["file"] for entry in ENTRIES}
    for entry in ENTRIES:
        assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
        assert entry["licence"]
