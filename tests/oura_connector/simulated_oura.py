"""The simulator as the vendor of the provider contract: in this process, its clock standing still."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

from oura_connector.presets import available_presets
from oura_connector.provider import OuraProvider
from oura_connector.simulator.answers import DEFAULT_APPLICATION, Simulator
from oura_connector.simulator.athletes import ATHLETES
from oura_connector.simulator.clock import Clock
from oura_connector.simulator.faults import GARBAGE, TRUNCATED, ScriptedAnswer
from oura_connector.simulator.ledger import LEGACY, PORTAL, Code
from oura_connector.simulator.oauth import SCOPES
from sync.provider import Credentials, Endpoints, Window

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8001"
PORTAL_ENDPOINTS = Endpoints(
    key="portal",
    name="The simulator's newer token service",
    authorize_url=f"{ADDRESS}/oauth/v2/ext/oauth-authorize",
    token_url=f"{ADDRESS}/oauth/v2/ext/oauth-token",
    revoke_url=f"{ADDRESS}/oauth/v2/ext/oauth-revoke",
    api_url=ADDRESS,
)


class SimulatedOura:
    """Fulfils `tests.contracts.vendor.Vendor` for one athlete and one of Oura's token services."""

    def __init__(self, family: str) -> None:
        self.family = family
        self.now = NOW
        self.simulator = Simulator("contract", clock=Clock(lambda: NOW))
        self.athlete = ATHLETES[0]
        self.account_id = self.simulator.world.traits(self.athlete).user_id
        self.provider = OuraProvider()
        legacy = next(preset for preset in available_presets() if preset.key == "simulator")
        self.credentials = Credentials(
            DEFAULT_APPLICATION.client_id,
            DEFAULT_APPLICATION.client_secret,
            PORTAL_ENDPOINTS if family == PORTAL else legacy,
        )
        self.redirect_uri = DEFAULT_APPLICATION.redirect_uris[0]
        self.window = self._worn_days()
        self.without_documents = frozenset({"heartrate", "ring_battery_level"})

    def agree(self, verifier: str, *, without_scope: str = "") -> str:
        url = self.provider.authorize_url(
            self.credentials, redirect_uri=self.redirect_uri, state="state-1", verifier=verifier, scopes=["daily"]
        )
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        scopes = tuple(scope for scope in SCOPES if scope != without_scope)
        return self.simulator.ledger.issue_code(
            Code(
                client_id=asked["client_id"],
                user_id=self.account_id,
                scopes=scopes,
                family=self.family,
                redirect_uri=asked["redirect_uri"],
                challenge=asked["code_challenge"],
                issued_at=NOW.isoformat(),
            )
        )

    def say_no_times(self, status: int, times: int = 1) -> None:
        self.simulator.faults.script(ScriptedAnswer(times, status=status))

    def answer_unreadably(self) -> None:
        self.simulator.faults.script(ScriptedAnswer(1, GARBAGE))

    def break_off(self) -> None:
        self.simulator.faults.script(ScriptedAnswer(1, TRUNCATED))

    def expire_access(self) -> None:
        self.simulator.ledger.expire(NOW, self.account_id)

    def end_grant(self) -> None:
        self.simulator.ledger.revoke(self.account_id)

    def lapse_membership(self) -> None:
        self.simulator.faults.set_lapsed(self.account_id, True)

    def remove_document(self, document_id: str) -> None:
        self.simulator.faults.delete(document_id)

    def _worn_days(self) -> Window:
        """The newest six days on which this athlete has a main sleep, scores, stress, oxygen and activity."""
        run: list[date] = []
        for ordinal in range(NOW.date().toordinal(), NOW.date().toordinal() - 200, -1):
            day = date.fromordinal(ordinal)
            run = [*run, day] if self._is_complete(day) else []
            if len(run) == 6:
                return Window(run[-1], run[0])
        raise AssertionError("This world has no six days in a row.")

    def _is_complete(self, day: date) -> bool:
        def bodies(collection: str):
            found = self.simulator.world.documents_of_day(self.athlete, collection, day, NOW)
            return [document.body() for document in found]

        due = ("daily_activity", "daily_readiness", "daily_sleep", "daily_stress", "daily_spo2")
        scores = [bodies(name) for name in due]
        return all(scores) and any(period["type"] == "long_sleep" for period in bodies("sleep"))


FAMILIES = (LEGACY, PORTAL)
