"""Two accounts of one human become one: everything said about, or by, the one that goes moves to the one that stays.

Rows are found through the models' own links to Person, so that no room needs to be known here. What cannot stand
twice (both were athlete of one squad, both have a record of one day by one source) is left where it is; the account
that goes is deactivated, never deleted, and so nothing is lost. Roles and ways to log in never move.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.constraints import UniqueConstraint
from django.utils.translation import gettext as _

from people.models import Person

# Rights and ways to log in belong to an account; what lasts minutes is not worth moving; the projection and its
# marks follow the records by themselves.
NEVER_MOVED = frozenset(
    {
        "people.Person_groups",
        "people.Person_user_permissions",
        "account.EmailAddress",
        "knox.AuthToken",
        "sync.AuthorisationState",
        "forms_engine.GridPresence",
        "dashboards.DailyValue",
        "dashboards.Unsettled",
        "dashboards.WriteMark",
    }
)
FILLED_IN = ("date_of_birth", "sex", "known_as")

# Rooms further out say at start-up why two accounts may not become one now, and follow when they have.
Refusal = Callable[[Person, Person], list[str]]
Follower = Callable[[Person, Person, datetime], None]
_refusals: list[Refusal] = []
_followers: list[Follower] = []


class CannotMerge(Exception):
    """`reasons`: who must do what first, in words for the consultant."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class MovedKind:
    """How many rows of one kind move, and how many stay behind because their like is there already."""

    label: str
    moves: int
    stays_behind: int


def plug_merge_refusal(refusal: Refusal) -> None:
    """`refusal(stays, goes)` answers sentences, [] when nothing speaks against it."""
    if refusal not in _refusals:
        _refusals.append(refusal)


def plug_merged(follower: Follower) -> None:
    """`follower(stays, goes, now)` is called in the transaction, after everything has moved."""
    if follower not in _followers:
        _followers.append(follower)


def reasons_against_merging(stays: Person, goes: Person, by: Person) -> list[str]:
    """Why `by` cannot merge these two now; [] when they can."""
    if stays.pk == goes.pk:
        return [_("This is one account: choose two.")]
    if goes.pk == by.pk:
        return [_("Your own account cannot be the one that goes. Let it stay, or ask another consultant.")]
    if (stays.is_superuser or goes.is_superuser) and not by.is_superuser:
        return [_("One of them runs this site: ask somebody with the same rights.")]
    return [reason for refusal in _refusals for reason in refusal(stays, goes)]


def foresee_merge(stays: Person, goes: Person) -> list[MovedKind]:
    """What would move, kind by kind, and what would stay behind. Writes nothing; two queries a link to people."""
    found: dict[str, MovedKind] = {}
    for model, link in _links():
        rows = _rows(model, link, goes)
        total = rows.count()
        if not total:
            continue
        moves = _movable(rows, model, link, stays).count()
        label = str(model._meta.verbose_name_plural)
        before = found.get(label, MovedKind(label, 0, 0))
        found[label] = MovedKind(label, before.moves + moves, before.stays_behind + total - moves)
    return sorted(found.values(), key=lambda one: one.label.casefold())


@transaction.atomic
def merge_people(stays: Person, goes: Person, by: Person, now: datetime) -> list[MovedKind]:
    """Moves everything, deactivates `goes`, and answers what moved. All or nothing. Raises CannotMerge."""
    locked = {
        one.pk: one for one in Person.objects.select_for_update().filter(pk__in=[stays.pk, goes.pk]).order_by("pk")
    }
    stays, goes = locked[stays.pk], locked[goes.pk]
    if reasons := reasons_against_merging(stays, goes, by):
        raise CannotMerge(reasons)
    foreseen = foresee_merge(stays, goes)
    for model, link in _links():
        movable = _movable(_rows(model, link, goes), model, link, stays)
        model._base_manager.filter(pk__in=list(movable.values_list("pk", flat=True))).update(**{link: stays})
    _fill_in(stays, goes)
    goes.is_active = False
    goes.save(update_fields=["is_active"])
    for follow in _followers:
        follow(stays, goes, now)
    return foreseen


def _links() -> Iterator[tuple[type[Model], str]]:
    """(model, name of its field) of everything that points at a person."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        model: Any = relation.related_model
        if model._meta.label not in NEVER_MOVED:
            yield model, relation.field.name  # type: ignore[union-attr]


def _rows(model: type[Model], link: str, person: Person) -> QuerySet[Any]:
    return model._base_manager.filter(**{link: person})


def _movable(rows: QuerySet[Any], model: type[Model], link: str, stays: Person) -> QuerySet[Any]:
    """Those whose like the account that stays does not have."""
    for fields, condition in _unique_sets(model, link):
        alike = {name: OuterRef(name) for name in fields if name != link}
        rows = rows.exclude(Exists(model._base_manager.filter(condition, **{link: stays}, **alike)) & condition)
    return rows


def _unique_sets(model: type[Model], link: str) -> Iterator[tuple[tuple[str, ...], Q]]:
    field: Any = model._meta.get_field(link)
    if field.unique:
        yield (link,), Q()
    for names in model._meta.unique_together:
        if link in names:
            yield tuple(names), Q()
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and link in constraint.fields:
            yield tuple(constraint.fields), constraint.condition or Q()


def _fill_in(stays: Person, goes: Person) -> None:
    """What is known of the human and missing on the account that stays."""
    missing = [name for name in FILLED_IN if not getattr(stays, name) and getattr(goes, name)]
    for name in missing:
        setattr(stays, name, getattr(goes, name))
    if missing:
        stays.save(update_fields=missing)
