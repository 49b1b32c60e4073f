"""Documents in and out, whatever they describe: a file to take along, and one brought in, its difference first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from forms_engine.admin.confirming import CONFIRM, CONSEQUENCES
from forms_engine.builder.bench import Bench, Row, say
from forms_engine.builder.changing import note_making
from forms_engine.builder.doors import designer_of
from forms_engine.builder.refusals import Refused
from forms_engine.definition_difference import ADDED, CHANGED, REFUSED, RETIRED, Plan
from forms_engine.definition_shape import LARGEST_DOCUMENT, DocumentRefused


@dataclass(frozen=True)
class Documents(Generic[Row]):
    """Documents of forms, or of dashboards. `member`: where in them the name stands. `address`: the page to import one.

    `apply`: within the caller's transaction. Then what the pages say: two headings, three sentences, and how what
    goes is called.
    """

    bench: Bench[Row]
    member: str
    address: str
    plan_template: str
    read: Callable[[bytes], dict[str, Any]]
    plan: Callable[[Mapping[str, Any]], Plan[Row]]
    apply: Callable[[Mapping[str, Any]], Row]
    all: str | Promise
    title: str | Promise
    unreadable: str | Promise
    same: str | Promise
    next_step: str | Promise
    gone: str | Promise


def file_of(document: str, key: str) -> HttpResponse:
    answer = HttpResponse(document, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{key}.json"'
    return answer


def bring_in(request: HttpRequest, documents: Documents[Row]) -> HttpResponse:
    """A file: first what it would change; sent again with the consultant's word, the change."""
    if request.method != "POST":
        return _ask(request, documents)
    raw = _sent(request)
    try:
        document = documents.read(raw)
    except DocumentRefused as error:
        return _ask(request, documents, error)
    plan = documents.plan(document)
    if "_confirmed" not in request.POST or plan.refusals or not plan.lines:
        return show_plan(request, documents, plan, raw)
    try:
        row = _write(request, documents, plan)
    except Refused as refusal:
        return show_plan(request, documents, documents.plan(document), raw, refusal)
    say(request, _("“%(name)s” imported.") % {"name": row})
    return redirect(documents.bench.page_of(row))


def _sent(request: HttpRequest) -> bytes:
    """The file, or what an earlier page repeats of it."""
    sent = request.FILES.get("file")
    if sent is None:
        return request.POST.get("document", "").encode("utf-8", "surrogatepass")
    # One byte more than is taken, so that a larger file is seen to be larger.
    return sent.read(LARGEST_DOCUMENT + 1)


def _ask(request: HttpRequest, documents: Documents[Row], error: DocumentRefused | None = None) -> HttpResponse:
    return render(request, "forms_engine/builder/bring_in.html", {"documents": documents, "error": error})


def show_plan(
    request: HttpRequest, documents: Documents[Row], plan: Plan[Row], raw: bytes, refusal: Refused | None = None
) -> HttpResponse:
    sorts = (
        (_("Refused"), "is-act", REFUSED),
        (_("Added"), "is-fine", ADDED),
        (_("Changed"), "is-watch", CHANGED),
        (documents.gone, "is-none", RETIRED),
    )
    groups = [(heading, tone, [line for line in plan.lines if line.sort == sort]) for heading, tone, sort in sorts]
    context = {
        "documents": documents,
        "plan": plan,
        "name": plan.document[documents.member]["name"],
        "groups": [group for group in groups if group[2]],
        "document": raw.decode(),
        "version": documents.bench.version_of(plan.standing) if plan.standing else "",
        "refusal": refusal,
        "consequences": CONSEQUENCES,
        "confirm": CONFIRM,
    }
    return render(request, documents.plan_template, context)


def _write(request: HttpRequest, documents: Documents[Row], plan: Plan[Row]) -> Row:
    """What the consultant saw, unless somebody changed the row meanwhile."""
    if plan.standing is None:
        return make(request, documents, plan.document, _("Imported"))
    with documents.bench.change(request, plan.standing):
        return documents.apply(plan.document)


def make(request: HttpRequest, documents: Documents[Row], document: Mapping[str, Any], words: str) -> Row:
    with transaction.atomic():
        made = documents.apply(document)
        note_making(made, designer_of(request), words)
    return made
