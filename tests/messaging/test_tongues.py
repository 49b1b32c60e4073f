"""In which language somebody is answered."""

import pytest
from django.utils.translation import get_language

from messaging import commands
from messaging.commands import Answer
from messaging.links import BuiltLink, register_links, unregister
from tests.builders.people import make_athlete
from tests.messaging.chatting import knock, make_known, now, set_up, vendor_of, work_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def tongue():
    """A command that says in which language it was asked, and its link."""
    commands.register_command("tongue", lambda asking: Answer(f"asked in {get_language()}", "tongue", "1"))
    register_links("tongue", lambda link_id, person, now: BuiltLink("https://x.example", f"built in {get_language()}"))
    yield
    commands.unregister_command("tongue")
    unregister("tongue")


def test_a_command_is_answered_and_its_link_worded_in_the_language_of_who_asks(client, tongue):
    with vendor_of("generic") as generic:
        set_up(generic)
        make_known(generic, "ada", make_athlete(language="de"))
        make_known(generic, "bo", make_athlete(first="Bo", last="Testfield"))
        for speaker in ("ada", "bo"):
            knock(client, generic.say(speaker, "/tongue", now()))
        work_all()
        texts = [one.text for one in generic.arrived()]

    assert [("asked in de" in text, "built in de" in text) for text in texts] == [(True, True), (False, False)]
    assert "asked in en-gb" in texts[1]
    assert "built in en-gb" in texts[1]
