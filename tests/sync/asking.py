"""A wearable that counts its requests, and short words for asking; for the tests of who goes first and what is due."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sync import budget, queue
from sync.models import Connection, ProviderApplication, Run
from sync.provider import Due, Rhythm
from tests.fakes.provider import CALM, NIGHT, STEPS, FakeProvider

TUESDAY = date(2026, 3, 10)
MINUTE = timedelta(minutes=1)


class Counting(FakeProvider):
    """Counts its requests as a real provider does, keeps everybody's tokens, and notes whose were used."""

    def __init__(self, **details) -> None:
        super().__init__(**details)
        self.feeds = (
            replace(NIGHT, rhythm=Rhythm.NIGHT, due=Due.NIGHTLY),
            replace(CALM, rhythm=Rhythm.NIGHT, due=Due.NIGHTLY),
            replace(STEPS, rhythm=Rhythm.DAY, due=Due.DAILY),
        )
        self.pages = 1
        self.sent: list[tuple[str, str, date]] = []

    def issue(self, now):
        good = self.good_access
        grant = super().issue(now)
        self.good_access = good | {grant.access_token}
        return grant

    def observations(self, credentials, *, access_token, feed, window):
        for _page in range(self.pages):
            credentials.count_request()
        self.sent.append((access_token, feed.key, window.first))
        return super().observations(credentials, access_token=access_token, feed=feed, window=window)


def ask(connection: Connection, now: datetime, trigger=Run.Trigger.PERSON, **details) -> Run:
    return queue.request_sync(connection, trigger=trigger, now=now, **details)


def limit_to(requests: int) -> None:
    ProviderApplication.objects.update(limit_requests=requests, limit_window_s=300)


def states() -> list[str]:
    return list(Run.objects.order_by("pk").values_list("state", flat=True))


def spent(now: datetime) -> int:
    return budget.requests_lately(budget.applications_with_budgets()[0], now)
