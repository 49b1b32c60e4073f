"""When Oura has what the ring recorded: nights once the app is opened, activity as background syncs bring it."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.periods import MAIN, Period
from oura_connector.simulator.seeding import draw, fraction_of
from oura_connector.simulator.shapes import SLOT_S, began_s, count_slots
from oura_connector.simulator.ways import way_of
from oura_connector.simulator.zones import ONE_DAY, at_local

LEAST_LAG = timedelta(minutes=11)
UPLOAD_HOUR = 19.5  # when whoever uploads every few days does so, by the wall clock


def opened_at(seed: str, athlete: Athlete, day: date, period: Period) -> datetime:
    """The moment the wearer opens the app after a sleep period; days later for those who upload seldom."""
    chance = draw(seed, athlete.number, day, "opened", period.order)
    quick, usual, late = (5, 45), (45, 170), (180, 480)
    shares = (75, 20, 5) if period.order == MAIN else (60, 40, 0)
    least, most = chance.choices((quick, usual, late), shares)[0]
    moment = period.ends_at.astimezone(UTC) + timedelta(minutes=chance.uniform(least, most))
    return upload_after(seed, athlete, moment) if way_of(athlete.number).uploads_every_days else moment


def analysed_at(seed: str, athlete: Athlete, day: date, period: Period) -> datetime:
    """The moment a night made in the background is at Oura, before anybody looked at it."""
    return period.ends_at.astimezone(UTC) + timedelta(
        minutes=2 + 3 * fraction_of(seed, athlete.number, day, "analysed", period.order)
    )


def arrived_slots(seed: str, athlete: Athlete, day: date, now: datetime) -> int:
    """How many slots of the activity day have reached Oura by `now`, 0 to the whole day's."""
    since_start_s = reached_s(seed, athlete, now) - began_s(seed, athlete, day)
    return min(count_slots(seed, athlete, day), max(0, int(since_start_s // SLOT_S)))


def reached_s(seed: str, athlete: Athlete, now: datetime) -> float:
    """The Unix time up to which everything the ring sends by itself is at Oura by `now`.

    Background syncs come every 15 to 40 minutes and carry what is at least 11 to 16 minutes old.
    """
    if way_of(athlete.number).uploads_every_days:
        synced_s = _last_upload(seed, athlete, now).timestamp()
    else:
        every_s, phase_s = _sync_rhythm(seed, athlete)
        synced_s = (now.timestamp() - phase_s) // every_s * every_s + phase_s
    return synced_s - _lag_of_sync_s(seed, athlete, synced_s)


def arrives_at(seed: str, athlete: Athlete, moment: datetime) -> datetime:
    """When what the ring knew at `moment` is at Oura: with the first sync that reaches so far."""
    if way_of(athlete.number).uploads_every_days:
        upload = upload_after(seed, athlete, moment + LEAST_LAG)
        if upload.timestamp() - _lag_of_sync_s(seed, athlete, upload.timestamp()) < moment.timestamp():
            upload = upload_after(seed, athlete, upload + timedelta(seconds=1))
        return upload
    every_s, phase_s = _sync_rhythm(seed, athlete)
    synced_s = -(-(moment.timestamp() + LEAST_LAG.total_seconds() - phase_s) // every_s) * every_s + phase_s
    if synced_s - _lag_of_sync_s(seed, athlete, synced_s) < moment.timestamp():
        synced_s += every_s
    return datetime.fromtimestamp(synced_s, UTC)


def entered_at(seed: str, athlete: Athlete, moment: datetime) -> datetime:
    """When what is typed into the app is at Oura: at once, or with the next upload of who uploads seldom."""
    return upload_after(seed, athlete, moment) if way_of(athlete.number).uploads_every_days else moment


def list_syncs(seed: str, athlete: Athlete, begins_at: datetime, ends_at: datetime) -> list[datetime]:
    """The moments (UTC) from `begins_at` to before `ends_at` at which the ring's days so far reach Oura."""
    if way_of(athlete.number).uploads_every_days:
        upload, uploads = upload_after(seed, athlete, begins_at), []
        while upload < ends_at:
            uploads.append(upload)
            upload = upload_after(seed, athlete, upload + timedelta(seconds=1))
        return uploads
    every_s, phase_s = _sync_rhythm(seed, athlete)
    first_s = -(-(int(begins_at.timestamp()) - phase_s) // every_s) * every_s + phase_s
    return [datetime.fromtimestamp(at_s, UTC) for at_s in range(first_s, int(ends_at.timestamp()), every_s)]


@lru_cache(maxsize=4096)
def _sync_rhythm(seed: str, athlete: Athlete) -> tuple[int, int]:
    """(seconds from one background sync to the next, seconds the first is late)."""
    every_s = 60 * (15 + int(25 * fraction_of(seed, athlete.number, "sync every")))
    return every_s, int(every_s * fraction_of(seed, athlete.number, "sync phase"))


@lru_cache(maxsize=4096)
def _lag_of_sync_s(seed: str, athlete: Athlete, reached_s: float) -> float:
    return 60 * (11 + 5 * fraction_of(seed, athlete.number, reached_s, "lag"))


def upload_after(seed: str, athlete: Athlete, moment: datetime) -> datetime:
    """The first upload at `moment` or after."""
    on = moment.astimezone(athlete.time_zone).date()
    while not _uploads_on(seed, athlete, on) or _upload_of(seed, athlete, on) < moment:
        on += ONE_DAY
    return _upload_of(seed, athlete, on)


def _last_upload(seed: str, athlete: Athlete, moment: datetime) -> datetime:
    """The last upload at `moment` or before."""
    on = moment.astimezone(athlete.time_zone).date()
    while not _uploads_on(seed, athlete, on) or _upload_of(seed, athlete, on) > moment:
        on -= ONE_DAY
    return _upload_of(seed, athlete, on)


def _uploads_on(seed: str, athlete: Athlete, on: date) -> bool:
    every = way_of(athlete.number).uploads_every_days
    return on.toordinal() % every == int(every * fraction_of(seed, athlete.number, "uploads"))


def _upload_of(seed: str, athlete: Athlete, on: date) -> datetime:
    return at_local(seed, athlete, on, UPLOAD_HOUR * 3600).astimezone(UTC)
