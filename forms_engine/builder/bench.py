"""The page of one thing a consultant shapes, whatever it is: what is in hand, and steps taken one at a time."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forms_engine.admin.confirming import CONFIRM
from forms_engine.builder.choosing import Chosen, query_of
from forms_engine.builder.doors import designer_of
from forms_engine.builder.refusals import Refused, Unconfirmed
from forms_engine.builder.steps import Done, PanelRefused
from people.models import Person

SAID = "builder_said"
# Boxes of a step that are asked anew, or that the page adds itself.
NOT_REPEATED = ("csrfmiddlewaretoken", "_version", CONFIRM)

Row = TypeVar("Row", bound=Model)
Shown = TypeVar("Shown")


class _NotKept(Exception):  # noqa: N818
    """Takes back what was only tried."""


@dataclass(frozen=True)
class Bench(Generic[Row]):
    """Where forms are shaped, or dashboards.

    `names`: what an address may choose. `lock`: the row, when it is as the page showed it. `change`, `drop`: one
    change, told in the row's history. `told`: what only its template asks for.
    """

    template: str
    home: str
    names: Sequence[str]
    steps: Mapping[str, Callable[[Row, QueryDict], Done]]
    choose: Callable[[Row, Mapping[str, str], QueryDict | None], Chosen]
    page_of: Callable[[Row], str]
    version_of: Callable[[Row], str]
    lock: Callable[[int, str], tuple[Row, Any]]
    change: Callable[[HttpRequest, Row], AbstractContextManager[Row]]
    drop: Callable[[int, str, Person], None]
    told: Callable[[Row], dict[str, Any]]


def work_on(request: HttpRequest, bench: Bench[Row], row: Row) -> HttpResponse:
    """GET shows the row and what the address chooses; POST is one step."""
    if request.method == "POST":
        return _take_step(request, bench, row)
    try:
        chosen = bench.choose(row, query_of(request.GET, is_posted=False, names=bench.names), None)
    except Refused as refusal:
        return show(request, bench, row, Chosen(), refusal)
    return show(request, bench, row, chosen)


def _take_step(request: HttpRequest, bench: Bench[Row], row: Row) -> HttpResponse:
    step = bench.steps.get(request.POST.get("_step", ""))
    try:
        if step is None:
            raise Refused("unknown_step", _("This page was out of date. Nothing was saved."))
        with bench.change(request, row) as locked:
            done = step(locked, request.POST)
    except PanelRefused as refusal:
        return show(request, bench, _fresh(row), refusal.chosen, refusal)
    except Refused as refusal:
        return show(request, bench, _fresh(row), _still_in_hand(request, bench, row), refusal)
    say(request, done.words)
    return redirect(bench.page_of(row) + (f"?{urlencode(done.query)}" if done.query else ""))


def _fresh(row: Row) -> Row:
    return get_object_or_404(type(row), pk=row.pk)


def _still_in_hand(request: HttpRequest, bench: Bench[Row], row: Row) -> Chosen:
    """The panel as it was typed, so that nothing has to be typed again."""
    is_panel = request.POST.get("_step", "").startswith("save_")
    query = query_of(request.POST if is_panel else request.GET, is_posted=is_panel, names=bench.names)
    try:
        return bench.choose(_fresh(row), query, request.POST if is_panel else None)
    except Refused:
        return Chosen()


def show(
    request: HttpRequest, bench: Bench[Row], row: Row, chosen: Chosen, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "version": bench.version_of(row),
        "chosen": chosen,
        "refusal": refusal,
        "repeated": _repeated(request) if isinstance(refusal, Unconfirmed) else [],
        "confirm": CONFIRM,
        "said": take_said(request),
        "here": bench.page_of(row),
        "home": bench.home,
    }
    return render(request, bench.template, context | bench.told(row))


def _repeated(request: HttpRequest) -> list[tuple[str, str]]:
    """The step once more, for the form that asks for the consultant's word."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_REPEATED
        for value in values
        if isinstance(value, str)
    ]


def drop(request: HttpRequest, bench: Bench[Row], row: Row) -> HttpResponse:
    try:
        bench.drop(row.pk, request.POST.get("_version", ""), designer_of(request))
    except Refused as refusal:
        return show(request, bench, _fresh(row), Chosen(), refusal)
    say(request, _("“%(name)s” deleted.") % {"name": row})
    return redirect(bench.home)


def try_step(request: HttpRequest, bench: Bench[Row], row: Row, look: Callable[[Row], Shown]) -> Shown | None:
    """What `look` sees of the row with what is typed in the panel; None while that is not right. Nothing is kept."""
    seen: list[Shown] = []
    try:
        with transaction.atomic():
            # As when it is saved: a step that is being saved at this moment is waited for, and then this page is old.
            locked, _before = bench.lock(row.pk, request.POST.get("_version", ""))
            bench.steps[request.POST["_step"]](locked, request.POST)
            # Everything the page needs is read before it is taken back.
            seen.append(look(_fresh(row)))
            raise _NotKept
    except (_NotKept, Refused, KeyError):
        return next(iter(seen), None)


def say(request: HttpRequest, words: str) -> None:
    """Told on the next page of the bench, once."""
    request.session[SAID] = words


def take_said(request: HttpRequest) -> str:
    said: str = request.session.pop(SAID, "")
    return said
