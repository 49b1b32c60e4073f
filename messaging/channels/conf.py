"""Every setting the outside channels and the inbound door read, and the numbers they keep to."""

from datetime import timedelta

from django.conf import settings

# How long a signed call counts, either way: clocks differ.
CALL_WINDOW = timedelta(minutes=5)
MOST_CALL_BYTES = 256 * 1024
# An answer to something said a day ago is no answer.
MOST_MESSAGE_AGE = timedelta(days=1)
# An event whose work was lost is tried again for as long as somebody may still be waiting.
WORK_TRIED_FOR = timedelta(minutes=15)
LOST_AFTER = timedelta(minutes=1)
# After so long nobody relies on a call made for an earlier event; and a worker lets others in between.
BELL_COUNTS_FOR = timedelta(seconds=5)
WORKS_AT_MOST = timedelta(seconds=15)
# Longer than any chat system sends again, so that a replay meets the row of its first coming.
EVENTS_KEPT = timedelta(days=90)

ANSWERS_AN_HOUR_PER_SPEAKER = 5
# Known speakers are as many as there are athletes; strangers are not, and each text message costs money.
STRANGERS_A_MINUTE_PER_CHANNEL = 60
STRANGER_TOLD_EVERY = timedelta(days=1)

CODE_LIVES = timedelta(minutes=10)

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 8.0
CALL_DEADLINE_S = 12.0
MOST_ANSWER_BYTES = 1_000_000

POLLS_AT_LEAST = timedelta(minutes=15)
POLLS_AT_MOST = timedelta(hours=6)
POLL_OVERLAP = timedelta(minutes=2)


def site_url() -> str:
    """Without a slash at its end."""
    return str(settings.SITE_URL)


def mail_from() -> str:
    """What the site's letters are from: a name and an address."""
    return str(settings.DEFAULT_FROM_EMAIL)


def is_insecure_transport_allowed() -> bool:
    """Plain http, and addresses of this machine: demo and tests only."""
    return bool(settings.IS_DEMO and settings.OAUTH_INSECURE_TRANSPORT)
