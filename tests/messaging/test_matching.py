"""Matching clients of Trainerize: certain by e-mail, doubtful by name, confirmed by a consultant alone."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from messaging.channels.trainerize_api import Client
from messaging.matching import Certainty, confirm_proposals, match_clients
from messaging.models import Channel, ChatIdentity
from tests.builders.people import make_athlete, make_coach, make_consultant
from tests.messaging.chatting import make_known, set_up, vendor_of
from tests.messaging.servers.listening import Response

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def client_row(number, first="Ada", last="Examplova", email=""):
    return {"id": number, "firstName": first, "lastName": last, "email": email, "role": "fullAccess"}


def made(number, first="Ada", last="Examplova", email=""):
    return Client(str(number), first, last, email)


@pytest.fixture
def vendor():
    with vendor_of("trainerize") as vendor:
        set_up(vendor)
        yield vendor


def certainties(clients, people, known=()):
    return [(one.certainty, one.person) for one in match_clients(clients, people, known)]


def test_the_same_email_is_certain():
    ada = make_athlete(email="Ada@example.test")

    assert certainties([made(1, "A.", "Ex", "ada@example.test")], [ada]) == [(Certainty.CERTAIN, ada)]


def test_an_email_of_several_clients_is_doubtful():
    ada = make_athlete(email="family@example.test")
    both = [made(1, email="family@example.test"), made(2, "Bo", email="family@example.test")]

    assert certainties(both, [ada]) == [(Certainty.DOUBTFUL, ada)] * 2


def test_the_same_name_alone_is_doubtful_and_of_two_namesakes_nobodys():
    ada, other = make_athlete(), make_athlete()

    assert certainties([made(1, "ADA ", "examplova", "new@example.test")], [ada]) == [(Certainty.DOUBTFUL, ada)]
    assert certainties([made(1)], [ada, other]) == [(Certainty.NONE, None)]


def test_nobody_is_matched_by_what_is_missing():
    nameless = make_athlete(first="", last="", email="", username="nameless")

    assert certainties([made(1, "", "", "")], [nameless]) == [(Certainty.NONE, None)]


def test_who_is_known_stays_who_they_are():
    ada, bo = make_athlete(), make_athlete(first="Bo", last="Testfield", email="bo@example.test")
    known = ChatIdentity(channel="trainerize", speaker="1", person=ada)

    assert certainties([made(1, email="bo@example.test")], [ada, bo], [known]) == [(Certainty.KNOWN, ada)]


def test_confirming_twice_makes_one_identity():
    ada = make_athlete(email="ada@example.test")
    proposals = match_clients([made(1, email="ada@example.test")], [ada])

    assert confirm_proposals(proposals, NOW).count == 1
    assert confirm_proposals(proposals, NOW).count == 1
    assert ChatIdentity.objects.get().person == ada


def test_the_command_confirms_the_certain_ones_when_told_to(vendor):
    ada = make_athlete(email="ada@example.test")
    make_athlete(first="Bo", last="Testfield")
    vendor.clients = [
        client_row(1, email="ADA@example.test"),
        client_row(2, "Bo", "Testfield"),
        client_row(3, "Cy", "No"),
    ]
    out = StringIO()

    call_command("match_trainerize", stdout=out)
    assert not ChatIdentity.objects.exists()
    call_command("match_trainerize", "--confirm", stdout=out)

    assert ChatIdentity.objects.values_list("speaker", "person").get() == ("1", ada.pk)
    assert "client 2: doubtful" in out.getvalue()
    assert "client 3: none, nobody" in out.getvalue()
    assert "@" not in out.getvalue()


def test_the_command_says_who_must_act():
    with pytest.raises(CommandError, match="not set up"):
        call_command("match_trainerize")


def test_the_page_confirms_what_is_ticked_and_nothing_else(client, vendor):
    ada = make_athlete(email="ada@example.test")
    bo = make_athlete(first="Bo", last="Testfield")
    vendor.clients = [client_row(1, email="ada@example.test"), client_row(2, "Bo", "Testfield")]
    client.force_login(make_consultant())

    page = client.get(reverse("match_trainerize"))
    assert f'value="1:{ada.pk}" id="match-1" checked' in page.content.decode()
    assert f'value="2:{bo.pk}" id="match-2">' in page.content.decode()
    client.post(reverse("match_trainerize"), {"match": [f"1:{ada.pk}", f"2:{ada.pk}", "3:9"]})

    assert ChatIdentity.objects.values_list("speaker", "person").get() == ("1", ada.pk)
    assert client.get(reverse("match_trainerize")).context["waiting"] == 1


def test_the_page_is_a_consultants(client, vendor):
    for person in (make_athlete(), make_coach()):
        client.force_login(person)
        assert client.get(reverse("match_trainerize")).status_code == 403
    assert vendor.listener.requests == []


def test_the_page_says_what_is_wrong(client, vendor):
    client.force_login(make_consultant())
    vendor.listener.troubles = [Response(503)]
    down = client.get(reverse("match_trainerize"))
    assert (down.status_code, "asked to wait" in down.content.decode()) == (503, True)

    Channel.objects.all().delete()
    assert "not set up yet" in client.get(reverse("match_trainerize")).content.decode()


def test_a_known_client_is_shown_as_known(client, vendor):
    vendor.clients = [client_row(501)]
    make_known(vendor, "ada", make_athlete())
    client.force_login(make_consultant())

    page = client.get(reverse("match_trainerize"))

    assert page.context["waiting"] == 0
    assert "known" in page.content.decode()
