from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_it_reads_the_variable_and_trims_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUB", "  Rovers ")
    assert env.text("CLUB") == "Rovers"


def test_it_reads_the_file_that_the_variable_names_and_prefers_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "club").write_text("From the file\n")
    monkeypatch.setenv("CLUB", "from the environment")
    monkeypatch.setenv("CLUB_FILE", str(tmp_path / "club"))
    assert env.text("CLUB") == "From the file"


def test_a_file_that_cannot_be_read_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLUB_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match="^CLUB_FILE names a file"):
        env.text("CLUB", "default")


def test_a_required_variable_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLUB", raising=False)
    with pytest.raises(ImproperlyConfigured, match="^CLUB is required"):
        env.text("CLUB")


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("TRUE", True), ("1", True), ("no", False), ("", False)])
def test_it_understands_yes_and_no(monkeypatch: pytest.MonkeyPatch, said: str, meant: bool) -> None:
    monkeypatch.setenv("FLAG", said)
    assert env.truth("FLAG", not meant) is meant


def test_a_truth_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="FLAG is yes or no, not 'perhaps'"):
        env.truth("FLAG", False)


@pytest.mark.parametrize("said", ["many", "1.5", ""])
def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("COUNT", said)
    with pytest.raises(ImproperlyConfigured, match="COUNT is a whole number"):
        env.whole_number("COUNT", 2)


def test_a_number_below_its_minimum_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNT", "0")
    with pytest.raises(ImproperlyConfigured, match="COUNT is 1 or more, not 0"):
        env.whole_number("COUNT", 2, minimum=1)


def test_words_are_separated_by_commas_and_blanks_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", "a.example, ,b.example,")
    assert env.words("HOSTS") == ["a.example", "b.example"]


def test_a_choice_is_one_of_those_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_LANGUAGE", "tlh")
    with pytest.raises(ImproperlyConfigured, match="SITE_LANGUAGE is one of en-gb, de, not 'tlh'"):
        env.choice("SITE_LANGUAGE", "en-gb", ("en-gb", "de"))
