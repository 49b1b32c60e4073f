"""What is wrong with a translation is seen."""

import polib
import pytest

from translating import catalogue
from translating.flaws import flaws_of, missing_words
from translating.words import Words


def entry(msgid, msgstr, **more):
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("Saved.", "Gespeichert."),
        ("%(count)d of %(all)d", "%(all)d, davon %(count)d"),
        ("Hello {first_name}", "Hallo {first_name}"),
        ("<strong>Now</strong> 50%% off", "<strong>Jetzt</strong> 50%% weniger"),
    ],
)
def test_a_sound_translation_has_no_flaw(msgid, msgstr):
    assert flaws_of(entry(msgid, msgstr)) == []


@pytest.mark.parametrize(
    ("msgid", "msgstr", "flaw"),
    [
        ("Saved.", "", "not translated"),
        ("%(count)d days", "%(zahl)d Tage", "placeholders"),
        ("%d days", "Tage", "placeholders"),
        ("Hello {first_name}", "Hallo {name}", "placeholders"),
        ("100%% sure", "100 % sicher", "placeholders"),
        ("<em>Now</em>", "Jetzt", "tags"),
        ("in ", "in", "spaces"),
    ],
)
def test_a_flaw_is_named(msgid, msgstr, flaw):
    (found,) = flaws_of(entry(msgid, msgstr))

    assert flaw in found


def test_a_guess_and_a_missing_plural_are_flaws():
    assert "guess" in flaws_of(entry("Saved.", "Gespeichert.", flags=["fuzzy"]))[0]
    assert flaws_of(entry("%d day", "", msgid_plural="%d days", msgstr_plural={0: "%d Tag", 1: ""})) == [
        "is not translated"
    ]


def test_a_new_sentence_is_missing_until_the_catalogue_is_brought_in_step():
    old = polib.POFile()
    old.append(entry("Saved.", "Gespeichert."))
    words = [Words("Saved.", None), Words("%d day", None, "%d days"), Words("Gone", "of a ring")]
    assert missing_words(old, words) == ["%d day", "Gone"]

    new = catalogue.merged(old, "de", words)

    assert missing_words(new, words) == []
    assert [one.msgstr for one in new] == ["Gespeichert.", "", ""]
    assert [flaws_of(one) == [] for one in new] == [True, False, False]


def test_words_that_are_gone_leave_the_catalogue():
    old = polib.POFile()
    old.append(entry("Saved.", "Gespeichert."))

    assert list(catalogue.merged(old, "de", [])) == []
