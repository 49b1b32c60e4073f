"""German says all that the code says, soundly, and the compiled file is that of its source."""

import pytest

from translating import catalogue
from translating.__main__ import languages
from translating.flaws import flaws_of, missing_words
from translating.words import all_words

AGAIN = "run bin/translate, translate what it names, and run it again"


@pytest.fixture(scope="module")
def words():
    return all_words()


def test_there_are_words_and_a_language_to_look_at(words):
    assert len(words) > 3000
    assert languages() == ["de"]


@pytest.mark.parametrize("language", languages())
def test_the_catalogue_has_every_sentence_of_the_code_and_no_other(language, words):
    known = catalogue.read(language)

    assert missing_words(known, words) == [], AGAIN
    assert len(known) == len(words), AGAIN


@pytest.mark.parametrize("language", languages())
def test_every_sentence_is_translated_soundly(language):
    entries = catalogue.read(language)

    assert [(entry.msgid, flaw) for entry in entries for flaw in flaws_of(entry)] == [], AGAIN


@pytest.mark.parametrize("language", languages())
def test_what_is_compiled_is_what_is_written(language):
    compiled = catalogue.compiled_path_of(language).read_bytes()

    assert compiled == catalogue.read(language).to_binary(), AGAIN
