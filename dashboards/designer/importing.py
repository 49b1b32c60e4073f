"""Bringing a dashboard in from JSON: first the difference and every refusal, then, asked again, the rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from dashboards.designer.difference import tell_difference
from dashboards.designer.documents import export_dashboard
from dashboards.designer.tiles import tile_kind
from dashboards.measures import all_measures
from dashboards.models import Dashboard, Tile
from forms_engine.definition_difference import REFUSED, Line, Plan
from people.models import Squad


@dataclass(frozen=True)
class DashboardPlan(Plan[Dashboard]):
    """`unknown`: keys of fields that are not on this site; their tiles say so until the fields come."""

    unknown: list[str]


def plan_import(document: Mapping[str, Any]) -> DashboardPlan:
    """The difference to the dashboard of the same key, and every reason why it cannot be. Writes nothing."""
    standing = Dashboard.objects.filter(key=document["dashboard"]["key"]).first()
    before = export_dashboard(standing) if standing else None
    return DashboardPlan(
        document,
        standing,
        [*_refusals(document["dashboard"], standing), *tell_difference(before, document)],
        _unknown_fields(document),
    )


def _refusals(about: Mapping[str, Any], standing: Dashboard | None) -> Iterator[Line]:
    others = Dashboard.objects.exclude(pk=standing.pk) if standing else Dashboard.objects.all()
    if others.filter(name=about["name"]).exists():
        words = _("Another dashboard is called “%(name)s”.") % {"name": about["name"]}
        yield Line(REFUSED, words, code="name_taken")
    for name in _missing(about["roles"], Group.objects.filter(name__in=about["roles"]).values_list("name", flat=True)):
        words = _("There is no role “%(name)s” on this site.") % {"name": name}
        yield Line(REFUSED, words, code="unknown_role")
    squads = list(Squad.objects.filter(name__in=about["squads"]).values_list("name", flat=True))
    for name in _missing(about["squads"], squads):
        words = _("There is no squad “%(name)s” on this site. Take it out of the file, or add the squad first.")
        yield Line(REFUSED, words % {"name": name}, code="unknown_squad")
    for name in sorted({one for one in squads if squads.count(one) > 1}):
        words = _("Several squads are called “%(name)s”. Take it out of the file and choose the squad here.")
        yield Line(REFUSED, words % {"name": name}, code="several_squads")


def _missing(wanted: Any, there: Any) -> list[str]:
    return sorted(set(wanted) - set(there))


def _unknown_fields(document: Mapping[str, Any]) -> list[str]:
    known = {one.key for one in all_measures()}
    asked: set[str] = set()
    for tile in document["tiles"]:
        if kind := tile_kind(tile["kind"]):
            asked.update(kind.asked_measures(tile["options"]))
    return sorted(asked - known)


def apply_document(document: Mapping[str, Any], *, is_shipped: bool = False) -> Dashboard:
    """Makes the dashboard of this key what the document says, within the caller's transaction.

    The caller has looked at `plan_import`: names are judged there.
    """
    about = document["dashboard"]
    plain = {name: about[name] for name in ("name", "description", "is_shown")}
    dashboard = Dashboard.objects.filter(key=about["key"]).first()
    if dashboard is None:
        plain |= {"order": Dashboard.objects.count(), "is_shipped": is_shipped}
    dashboard, _is_new = Dashboard.objects.update_or_create(key=about["key"], defaults=plain)
    dashboard.roles.set(Group.objects.filter(name__in=about["roles"]))
    dashboard.squads.set(Squad.objects.filter(name__in=about["squads"]))
    dashboard.tiles.all().delete()
    Tile.objects.bulk_create(
        Tile(dashboard=dashboard, order=order, **said) for order, said in enumerate(document["tiles"])
    )
    return dashboard
