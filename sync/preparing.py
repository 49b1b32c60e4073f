"""What a batch of runs needs before anything is asked: read once for all, one work a run, and which windows to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from sync import accounting, conf, consenting, planning, queue, registry, tokens, windows
from sync.applications import credentials_of
from sync.errors import ScopeMissing
from sync.fetching import Conversation, Fetched
from sync.models import Connection, FeedState, ProviderApplication, Run
from sync.planning import Entry, Seen, Wearer
from sync.provider import Credentials, Feed, Provider, Window
from sync.tokens import Held
from sync.translation import Plan, plans_for

# A re-read that found no room in the budget for so long is asked for as any other feed that is due.
SWEEP_PATIENCE = timedelta(hours=2)
NOTHING_TO_READ = timedelta(hours=1)


@dataclass
class Work:
    """What one run carries along. `asked`: feeds read forward so far; `brought`: those of them that had news."""

    run: Run
    connection: Connection
    states: dict[str, FeedState]
    not_granted: list[FeedState]
    conversation: Conversation
    plan: dict[str, Entry]
    now: datetime
    asked: set[str] = field(default_factory=set)
    brought: set[str] = field(default_factory=set)
    # What a repair still has to read of each feed.
    holes: dict[str, list[Window]] = field(default_factory=dict)

    @property
    def wearer(self) -> Wearer:
        return wearer_of(self.connection, self.now)

    @property
    def all_states(self) -> list[FeedState]:
        return [*self.states.values(), *self.not_granted]

    def next_holes(self) -> dict[str, Window]:
        """The next stretch of each feed that does not fail; those of one that does are left to the next repair."""
        return {key: left.pop(0) for key, left in self.holes.items() if left and not self.states[key].error_code}

    def take_holes(self, unread: Mapping[str, Window]) -> dict[str, list[date]]:
        """The days that are still to be read, `unread` among them, for another run."""
        found = {key: [*([unread[key]] if key in unread else []), *left] for key, left in self.holes.items()}
        self.holes = {}
        return {
            key: [window.first + timedelta(days=step) for window in left for step in range(window.days)]
            for key, left in found.items()
            if left
        }


@dataclass(frozen=True)
class Shared:
    """What the runs of a batch have in common, read once."""

    provider: Provider
    application: ProviderApplication
    credentials: Credentials
    feeds: dict[str, Feed]
    plans: dict[str, Plan]
    states: dict[int, dict[str, FeedState]]
    held: dict[int, Held]

    def requests_for(self, asked: Mapping[str, Window], now: datetime) -> int:
        return sum(planning.requests_for(self.feeds[key], window, now) for key, window in asked.items())


def wearer_of(connection: Connection, now: datetime) -> Wearer:
    """Their clock as last stated by data, else the site's."""
    if connection.utc_offset_s is None:
        offset = timezone.localtime(now).utcoffset() or timedelta()
    else:
        offset = timedelta(seconds=connection.utc_offset_s)
    return Wearer(connection.pk, offset, connection.upload_seen_at)


def read_shared(runs: Sequence[Run], application: ProviderApplication) -> Shared:
    key = application.provider
    provider = registry.provider_for(key)
    states: dict[int, dict[str, FeedState]] = {run.connection_id: {} for run in runs}
    for state in FeedState.objects.filter(connection__in=states):
        states[state.connection_id][state.feed] = state
    return Shared(
        provider=provider,
        application=application,
        credentials=credentials_of(application),
        feeds={feed.key: feed for feed in provider.feeds},
        plans=plans_for(key),
        states=states,
        held=tokens.read_held(key, [run.connection.person for run in runs]),
    )


def prepare(run: Run, shared: Shared, now: datetime) -> Work:
    """The work of one run, its access token refreshed if that is due. Raises what that raises."""
    connection, provider, credentials = run.connection, shared.provider, shared.credentials
    held = shared.held.get(connection.person_id)
    access_token = tokens.access_token_for(connection, provider, credentials, now, held=held)

    def renew(refused: str) -> str:
        return tokens.access_token_for(connection, provider, credentials, now, refused=refused)

    known = shared.states[connection.pk]
    agreed = consenting.shared(connection, [key for key in shared.feeds if key in shared.plans])
    states = {key: known.get(key) or FeedState(connection=connection, feed=key) for key in agreed}
    not_granted = [states.pop(key) for key in agreed if not accounting.is_granted(connection, provider, key)]
    for state in not_granted:
        accounting.note_feed(run, state, ScopeMissing("Not granted."), now)
    conversation = Conversation(provider, credentials, access_token, renew)
    work = Work(run, connection, states, not_granted, conversation, planning.read_plan(connection.plan), now)
    work.holes = {key: windows.hole_windows(days) for key, days in run.holes.items() if key in states}
    return work


def forward_windows(work: Work, shared: Shared, now: datetime) -> dict[str, Window]:
    """The windows of the feeds that are named or due, the newest days of each."""
    run = work.run
    days = Window(run.first_day, run.last_day) if run.first_day and run.last_day else None
    named = set(work.states) if queue.EVERY_FEED in run.feeds else set(run.feeds)
    due = planning.due_feeds(work.plan, work.states, work.wearer, now)
    asked = {}
    for key in work.states:
        if key in named or key in due:
            feed = shared.feeds[key]
            asked[key] = windows.forward_window(
                work.states[key],
                days if key in named else None,
                now,
                overlap_days=0 if feed.days_a_page else conf.OVERLAP_DAYS,
                back_days=planning.days_back(feed, work.plan.get(key), work.wearer, now),
            )
    return asked


def fill_chunks(work: Work, shared: Shared) -> dict[str, Window]:
    """The next chunk of the first fill of each feed that still has one and does not fail."""
    chunks = {}
    for key, state in work.states.items():
        days = conf.CHUNK_DAYS if shared.feeds[key].days_a_page else conf.WIDE_CHUNK_DAYS
        chunk = None if state.error_code else windows.fill_window(state, work.connection, days)
        if chunk is not None:
            chunks[key] = chunk
    return chunks


def note_answer(work: Work, fetched: Fetched) -> None:
    """Learn the wearer's clock from what a feed said."""
    offset_s = planning.offset_of(fetched.observations)
    state = work.states[fetched.feed]
    is_newest = state.last_data_on is None or fetched.window.last >= state.last_data_on
    if offset_s is not None and is_newest:
        work.connection.utc_offset_s = offset_s


def write_plan(work: Work, shared: Shared, now: datetime) -> None:
    """Plan the next asks on the connection in hand; `accounting` writes them with the end of the run."""
    connection, feeds = work.connection, [shared.feeds[key] for key in work.states]
    if work.brought:
        connection.upload_seen_at = now
    seen = {
        key: Seen(
            state.last_data_on, state.error_since if state.error_code else None, state.scope_missing_since is not None
        )
        for key, state in work.states.items()
    }
    live = frozenset(shared.application.live_types)
    named = work.states if queue.EVERY_FEED in work.run.feeds else work.run.feeds
    look = planning.Look(feeds, seen, work.asked, work.brought, live, list(named))
    plan = planning.plan_after(look, work.wearer, work.plan, now)
    asks, sweeps = planning.next_moments(plan, work.wearer)
    if len(plan) < len(feeds):
        asks = now
    latest = sweeps + SWEEP_PATIENCE if sweeps else now + NOTHING_TO_READ
    connection.plan = planning.written_plan(plan)
    connection.asks_next_at = min(asks or latest, latest)
    connection.sweeps_next_at = sweeps
