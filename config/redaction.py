"""Takes what looks like a secret, a token or somebody's data out of a line of the log.

The last line of defence: nothing of the kind is logged on purpose.
"""

import re
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

GONE = "[redacted]"
SHORTEST_SECRET = 8

QUERY = re.compile(r"""(?<=[\w/])\?[\w.~%+-]+=[^\s"'<>]*""")
# PostgreSQL repeats the row it refuses.
ROW = re.compile(r"^(\s*)(DETAIL|CONTEXT):.*$", re.MULTILINE)
SCHEME = re.compile(r"\b(Bearer|Basic|Token)\s+[^\s\"',]+", re.IGNORECASE)
ACCOUNT_IN_ADDRESS = re.compile(r"(?<=://)[^\s/@]+@")
NAMES = r"(?:token|secret|password|passwd|cookie|csrf|session_?id|api_?key|authori[sz]ation)"
NAMED = re.compile(
    rf"""(["']?[\w-]{{0,40}}{NAMES}[\w-]{{0,40}}["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&)}}\]]+)""",
    re.IGNORECASE,
)
# Long, of one piece and mixed: words, module names, file names and dates are none of it.
TOKEN_LIKE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{20,}"
    r"|(?<![\w+=~-])(?=[\w+=~-]*\d)(?=[\w+=~-]*[A-Z])(?=[\w+=~-]*[a-z])[\w+=~-]{20,}"
)
SEALED = re.compile(r"gAAAA[\w=-]{8,}|eyJ[\w=-]{4,}(?:\.[\w=-]+){0,2}")
# The queue names its processes so. Eight digits tell them apart, and open nothing.
PROCESS = re.compile(r"\bProcess-([0-9a-f]{8})[0-9a-f]{4}4[0-9a-f]{3}[89ab][0-9a-f]{15}\b")
SECRET_SEGMENT = re.compile(r"(?=.*[A-Z0-9])[^/]{16,}")


def redacted(text: str) -> str:
    """`text` without query strings, tokens, passwords, our own keys and the rows of a database error."""
    for value in our_secrets():
        text = text.replace(value, GONE)
    text = PROCESS.sub(r"Process-\1", text)
    text = ROW.sub(rf"\1\2: {GONE}", text)
    text = QUERY.sub(f"?{GONE}", text)
    text = ACCOUNT_IN_ADDRESS.sub(f"{GONE}@", text)
    text = SCHEME.sub(rf"\1 {GONE}", text)
    text = NAMED.sub(rf"\1{GONE}", text)
    text = SEALED.sub(GONE, text)
    return TOKEN_LIKE.sub(GONE, text)


def redacted_path(path: str) -> str:
    """The path of a request without what may open a door: links to log in, to connect, to set a password.

    Every longer segment with a digit or a capital counts as such, but for the names of static files.
    """
    if path.startswith(settings.STATIC_URL):
        return path
    return "/".join(GONE if SECRET_SEGMENT.fullmatch(segment) else segment for segment in path.split("/"))


@lru_cache(maxsize=1)
def our_secrets() -> tuple[str, ...]:
    """The keys and passwords of this process, longest first."""
    try:
        found = [settings.SECRET_KEY, *settings.TOKEN_KEYS, settings.EMAIL_HOST_PASSWORD]
        found += [database.get("PASSWORD") or "" for database in settings.DATABASES.values()]
    except ImproperlyConfigured:  # a start that fails because of its settings still has something to say
        return ()
    return tuple(sorted((value for value in found if len(value) >= SHORTEST_SECRET), key=len, reverse=True))
