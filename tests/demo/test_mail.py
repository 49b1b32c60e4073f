"""The demo's page of mails it did not send."""

import os

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail

from demo.mailbox import newest_mails

pytestmark = pytest.mark.django_db
PAGE = "/demo/mail/"
# A connection's file is named after its id within the second, which the next one may get once the first is gone.
KEPT: list[object] = []


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def send(subject: str, text: str, seconds: int) -> None:
    """One mail, written at a moment the test says."""
    connection = get_connection()
    KEPT.append(connection)
    folder = connection.file_path
    before = set(os.listdir(folder))
    send_mail(subject, text, None, ["ada@example.test"], connection=connection)
    (name,) = set(os.listdir(folder)) - before
    os.utime(f"{folder}/{name}", (seconds, seconds))


def test_mails_are_listed_newest_first(folder):
    send("first", "one", 100)
    send("third", "three", 300)
    send("second", "two", 200)
    assert [mail.subject for mail in newest_mails(folder)] == ["third", "second", "first"]


def test_several_mails_of_one_file_are_all_read(folder):
    with get_connection() as connection:
        for subject in ("first", "second"):
            EmailMessage(subject, "text\n\n--\nsignature", to=["ada@example.test"], connection=connection).send()
    assert [mail.subject for mail in newest_mails(folder)] == ["second", "first"]
    assert newest_mails(folder)[0].text.strip().endswith("signature")


def test_long_lines_letters_and_other_parts_are_read_as_they_were_written(folder):
    text = "Grüße, " + "x" * 1200
    mail = EmailMultiAlternatives("Über alles", text, to=["Ada Examplova <ada@example.test>"])
    mail.attach_alternative("<p>other</p>", "text/html")
    mail.send()
    (read,) = newest_mails(folder)
    assert (read.subject, read.to) == ("Über alles", "Ada Examplova <ada@example.test>")
    assert read.text.strip() == text


def test_links_can_be_clicked_and_nothing_else_becomes_markup(client, folder):
    send("<b>bold</b>", "<script>x</script>\nhttp://127.0.0.1:8000/accounts/key/a-b/\n", 100)
    page = client.get(PAGE).content.decode()
    assert '<a href="http://127.0.0.1:8000/accounts/key/a-b/"' in page
    assert "<script>x" not in page
    assert "<b>bold" not in page


def test_without_any_mail_it_says_what_to_do(client, folder):
    assert "No mail has been written yet" in client.get(PAGE).content.decode()


def test_a_site_that_writes_no_files_has_an_empty_page(client, settings):
    settings.EMAIL_FILE_PATH = None
    assert client.get(PAGE).status_code == 200


def test_it_exists_only_in_a_demo(client, settings, folder):
    send("secret", "one", 100)
    settings.IS_DEMO = False
    assert client.get(PAGE).status_code == 404


def test_no_file_beside_the_mails_can_be_read(client, folder):
    (folder.parent / "secret.log").write_text("Subject: secret\n\nsecret\n")
    get_connection()
    for address in (f"{PAGE}../secret.log", f"{PAGE}%2e%2e/secret.log", f"{PAGE}?file=../secret.log", f"{PAGE}x/"):
        assert b"secret\n" not in client.get(address).content
