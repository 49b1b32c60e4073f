"""From a club whose athletes are known in a chat to the figures."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import requests
from django.core.management import call_command
from django.utils import timezone

from benchmarks.chatting.speaking import Asked, speak, speaker
from benchmarks.chatting.surroundings import listening_system, served
from benchmarks.syncing.club import set_up_oura
from benchmarks.syncing.figures import Figure
from messaging.channels.entered import keep_secrets
from messaging.models import Channel, ChatIdentity
from people import roles
from people.adding import add_person
from people.models import Person

SECRET = "benchmark-secret-of-the-webhook-001"  # noqa: S105 nobody else's
ACK_GOAL_MS = 300.0
RATE_GOAL = 100.0
LONGEST_WAIT_S = 600
WARMING_CALLS = 100
# Doubles come late if they come: a moment of silence after the last answer.
SILENCE_S = 5.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Delivered:
    """How often each speaker was answered, and how long after its command was due the last answers came."""

    times: Counter[str]
    last_s: float


def measure(commands: int, a_second: float, port: int, say: Say) -> dict[str, Figure]:
    with listening_system() as address:
        make_club(commands, address)
        say(f"{commands} athletes are known; the site starts.")
        with served(port):
            # Every thread of every worker reads its first page and opens its connection; forged calls leave nothing.
            speak(Asked(WARMING_CALLS, a_second, port, "another secret"))
            began = time.time()
            told = speak(Asked(commands, a_second, port, SECRET))
            say(f"{len(told.waited_s)} acknowledged, {told.refused} refused, in {told.took_s:.1f} s.")
            say(f"Half of them within {_percentile(told.waited_s, 0.5) * 1000:.0f} ms.")
            delivered = _wait_for_answers(address, commands, began)
    say(f"{len(delivered.times)} answered; the last answer came {delivered.last_s:.1f} s after the first command.")
    return {
        "ack_p99_ms": Figure(_percentile(told.waited_s, 0.99) * 1000, ACK_GOAL_MS, "ms"),
        "commands_per_second": Figure(len(told.waited_s) / told.took_s, RATE_GOAL, "1/s", is_at_least=True),
        "answered": Figure(len(delivered.times), commands, "commands", is_at_least=True),
        "doubled": Figure(sum(times - 1 for times in delivered.times.values()), 0, "answers"),
    }


def make_club(athletes: int, address: str) -> None:
    """Tables, the connector, a webhook in use, and athletes who are known there and not connected yet."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    set_up_oura()
    channel, _made = Channel.objects.get_or_create(key="generic")
    channel.is_on, channel.settings = True, {"url": address}
    keep_secrets(channel, {"secret": SECRET})
    channel.save()
    now = timezone.now()
    for number in range(athletes):
        person = Person(username=f"athlete{number}", first_name="Ada", last_name=f"Examplova {number}")
        add_person(person, roles=[roles.ATHLETE])
        ChatIdentity.objects.create(channel="generic", speaker=speaker(number), person=person, confirmed_at=now)


def _wait_for_answers(address: str, commands: int, began: float) -> Delivered:
    deadline = time.monotonic() + LONGEST_WAIT_S
    taken: list[tuple[str, float]] = []
    while time.monotonic() < deadline and len({to for to, _at in taken}) < commands:
        time.sleep(1)
        taken = requests.get(f"{address}/taken", timeout=30).json()
    time.sleep(SILENCE_S)
    taken = requests.get(f"{address}/taken", timeout=30).json()
    last = max((at for _to, at in taken), default=began)
    return Delivered(Counter(to for to, _at in taken), last - began)


def _percentile(values: list[float], share: float) -> float:
    """The nearest rank; endless when nothing was acknowledged."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("inf")
