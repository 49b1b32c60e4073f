"""Sentences in Python files: the arguments of gettext and its kin, whatever a file calls them."""

import ast
from collections.abc import Iterator

from translating.words import Said, UnreadableWords

# function: which of its arguments are the context, the sentence and the plural
GETTEXTS: dict[str, tuple[str, ...]] = {
    "gettext": ("text",),
    "ngettext": ("text", "plural"),
    "pgettext": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
}
FUNCTIONS = {f"{name}{ending}": roles for name, roles in GETTEXTS.items() for ending in ("", "_lazy")}
FUNCTIONS |= {"gettext_noop": ("text",), "spoken": ("text",)}
HOMES = {"django.utils.translation", "dashboards.speaking"}


def said_in_python(source: str, place: str) -> Iterator[Said]:
    """In the order of the lines. Raises UnreadableWords for an f-string: what stands in it is known too late."""
    tree = ast.parse(source, place)
    known = _names_of_functions(tree)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        roles = known.get(_name_called(call))
        if roles is not None:
            yield from _said(call, roles, place)


def _names_of_functions(tree: ast.Module) -> dict[str, tuple[str, ...]]:
    """What this file calls each of them; those reached through their module go by `module.name`."""
    known = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        for alias in node.names:
            name = alias.asname or alias.name
            if node.module in HOMES and alias.name in FUNCTIONS:
                known[name] = FUNCTIONS[alias.name]
            elif f"{node.module}.{alias.name}" in HOMES:
                known |= {f"{name}.{function}": roles for function, roles in FUNCTIONS.items()}
    return known


def _name_called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return f"{call.func.value.id}.{call.func.attr}"
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _said(call: ast.Call, roles: tuple[str, ...], place: str) -> Iterator[Said]:
    """Nothing for a call on a variable: its words are marked where they stand, with gettext_noop or gettext_lazy."""
    given = dict(zip(roles, call.args, strict=False))
    if any(isinstance(one, ast.JoinedStr | ast.BinOp) for one in given.values()):
        raise UnreadableWords(
            f"{place}:{call.lineno}: give gettext a plain string, and fill its placeholders afterwards"
        )
    words = {role: str(one.value) for role, one in given.items() if isinstance(one, ast.Constant)}
    if words.get("text"):
        yield Said(words["text"], words.get("plural"), words.get("context"))
