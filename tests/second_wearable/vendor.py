"""Comet as the vendor of the provider contract."""

from datetime import UTC, datetime, timedelta

from sync.provider import Credentials, Window
from tests.contracts.vendor import ONE_DAY, days_of
from tests.second_wearable.cloud import CLIENT_ID, CLIENT_SECRET, Answer, CometCloud
from tests.second_wearable.provider import PRESET, CometProvider, challenge_of

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SCOPES = frozenset({"rest", "sport", "self"})


class Comet:
    """Fulfils `tests.contracts.vendor.Vendor`."""

    def __init__(self) -> None:
        self.cloud = CometCloud()
        self.provider = CometProvider(self.cloud)
        self.credentials = Credentials(CLIENT_ID, CLIENT_SECRET, PRESET)
        self.redirect_uri = "https://ringside.example/connect/comet/callback"
        self.now, self.account_id = NOW, self.cloud.account_id
        self.window = Window(NOW.date() - 3 * ONE_DAY, NOW.date())
        self.without_documents: frozenset[str] = frozenset()
        for number, day in enumerate(days_of(self.window)):
            bedtime = NOW.replace(hour=22) - timedelta(days=5 - number)
            self.cloud.put_night(str(day), 80 + number, bedtime, pulse=[50 + number, None, 48])
        self.cloud.put_ride("ride-a", str(self.window.last), 20_000)
        self.cloud.put_ride("ride-b", str(self.window.last), 5_000)
        self.cloud.documents["rider"] = {"rider-1": {"bicycle_kg": 7.4}}

    def agree(self, verifier: str, *, without_scope: str = "") -> str:
        return self.cloud.agree(SCOPES - {without_scope}, challenge_of(verifier))

    def say_no_times(self, status: int, times: int = 1) -> None:
        self.cloud.scripted = [Answer(status, {})] * times

    def answer_unreadably(self) -> None:
        self.cloud.scripted = [Answer(200, "<html>")]

    def break_off(self) -> None:
        self.cloud.scripted = [Answer(200)]

    def expire_access(self) -> None:
        self.cloud.accesses.clear()

    def end_grant(self) -> None:
        self.cloud.end_agreements()

    def lapse_membership(self) -> None:
        self.cloud.is_lapsed = True

    def remove_document(self, document_id: str) -> None:
        for held in self.cloud.documents.values():
            held.pop(document_id, None)
