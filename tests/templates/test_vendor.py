"""Front-end files of others are exactly what their packages carry, and every one is accounted for."""

import hashlib
import json

from django.conf import settings

VENDOR = settings.BASE_DIR / "static/vendor"
ENTRIES = json.loads((VENDOR / "manifest.json").read_text())


def test_every_listed_file_has_its_hash() -> None:
    for entry in ENTRIES:
        found = hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest()
        assert found == entry["sha256"], f"{entry['file']} was changed; vendored files are never edited"


def test_every_vendored_file_is_listed() -> None:
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert there - {"manifest.json"} == {entry["file"] for entry in ENTRIES}


def test_every_entry_names_its_package_version_and_licence() -> None:
    for entry in ENTRIES:
        assert entry["file"].startswith(f"{entry['name']}-{entry['version']}/")
        assert entry["licence"]


def test_every_package_carries_its_licence_text() -> None:
    for folder in (path for path in VENDOR.iterdir() if path.is_dir()):
        assert any(path.name.lower().startswith("licen") for path in folder.iterdir()), folder.name
