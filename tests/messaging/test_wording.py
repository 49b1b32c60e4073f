"""Words: both languages complete, consultants' words checked, names never read as placeholders."""

import pytest

from messaging.links import BuiltLink
from messaging.models import MessageSender, MessageTemplate
from messaging.wording import PLACEHOLDER, About, complaints_about, dressed, fill, word
from messaging.words import KINDS, LANGUAGES, SHIPPED, connecting_facts, fixed_line
from tests.builders.people import make_athlete

LINK = BuiltLink("https://ringside.example/c/1", "Works for five minutes.")


def placeholders(*texts: str) -> set[str]:
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_ships_in_every_language(language):
    assert set(SHIPPED[language].WORDS) == set(KINDS)
    assert all(subject and body for subject, body in SHIPPED[language].WORDS.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KINDS)
def test_what_ships_passes_the_check_of_what_is_entered(key, language):
    for text in SHIPPED[language].WORDS[key]:
        assert complaints_about(key, text) == []


@pytest.mark.parametrize("key", KINDS)
def test_german_says_as_much_as_english(key):
    english, german = SHIPPED["en-gb"].WORDS[key], SHIPPED["de"].WORDS[key]

    assert placeholders(*german) == placeholders(*english)
    assert len(german[1].splitlines()) == len(english[1].splitlines())
    assert german != english


def test_the_fixed_lines_are_the_same_ones_in_both_languages():
    english, german = SHIPPED["en-gb"].LINES, SHIPPED["de"].LINES

    assert {name: placeholders(text) for name, text in english.items()} == {
        name: placeholders(text) for name, text in german.items()
    }
    assert fixed_line("privacy", "tlh") == english["privacy"]
    assert connecting_facts("de") != connecting_facts("en-gb")


@pytest.mark.parametrize(
    "words", ["Open {first_name.__class__}", "{0}", "{}", "{password}", "{first_name!r}", "{first_name:>9}"]
)
def test_anything_but_the_placeholders_of_the_message_is_refused(words):
    assert "cannot stand in this message" in complaints_about("connect_invite", words)[0]


@pytest.mark.parametrize("words", ["Hello {first_name", "Hello first_name}", "{{first_name}}", "{{}}"])
def test_a_bracket_that_stands_alone_is_refused(words):
    assert complaints_about("connect_invite", words)


def test_a_message_to_a_stranger_may_name_nobody():
    assert complaints_about("unknown_speaker", "Hello {first_name}")
    assert complaints_about("unknown_speaker", "Ask at {site}") == []


def test_what_a_name_contains_is_not_read_again():
    assert fill("Hello {first_name}, {coach}", {"first_name": "{coach}", "coach": "Bo"}) == "Hello {coach}, Bo"


@pytest.mark.django_db
def test_a_message_is_worded_for_its_reader(ada, coach):
    worded = word("connect_invite", ada, About("oura"))

    assert worded.subject == "Connect Oura with Ringside"
    assert worded.text.startswith("Hello Ada, Bo Testfield invites you to connect your Oura with Ringside.")
    assert "5 minutes" in worded.text
    assert "write /oura" in worded.text
    assert "{" not in worded.text


@pytest.mark.django_db
@pytest.mark.parametrize("key", KINDS)
def test_no_placeholder_is_left_in_any_message(key, ada):
    reader = None if key == "unknown_speaker" else ada

    worded = word(key, reader, About("oura", athlete=ada))

    assert "{" not in worded.subject + worded.text


@pytest.mark.django_db
def test_a_consultants_words_stand_in_place_of_those_that_ship(ada):
    MessageTemplate.objects.create(key="help", language="en-gb", subject="S", body="Ask me, {first_name}.")

    assert word("help", ada, About("oura")).text == "Ask me, Ada."


@pytest.mark.django_db
def test_a_german_reader_gets_german_and_the_consultants_words_of_that_language(ada):
    ada.language = "de"
    MessageTemplate.objects.create(key="help", language="en-gb", body="English")

    worded = word("first_data", ada, About("oura"))

    assert worded.language == "de"
    assert worded.text.startswith("Hallo Ada, es hat geklappt")
    assert word("help", ada, About("oura")).text.startswith("Hallo Ada, das kannst du schreiben")


@pytest.mark.django_db
def test_no_template_can_leave_out_link_expiry_and_privacy_line():
    sender = MessageSender(opening="Hi", closing="Bye", signature="The club")

    text = dressed("", sender, "en-gb", link=LINK)

    assert text.splitlines()[:4] == ["Hi", "", LINK.url, LINK.words]
    assert "The link is for you alone" in text
    assert text.endswith("Bye\nThe club")


@pytest.mark.django_db
def test_the_sites_own_chat_leaves_the_address_to_its_button():
    text = dressed("Hello", MessageSender(), "en-gb", link=LINK, shows_url=False)

    assert LINK.url not in text
    assert "The link is for you alone" in text


@pytest.mark.django_db
def test_a_message_without_a_link_is_just_said():
    assert dressed("Hello", MessageSender(), "en-gb") == "Hello"


@pytest.mark.django_db
def test_wording_costs_the_same_however_large_the_club(squad, ada, coach, django_assert_num_queries):
    word("help", ada, About("oura"))
    for number in range(10):
        make_athlete(squad, f"N{number}", "Umbered")

    with django_assert_num_queries(6):  # sender, words, site, and three for the coach
        word("connect_invite", ada, About("oura"))
