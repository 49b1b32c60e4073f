"""The pages of conversations: who may open them, what each reader sees, sending with and without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from messaging.conversations import Saying, conversation_of, say
from messaging.forms import new_once
from messaging.models import Message
from tests.builders.people import make_athlete, make_coach, make_consultant, make_squad
from tests.templates.rendering import Page

pytestmark = pytest.mark.django_db
LIST = "/messages/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def url_of(athlete, name="conversation") -> str:
    return reverse(f"messaging:{name}", args=[athlete.pk])


def page_of(client, viewer, athlete) -> str:
    client.force_login(viewer)
    answer = client.get(url_of(athlete))
    assert answer.status_code == 200
    return answer.content.decode()


def send(client, viewer, athlete, text, once=None, **extra):
    client.force_login(viewer)
    return client.post(url_of(athlete), {"text": text, "once": once or new_once()}, **extra)


@pytest.mark.parametrize("name", ["conversation", "lines"])
def test_strangers_are_asked_to_log_in_and_everybody_else_is_told_nothing(client, squad, ada, name):
    assert client.get(url_of(ada, name)).status_code == 302

    for other in (
        make_athlete(squad, "Eve", "Sameteam"),
        make_coach(make_squad("Elsewhere"), "Cas", "Otherly"),
        make_consultant(),
    ):
        client.force_login(other)
        assert client.get(url_of(ada, name)).status_code == 404
        assert client.get(f"/messages/99999999/{'' if name == 'conversation' else name}").status_code == 404


def test_nobody_writes_where_they_may_not_read(client, squad, ada):
    assert client.post(url_of(ada), {"text": "Hi", "once": new_once()}).status_code == 302
    for other in (make_athlete(squad, "Eve", "Sameteam"), make_coach(make_squad("Elsewhere"), "Cas", "Otherly")):
        assert send(client, other, ada, "Hi").status_code == 404

    assert not Message.objects.exists()


def test_a_coach_who_left_the_squad_reads_no_more(client, ada, coach):
    page_of(client, coach, ada)
    coach.memberships.all().delete()

    assert client.get(url_of(ada, "lines")).status_code == 404


def test_an_athlete_goes_straight_to_their_own(client, ada):
    client.force_login(ada)

    assert client.get(LIST).headers["Location"] == url_of(ada)


def test_staff_see_the_list_with_last_words_and_unread(client, squad, ada, coach):
    send(client, ada, ada, "My knee <b>hurts</b>")
    client.force_login(coach)

    page = Page(client.get(LIST).content.decode())

    assert "Ada Examplova" in page.words
    assert "1 unread" in page.words
    assert "My knee <b>hurts</b>" in page.words


def test_a_coach_without_athletes_is_told_what_to_do(client):
    client.force_login(make_coach(make_squad("Empty"), "Cas", "Otherly"))

    assert "A consultant adds athletes" in client.get(LIST).content.decode()


def test_consultants_have_no_list(client):
    client.force_login(make_consultant())

    assert client.get(LIST).status_code == 404


def test_without_javascript_sending_leads_back_to_the_page(client, ada, coach):
    answer = send(client, ada, ada, "  Good morning  ")

    assert (answer.status_code, answer.headers["Location"]) == (302, url_of(ada))
    assert Message.objects.get().text == "Good morning"
    assert "Good morning" in page_of(client, coach, ada)


def test_a_double_submit_says_it_once(client, ada):
    once = new_once()
    for _press in range(2):
        assert send(client, ada, ada, "Hello", once).status_code == 302

    assert Message.objects.count() == 1


def test_with_htmx_the_lines_and_an_empty_box_come_back(client, ada):
    once = new_once()
    text = send(client, ada, ada, "Hello", once, **HTMX).content.decode()

    page = Page(text)
    assert page.ids().count("lines") == 1
    assert page.ids().count("box") == 1
    assert "Hello" in page.words
    assert once not in text
    assert re.search(r"<textarea[^>]*>\s*</textarea>", text)


@pytest.mark.parametrize(
    ("text", "once", "complaint"),
    [
        ("   ", None, "Write something first."),
        ("x" * 4001, None, "at most 4000"),
        ("Hello", "short", "Enter a valid value"),
        ("Hello", "a'b--" + "x" * 15, "Enter a valid value"),
        ("a\x00b", None, "Null characters"),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(client, ada, text, once, complaint):
    plain = send(client, ada, ada, text, once)
    live = send(client, ada, ada, text, once, **HTMX)

    assert (plain.status_code, live.status_code) == (400, 200)
    for answer in (plain, live):
        assert complaint in answer.content.decode()
    assert not Message.objects.exists()


def test_a_coach_typing_the_command_is_told_who_can(client, ada, coach, ring):
    answer = send(client, coach, ada, "/ring")

    assert answer.status_code == 400
    assert "Only Ada can ask with /ring here" in answer.content.decode()
    assert not Message.objects.exists()


def test_only_the_athletes_own_view_has_the_link(client, ada, coach, ring):
    send(client, ada, ada, "/ring")
    ends = timezone.localtime(ring.built[f"{ada.pk}-1"] + timedelta(minutes=5), timezone.get_default_timezone())

    own, staffs = page_of(client, ada, ada), page_of(client, coach, ada)

    assert f'href="https://ringside.example/c/{ada.pk}-1"' in own
    assert "ringside.example/c/" not in staffs
    assert f"A link was given to the athlete, open until {ends:%H:%M}." in staffs


def test_a_dead_link_says_so_to_both(client, ada, coach, ring):
    send(client, ada, ada, "/ring")
    ring.built[f"{ada.pk}-1"] -= timedelta(minutes=6)

    own, staffs = page_of(client, ada, ada), page_of(client, coach, ada)

    assert "ringside.example/c/" not in own
    assert "Expired: write /ring again." in own
    assert "it is no longer open" in staffs


def test_only_the_newest_links_are_looked_up(client, ada, ring):
    for _time in range(5):
        send(client, ada, ada, "/ring")

    own = page_of(client, ada, ada)

    assert own.count("https://ringside.example/c/") == 3
    assert own.count("This link is no longer open.") == 2


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<a href='javascript:alert(1)'>x</a>",
        "{{ request }}",
    ],
)
def test_what_is_written_never_becomes_markup(client, squad, ada, coach, attack):
    ada.first_name = attack[:30]
    ada.save()
    send(client, ada, ada, attack)
    for viewer in (ada, coach):
        text = page_of(client, viewer, ada)
        page = Page(text)
        assert attack in page.words
        assert [one for one in page.all("script") if "src" not in one] == []
        assert not [tag for tag, found in page.elements if "onerror" in found or "javascript:" in found.get("href", "")]
    client.force_login(coach)
    assert attack not in client.get(LIST).content.decode() or attack.startswith("{{")


def test_the_menu_says_how_many_are_unread(client, ada, coach):
    send(client, coach, ada, "Hello")
    client.force_login(ada)

    text = client.get("/me/").content.decode()

    assert 'class="menu-count">1 ' in text


def test_pages_are_not_kept_by_browsers(client, ada):
    client.force_login(ada)

    assert "no-store" in client.get(url_of(ada)).headers["Cache-Control"]


def test_a_page_costs_the_same_with_many_messages(client, ada, coach, ring, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(60) as counted:
            client.get(url_of(ada))
        return len(counted)

    send(client, ada, ada, "/ring")
    client.force_login(coach)
    client.get(url_of(ada))
    few = count()
    for number in range(40):
        author = ada if number % 2 else coach
        say(conversation_of(ada), Saying(author, "x", f"Number {number}.", f"n{number}"), timezone.now())
    client.get(url_of(ada))

    assert count() == few
    assert few <= 19


def test_nothing_is_left_for_the_next_page_to_say(client, ada):
    answer = send(client, ada, ada, "Hello")

    assert list(get_messages(answer.wsgi_request)) == []
