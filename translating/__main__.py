"""Brings every catalogue in step with the code, compiles it, and says what is left to translate."""

import sys

from polib import POFile

from translating import catalogue
from translating.flaws import flaws_of
from translating.words import ROOT, UnreadableWords, all_words


def languages() -> list[str]:
    return sorted(path.parent.parent.name for path in ROOT.glob("locale/*/LC_MESSAGES/django.po"))


def main() -> int:
    try:
        words = all_words()
    except UnreadableWords as error:
        print(error, file=sys.stderr)
        return 1
    to_do = 0
    for language in languages():
        new = catalogue.merged(catalogue.read(language), language, words)
        catalogue.write(new, language)
        to_do += _say_what_is_left(language, new)
    return 1 if to_do else 0


def _say_what_is_left(language: str, entries: POFile) -> int:
    flawed = [(entry, flaw) for entry in entries for flaw in flaws_of(entry)]
    for entry, flaw in flawed:
        print(f"{entry.occurrences[0][0]}: {entry.msgid!r} {flaw}")
    path = catalogue.path_of(language).relative_to(ROOT)
    print(f"{language}: {len(entries)} sentences, {len(flawed)} to mend in {path}")
    return len(flawed)


if __name__ == "__main__":
    sys.exit(main())
