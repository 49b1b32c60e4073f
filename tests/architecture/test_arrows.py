"""Imports run one way: from the rooms further out to those further in."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# What each room may import besides itself. A name with a dot is one module of a room, a bare name all of it.
MAY_IMPORT: dict[str, set[str]] = {
    "sealing": set(),
    "people": {"sealing"},
    "forms_engine": {"sealing", "people"},
    "sync": {"sealing", "people", "forms_engine"},
    "dashboards": {"people", "forms_engine", "sync.schedules"},
    "oura_connector": {"sync.provider", "sync.errors", "sync.registry", "sync.installing"},
    "messaging": {"sealing", "people", "forms_engine", "sync"},
    "invites": {"sealing", "people", "forms_engine", "sync", "messaging"},
    "alerts": {"people", "forms_engine", "dashboards", "messaging", "sync.schedules"},
}
# The demo plays every part, benchmarks drive them, configuration binds all together; nothing leans on them.
OUTERMOST = {"config", "demo", "benchmarks", "translating"}
ROOMS = {room for room in MAY_IMPORT if (ROOT / room).is_dir()}
KNOWN = set(MAY_IMPORT) | OUTERMOST | {"tests"}

SEALED = "forms_engine.sealed_values"
OPENS_SECRETS = "sync/tokens.py"
CATCHES_ALL = "sync/engine.py"


def source_files() -> list[Path]:
    rooms = sorted(ROOMS | OUTERMOST)
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts]


def module_of(path: Path) -> list[str]:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports_of(path: Path) -> list[tuple[int, str]]:
    """(line, dotted name) of everything the file imports, wherever in it; `from a import b` answers a.b."""
    return list(imports_in(path.read_text(), path))


def imports_in(source: str, path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source, str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module_of(path) if path.name == "__init__.py" else module_of(path)[:-1]
                base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
            yield from ((node.lineno, f"{base}.{alias.name}".lstrip(".")) for alias in node.names)


def is_allowed(room: str, name: str) -> bool:
    imported = name.partition(".")[0]
    if imported not in KNOWN or imported == room or room == "config":
        return True
    if imported in ("config", "tests"):
        return False
    if room in ("demo", "benchmarks"):
        return True
    return any(name == allowed or name.startswith(f"{allowed}.") for allowed in MAY_IMPORT[room])


def test_there_are_rooms_to_look_at():
    assert {"sealing", "people", "forms_engine", "sync", "dashboards", "oura_connector"} <= ROOMS
    assert len(source_files()) > 100


def test_every_folder_of_python_is_a_room_known_here():
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert found <= KNOWN


def test_imports_run_one_way():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in source_files()
        for line, name in imports_of(path)
        if not is_allowed(path.relative_to(ROOT).parts[0], name)
    ]

    # Demo and benchmarks start the embedded server that configuration also knows; the demo is supervised as a site is,
    # and benchmarks read as one that is served.
    assert [line for line in wrong if not line.startswith(("demo/", "benchmarks/"))] == []
    assert {line.partition(" imports ")[2].rpartition(".")[0] for line in wrong} <= {
        "config",
        "config.embedded_postgres",
        "config.lifelines",
        "config.database",
        "config.supervisor",
        "config.watchdog",
        "config.demo_keys",
        "config.web_server",
    }


@pytest.mark.parametrize(
    ("room", "name"),
    [
        ("sealing", "people.models"),
        ("people", "forms_engine.models"),
        ("forms_engine", "sync.models"),
        ("forms_engine", "dashboards.days"),
        ("sync", "oura_connector.provider"),
        ("sync", "dashboards.views"),
        ("dashboards", "sync.causes"),
        ("oura_connector", "sync.models"),
        ("oura_connector", "sync.providers"),
        ("oura_connector", "forms_engine.models"),
        ("people", "config.settings"),
        ("sync", "tests.fakes"),
        ("demo", "config.env"),
    ],
)
def test_a_wrong_arrow_would_be_seen(room, name):
    assert not is_allowed(room, name)


def test_imports_are_seen_wherever_and_however_they_are_written():
    source = "from . import models\nfrom .. import people\nimport sync.models as m\n\ndef late():\n    import config\n"

    names = [name for _line, name in imports_in(source, ROOT / "sync" / "imagined.py")]

    assert names == ["sync.models", "people", "sync.models", "config"]


def test_only_the_tokens_module_opens_secrets():
    openers = {
        str(path.relative_to(ROOT))
        for path in source_files()
        for _line, name in imports_of(path)
        if name == SEALED or name.startswith(f"{SEALED}.")
    }

    assert openers == {OPENS_SECRETS}


def catches_all(handler: ast.ExceptHandler) -> bool:
    named = [handler.type] if not isinstance(handler.type, ast.Tuple) else handler.type.elts
    return any(one is None or (isinstance(one, ast.Name) and one.id in ("Exception", "BaseException")) for one in named)


def test_only_the_edge_of_a_run_catches_everything_and_keeps_it_to_raise_again():
    broad = [
        (str(path.relative_to(ROOT)), handler)
        for path in source_files()
        for handler in ast.walk(ast.parse(path.read_text()))
        if isinstance(handler, ast.ExceptHandler) and catches_all(handler)
    ]

    assert [path for path, _handler in broad] == [CATCHES_ALL]
    assert ast.unparse(broad[0][1].body[-1]) == f"self.crashes.append({broad[0][1].name})"


def test_the_contract_of_a_wearable_needs_neither_models_nor_django():
    for name in ("provider.py", "errors.py"):
        imported = {name.partition(".")[0] for _line, name in imports_of(ROOT / "sync" / name)}
        assert not imported & {"django", "forms_engine", "people"}
        assert "sync.models" not in {name for _line, name in imports_of(ROOT / "sync" / name)}
