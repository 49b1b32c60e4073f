"""The sockets: what apps further out plug into forms, boards and pages at start-up.

Link targets fill the link fields of a managed profile form; person badges say how somebody's data arrive, and who
plugs in badges says when anybody's data were last asked for; source names are what people call a connector; gap causes
say why days of a field have no value; samples are what stands behind a `series` value; who keeps something in step with
records is told what was written, and when a definition makes other numbers of it; uses say what leans on a field before
it retires or its numbers change.
Targets and badges answer for many people in one call, so that a page's query count stays put.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from forms_engine.models import FieldDefinition, FormDefinition
from people.models import Person


@dataclass(frozen=True)
class LinkAction:
    """Something else the person may do beside the link. `is_post`: the button acts at once; else it opens a page."""

    url: str
    label: str
    is_post: bool = False


@dataclass(frozen=True)
class LinkTarget:
    """Where a link field of one person's form leads, and what the form says live beside it.

    `url` is "" while the link cannot be used; `reason` then says who must do what. `note`: one sentence on how it
    stands. `facts`: field key → canonical value, shown in place of stored values (state, dates).
    """

    url: str
    label: str
    reason: str = ""
    note: str = ""
    actions: tuple[LinkAction, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Cause:
    """Why a value is missing: `code` for scripts, `words` for people, never a guess."""

    code: str
    words: str


@dataclass(frozen=True)
class PersonBadge:
    """How somebody's data arrive from one source.

    `tone`: fine, watch, act or none. `detail` says who must act, `advice` says it to the person themself; `action` is
    the word on the button that leads to `url`, their own form; `staff_url` is that form as staff open it.
    `causes`: form id → why its value due on the asked day is missing.
    """

    provider: str
    tone: str
    words: str
    detail: str = ""
    since: datetime | None = None
    last_sync_at: datetime | None = None
    last_data_on: date | None = None
    url: str = ""
    staff_url: str = ""
    advice: str = ""
    action: str = ""
    causes: Mapping[int, Cause] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """Records of one form and person that were made, changed, withdrawn or restored, by the days they are or were on.

    A profile's record has the day None. `keys`: what alone was reckoned anew in them; None when somebody wrote.
    """

    form_id: int
    person_id: int
    days: frozenset[date | None]
    keys: frozenset[str] | None = None


@dataclass(frozen=True)
class Samples:
    """The samples behind one `series` value, oldest first; None for a gap. `source_id`: of the record it stands in."""

    field_id: int
    source_id: str
    points: Sequence[tuple[datetime, float | None]]


@dataclass(frozen=True)
class Use:
    """Something further out that leans on a field: `words` name it within a sentence, `url` is where it is changed.

    `limit`: the number on the field's own scale it compares with, in words; "" for what compares with none.
    """

    field_id: int
    words: str
    url: str = ""
    limit: str = ""


LinkSocket = Callable[[FormDefinition, Sequence[Person], Person, datetime], dict[int, LinkTarget]]
BadgeSocket = Callable[[Sequence[Person], date, datetime], dict[int, list[PersonBadge]]]
SyncedSocket = Callable[[Collection[int]], datetime | None]
SourceSocket = Callable[[str], str]
GapSocket = Callable[[Person, Mapping[int, Collection[date]], date, datetime], dict[int, dict[date, Cause]]]
SampleSocket = Callable[[Person, Collection[int], Collection[str]], list[Samples]]
WrittenSocket = Callable[[Sequence[Written], datetime], None]
RedefinedSocket = Callable[[FormDefinition, Person, datetime], None]
ErasedSocket = Callable[[Person, str, Sequence[Written]], None]
UseSocket = Callable[[Sequence[FieldDefinition]], Sequence[Use]]

_link_sockets: list[LinkSocket] = []
_badge_sockets: list[BadgeSocket] = []
_synced_sockets: list[SyncedSocket] = []
_source_sockets: list[SourceSocket] = []
_gap_sockets: list[GapSocket] = []
_sample_sockets: list[SampleSocket] = []
_written_sockets: list[WrittenSocket] = []
_redefined_sockets: list[RedefinedSocket] = []
_erased_sockets: list[ErasedSocket] = []
_use_sockets: list[UseSocket] = []


def plug_links(socket: LinkSocket) -> None:
    """`socket(form, people, viewer, now)` answers person id → LinkTarget, {} for a form that is not its own."""
    if socket not in _link_sockets:
        _link_sockets.append(socket)


def plug_badges(socket: BadgeSocket) -> None:
    """`socket(people, day, now)` answers person id → badges; `day` is the board day whose gaps are explained."""
    if socket not in _badge_sockets:
        _badge_sockets.append(socket)


def plug_synced(socket: SyncedSocket) -> None:
    """`socket(person_ids)` answers when data of any of these people were last asked for, None when never."""
    if socket not in _synced_sockets:
        _synced_sockets.append(socket)


def plug_sources(socket: SourceSocket) -> None:
    """`socket(source)` answers the name of a connector, "" for one it does not know."""
    if socket not in _source_sockets:
        _source_sockets.append(socket)


def plug_gaps(socket: GapSocket) -> None:
    """`socket(person, wanted, today, now)`: `wanted` are days of records (their own date) by field id.

    It answers field id → day → why there is no value, for the fields it fills.
    """
    if socket not in _gap_sockets:
        _gap_sockets.append(socket)


def plug_samples(socket: SampleSocket) -> None:
    """`socket(person, field_ids, source_ids)` answers the samples of these fields in the records with these ids."""
    if socket not in _sample_sockets:
        _sample_sockets.append(socket)


def plug_written(socket: WrittenSocket) -> None:
    """`socket(written, now)` is called in the transaction that wrote: cheap work only, the rest is asked for there."""
    if socket not in _written_sockets:
        _written_sockets.append(socket)


def plug_redefined(socket: RedefinedSocket) -> None:
    """`socket(form, by, now)` is called in the transaction after which the form's records say other numbers: by another
    score of an option, or another rule for several entries of a day."""
    if socket not in _redefined_sockets:
        _redefined_sockets.append(socket)


def plug_erased(socket: ErasedSocket) -> None:
    """`socket(person, source, erased)` is called in the transaction that erased: what was made of it goes too."""
    if socket not in _erased_sockets:
        _erased_sockets.append(socket)


def plug_uses(socket: UseSocket) -> None:
    """`socket(fields)` answers what leans on any of `fields`, each of which comes with its form; for consultants."""
    if socket not in _use_sockets:
        _use_sockets.append(socket)


def tell_erased(person: Person, source: str, erased: Sequence[Written]) -> None:
    """Called when everything `source` wrote about `person` is erased; `erased`: where it was."""
    for socket in _erased_sockets:
        socket(person, source, erased)


def tell_written(written: Sequence[Written], now: datetime) -> None:
    """Called by whatever writes records, in its transaction, once for all it wrote."""
    for socket in _written_sockets:
        socket(written, now)


def tell_redefined(form: FormDefinition, by: Person, now: datetime) -> None:
    """Called by whatever changes definitions, in its transaction."""
    for socket in _redefined_sockets:
        socket(form, by, now)


def source_name(source: str) -> str:
    """What people call the source of a record or the manager of a form; as it stands when nobody knows it."""
    return next((name for socket in _source_sockets if (name := socket(source))), source)


def link_targets(
    form: FormDefinition, people: Sequence[Person], viewer: Person, now: datetime
) -> dict[int, LinkTarget]:
    """Person id → target, for the people a plugged-in app knows an answer for; {} for a form nobody answers for."""
    targets: dict[int, LinkTarget] = {}
    for socket in _link_sockets:
        targets.update(socket(form, people, viewer, now))
    return targets


def person_badges(people: Sequence[Person], day: date, now: datetime) -> dict[int, list[PersonBadge]]:
    """Person id → badges of all sources; everybody asked for is a key."""
    badges: dict[int, list[PersonBadge]] = {person.pk: [] for person in people}
    for socket in _badge_sockets:
        for person_id, found in socket(people, day, now).items():
            badges[person_id].extend(found)
    return badges


def newest_sync(person_ids: Collection[int]) -> datetime | None:
    """The newest `last_sync_at` of these people's badges, without making badges of them."""
    return max((at for socket in _synced_sockets if (at := socket(person_ids))), default=None)


def gap_causes(
    person: Person, wanted: Mapping[int, Collection[date]], today: date, now: datetime
) -> dict[int, dict[date, Cause]]:
    """Field id → day of the record → why there is no value; fields no plugged-in app fills are not among them."""
    causes: dict[int, dict[date, Cause]] = {}
    for socket in _gap_sockets:
        causes.update(socket(person, wanted, today, now))
    return causes


def samples_of(person: Person, field_ids: Collection[int], source_ids: Collection[str]) -> list[Samples]:
    """The samples of these `series` fields in the person's records with these source ids. Rights are settled before."""
    return [found for socket in _sample_sockets for found in socket(person, field_ids, source_ids)]


def uses_of(fields: Sequence[FieldDefinition]) -> list[Use]:
    """What leans on these fields, in all apps further out."""
    return [use for socket in _use_sockets for use in socket(fields)] if fields else []
