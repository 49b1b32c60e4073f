"""The function django-q2 calls by name; the clock is read here."""

from django.utils import timezone

from invites import following, receiving


def follow() -> None:
    """Each minute: what became of invites without anybody doing anything."""
    now = timezone.now()
    following.follow_messages(now)
    receiving.note_first_data(now)
    following.tell_of_expired(now)
