"""Names that say nothing are not used."""

import ast
from pathlib import Path

from tests.architecture.test_arrows import ROOT, source_files

EMPTY_FILE_NAMES = {"utils", "util", "helpers", "helper", "common", "services", "service", "misc", "tools", "managers"}
EMPTY_ENDINGS = ("Manager", "Service", "Handler", "Processor", "Helper", "Util", "Utils")


def test_no_file_has_a_name_that_says_nothing():
    everything = [*source_files(), *(ROOT / "tests").rglob("*.py")]

    assert [str(path.relative_to(ROOT)) for path in everything if path.stem in EMPTY_FILE_NAMES] == []


def test_no_folder_has_a_name_that_says_nothing():
    folders = {part for path in source_files() for part in path.relative_to(ROOT).parent.parts}

    assert folders & EMPTY_FILE_NAMES == set()


def test_no_class_has_a_name_that_says_nothing():
    named = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in source_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name.endswith(EMPTY_ENDINGS)
    ]

    # The simulator plays what Oura itself calls its token service.
    assert named == ["oura_connector/simulator/oauth.py: TokenService"]


def test_nothing_is_left_to_be_done_later():
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    files: list[Path] = [*source_files(), *(ROOT / "templates").rglob("*.html")]

    assert [str(path.relative_to(ROOT)) for path in files if any(word in path.read_text() for word in words)] == []
