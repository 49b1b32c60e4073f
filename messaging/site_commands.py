"""A command in the site's own chat, answered inside the request: question and answer stand in the conversation."""

from datetime import datetime

from django.db import transaction

from messaging import commands
from messaging.channel_rows import SITE
from messaging.commands import Answer, Asking, Spoken
from messaging.conversations import Saying, say
from messaging.links import NoLongerNeeded, build_link
from messaging.models import Conversation, Message
from messaging.sender import language_for, sender_row, speaker_for
from messaging.wording import dressed
from people.models import Person


@transaction.atomic
def ask(athlete: Person, spoken: Spoken, question: Saying, now: datetime) -> Message:
    """The athlete's own question and its answer, both once however often the question arrives."""
    # Held until the answer stands there, so that a double click waits for it instead of asking twice.
    conversation = Conversation.objects.select_for_update(no_key=True).get(athlete=athlete)
    message, is_new = say(conversation, question, now)
    if is_new:
        asking = Asking(athlete, SITE, spoken, "", str(conversation.pk), f"site-{message.pk}", now)
        _say_answer(conversation, athlete, commands.answer(asking), message, now)
    return message


def _say_answer(conversation: Conversation, athlete: Person, said: Answer, question: Message, now: datetime) -> None:
    sender = sender_row()
    try:
        # Hand-over to this channel is now: the link's minutes begin. The page draws it, the text never holds it.
        link = build_link(said.link, said.link_id, athlete, now) if said.link else None
    except NoLongerNeeded:
        link = None
    answer = Saying(
        author=None,
        spoken_as=speaker_for(athlete, sender),
        text=dressed(said.text, sender, language_for(athlete, sender), link=link, shows_url=False),
        once=f"answer-{question.pk}",
        button=said.link if link else "",
        button_id=said.link_id if link else "",
    )
    say(conversation, answer, now)
