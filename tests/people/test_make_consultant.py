from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from people.models import Person
from people.roles import CONSULTANT
from tests.builders.people import make_athlete, make_person

pytestmark = pytest.mark.django_db
WHO = ["--username", "con", "--email", "Con@example.test", "--first-name", "Con", "--last-name", "Placeholder"]


def run(*words: str) -> str:
    out = StringIO()
    call_command("make_consultant", *words, stdout=out)
    return out.getvalue()


def test_it_makes_a_consultant_who_sets_a_password_by_mail(mailoutbox):
    run(*WHO)
    person = Person.objects.get(username="con")
    assert person.is_staff
    assert not person.is_superuser
    assert not person.has_usable_password()
    assert person.groups.get().name == CONSULTANT
    assert mailoutbox[0].to == ["con@example.test"]


def test_it_prints_the_link_instead_where_there_is_no_mail_yet(mailoutbox, settings):
    assert run(*WHO, "--print-link").startswith(f"{settings.SITE_URL}/accounts/password/reset/key/")
    assert mailoutbox == []


def test_repeating_it_makes_nobody_new_and_sends_a_new_link(mailoutbox):
    run(*WHO)
    run(*WHO)
    assert Person.objects.count() == 1
    assert len(mailoutbox) == 2


def test_it_makes_a_consultant_of_somebody_there_is():
    athlete = make_athlete(username="con", email="con@example.test")
    run(*WHO)
    assert Person.objects.get(pk=athlete.pk).is_staff


def test_it_refuses_a_username_of_somebody_with_another_address(mailoutbox):
    make_person(username="con", email="other@example.test")
    with pytest.raises(CommandError, match="choose another"):
        run(*WHO)
    assert not Person.objects.get().is_staff
    assert mailoutbox == []


def test_it_refuses_an_address_that_is_none_or_somebody_elses():
    make_person(username="other", email="con@example.test")
    with pytest.raises(CommandError, match="already has this e-mail"):
        run(*WHO)
    with pytest.raises(CommandError, match="valid email"):
        run("--username", "new", "--email", "nonsense")
    assert Person.objects.count() == 1


def test_when_the_mail_cannot_be_sent_it_says_what_to_do(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(CommandError, match="--print-link"):
        run(*WHO)
    assert Person.objects.get(username="con").is_staff
