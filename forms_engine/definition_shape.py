"""The shape of JSON that comes from outside: what a member may hold, how long it may be, and what is wrong where."""

import json
import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.errors import FormsError

# Checks one value at a path and answers it; raises DocumentRefused.
Check = Callable[[Any, str], Any]

LARGEST_DOCUMENT = 1_000_000  # bytes
DEEPEST = 20
LARGEST_NUMBER = 1e15
LONGEST_FREE_JSON = 20_000  # characters of a member whose inside belongs to the field type


class DocumentRefused(FormsError):
    """The file is not a form's definition. `path` says where, such as fields[2].minimum."""

    code = "bad_document"

    def __init__(self, words: str, path: str = "") -> None:
        self.words, self.path = words, path
        super().__init__(_("%(path)s: %(words)s") % {"path": path, "words": words} if path else words)


@dataclass(frozen=True)
class Member:
    """One member of an object. Without `is_required`, what is not there is `default`."""

    check: Check
    default: Any = None
    is_required: bool = False


def read_json(raw: bytes) -> Any:
    """What the bytes say, no bigger, deeper or stranger than can be handled. Raises DocumentRefused."""
    if len(raw) > LARGEST_DOCUMENT:
        raise DocumentRefused(_("The file is larger than a form can be (1 MB)."))
    try:
        read = json.loads(raw.decode(), parse_constant=_refuse_constant, object_pairs_hook=_once_each)
    except RecursionError:
        raise DocumentRefused(_("The file is nested too deeply.")) from None
    except UnicodeDecodeError:
        raise DocumentRefused(_("The file is not text in UTF-8.")) from None
    except ValueError:
        raise DocumentRefused(_("The file is not JSON.")) from None
    _refuse_depth(read, DEEPEST)
    return read


def _refuse_constant(name: str) -> Any:
    raise DocumentRefused(_("%(name)s is no number.") % {"name": name})


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DocumentRefused(_("The same member stands twice in one object."))
    return members


def _refuse_depth(value: Any, left: int) -> None:
    if left == 0:
        raise DocumentRefused(_("The file is nested too deeply."))
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_depth(one, left - 1)


def read_object(value: Any, path: str, members: Mapping[str, Member]) -> dict[str, Any]:
    """All of `members`, checked, with defaults for what is not there. Raises DocumentRefused."""
    if not isinstance(value, dict):
        raise DocumentRefused(_("An object is expected here."), path)
    if unknown := sorted(value.keys() - members.keys()):
        raise DocumentRefused(_("“%(name)s” is not known here.") % {"name": unknown[0][:80]}, path)
    read = {}
    for name, member in members.items():
        where = f"{path}.{name}" if path else name
        if name in value:
            read[name] = member.check(value[name], where)
        elif member.is_required:
            raise DocumentRefused(_("This is missing."), where)
        else:
            read[name] = member.default() if callable(member.default) else member.default
    return read


def shortened(said: Mapping[str, Any], members: Mapping[str, Member]) -> dict[str, Any]:
    """What of `said` has not its usual value."""
    usual = {name: one.default() if callable(one.default) else one.default for name, one in members.items()}
    return {name: said[name] for name, one in members.items() if one.is_required or said[name] != usual[name]}


def digest_of_document(document: Mapping[str, Any]) -> str:
    """32 hexadecimal digits; equal for equal documents. Two people at one page tell their states apart by it."""
    content = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return blake2b(content.encode(), digest_size=16).hexdigest()


def text(longest: int, *, pattern: str = "", is_blank: bool = True) -> Check:
    def check(value: Any, path: str) -> str:
        if not isinstance(value, str):
            raise DocumentRefused(_("A text is expected here."), path)
        if len(value) > longest:
            raise DocumentRefused(_("At most %(longest)d characters, please.") % {"longest": longest}, path)
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise DocumentRefused(_("This holds characters that cannot be stored."), path)
        if not is_blank and not value.strip():
            raise DocumentRefused(_("This may not be empty."), path)
        if pattern and value and not re.fullmatch(pattern, value):
            raise DocumentRefused(_("Small letters, digits and underscores, beginning with a letter."), path)
        return value

    return check


def one_of(*words: str) -> Check:
    def check(value: Any, path: str) -> str:
        if not isinstance(value, str) or value not in words:
            raise DocumentRefused(_("One of these is expected: %(words)s.") % {"words": ", ".join(words)}, path)
        return value

    return check


def flag(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise DocumentRefused(_("true or false is expected here."), path)
    return value


def number(value: Any, path: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DocumentRefused(_("A number is expected here."), path)
    if isinstance(value, float) and not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
        raise DocumentRefused(_("This number is too large."), path)
    return float(value)


def whole(least: int, most: int, *, is_optional: bool = False) -> Check:
    def check(value: Any, path: str) -> int | None:
        if value is None and is_optional:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            words = _("A whole number from %(least)d to %(most)d is expected here.")
            raise DocumentRefused(words % {"least": least, "most": most}, path)
        return value

    return check


def list_of(check: Check, most: int) -> Check:
    def check_all(value: Any, path: str) -> list[Any]:
        if not isinstance(value, list):
            raise DocumentRefused(_("A list is expected here."), path)
        if len(value) > most:
            raise DocumentRefused(_("At most %(most)d of these, please.") % {"most": most}, path)
        return [check(one, f"{path}[{place}]") for place, one in enumerate(value)]

    return check_all


def object_of(members: Mapping[str, Member]) -> Check:
    return lambda value, path: read_object(value, path, members)


def letters(allowed: Collection[str]) -> Check:
    """An object of names, each with some of `allowed` letters."""
    name = text(150, is_blank=False)

    def check(value: Any, path: str) -> dict[str, str]:
        if not isinstance(value, dict) or len(value) > 100:
            raise DocumentRefused(_("An object of at most 100 roles is expected here."), path)
        for role, said in value.items():
            name(role, path)
            if not isinstance(said, str) or not set(said) <= set(allowed) or len(set(said)) != len(said):
                known = {"known": "".join(allowed)}
                raise DocumentRefused(_("Rights are letters of “%(known)s”, each once.") % known, f"{path}.{role[:80]}")
        return dict(value)

    return check


def free(value: Any, path: str) -> Any:
    """JSON whose inside somebody else judges, within bounds."""
    written = json.dumps(value)
    if len(written) > LONGEST_FREE_JSON or "\\u0000" in written or re.search(r"\\ud[89a-f]", written):
        raise DocumentRefused(_("This is too large, or holds characters that cannot be stored."), path)
    _refuse_numbers(value, path)
    return value


def free_object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DocumentRefused(_("An object is expected here."), path)
    checked: dict[str, Any] = free(value, path)
    return checked


def _refuse_numbers(value: Any, path: str) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number(value, path)
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_numbers(one, path)
