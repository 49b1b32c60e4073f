"""The menu entry of the messages, with how many are unread."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from messaging.conversations import count_unread, takes_part
from people.models import Person
from people.navigation import EntryPlan


def is_for(request: HttpRequest) -> bool:
    return isinstance(request.user, Person) and takes_part(request.user)


def unread(request: HttpRequest) -> int:
    return count_unread(request.user) if isinstance(request.user, Person) else 0


MESSAGES = EntryPlan(order=60, label=_("Messages"), url_name="messaging:conversations", is_for=is_for, count=unread)
