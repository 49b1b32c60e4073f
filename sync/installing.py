"""A provider's feeds become default forms, fields, rights and bindings. Idempotent: what a consultant changed stays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from forms_engine import definitions
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Section
from people import roles
from sync import grant_forms as names
from sync.applications import NewApplication, enter_application
from sync.models import Binding, BoundValue
from sync.provider import Endpoints, Feed, FormPlan, Provider, Value
from sync.registry import provider_for

AUTHORISE_RIGHTS = {roles.ATHLETE: "r", roles.COACH: "r", roles.STAFF: "r", roles.MEDICAL: "r", roles.CONSULTANT: "r"}
TOKEN_RIGHTS = {roles.CONSULTANT: "r"}
PLACE = 10


@dataclass
class Report:
    """What an installation did: names of forms and counts of fields and bindings that are new."""

    forms: list[str] = field(default_factory=list)
    fields: int = 0
    bindings: int = 0

    @property
    def lines(self) -> list[str]:
        if not (self.forms or self.fields or self.bindings):
            return [_("Everything is installed already; nothing was changed.")]
        made = [_("Form made: %(name)s") % {"name": name} for name in self.forms]
        return [
            *made,
            _("%(count)d fields made") % {"count": self.fields},
            _("%(count)d bindings made") % {"count": self.bindings},
        ]


@transaction.atomic
def install(provider: Provider) -> Report:
    """Make the forms of `provider` that are missing; never overwrite what is there.

    A new site uses the feeds the provider proposes. A feed that comes later waits until a consultant switches it on,
    for the athletes connected by then have not agreed to it.
    """
    report = Report()
    is_new_site = not Binding.objects.filter(provider=provider.key).exists()
    forms = {plan.key: _planned_form(provider, plan, report) for plan in provider.forms}
    _grant_forms(provider, report)
    for feed in provider.feeds:
        _bind(provider, feed, forms[feed.form], report, is_used=is_new_site and feed.is_default)
    return report


def configure_application(
    provider_key: str,
    *,
    endpoints: Endpoints,
    client_id: str,
    client_secret: str,
    now: datetime,
    verification_token: str = "",
    scopes: Sequence[str] = (),
) -> None:
    """Write the application row from a command, where free addresses are allowed too.

    Raises django.core.exceptions.ValidationError for addresses without https:// outside demo and tests, or a
    missing id or secret.
    """
    entered = NewApplication(client_id, client_secret, endpoints, scopes, verification_token)
    enter_application(provider_for(provider_key), entered, now)


def is_installed(provider: Provider) -> bool:
    """Every form is there and every feed bound. Two queries."""
    keys = names.grant_form_keys(provider.key)
    wanted = {plan.key for plan in provider.forms} | {keys.authorise, keys.issued_token, keys.current_token}
    there = set(FormDefinition.objects.filter(key__in=wanted).values_list("key", flat=True))
    bound = set(Binding.objects.filter(provider=provider.key).values_list("feed", flat=True))
    return there == wanted and bound >= {feed.key for feed in provider.feeds}


def _planned_form(provider: Provider, plan: FormPlan, report: Report) -> FormDefinition:
    kind = FormDefinition.Kind.PROFILE if plan.is_profile else FormDefinition.Kind.EVENT
    form = _form(provider, plan.key, plan.name, kind, plan.description, report, plan.dates_the_night)
    _rights(form, plan.rights)
    return form


def _form(
    provider: Provider, key: str, name: str, kind: str, description: str, report: Report, dates_the_night: bool = False
) -> FormDefinition:
    is_new = not FormDefinition.objects.filter(key=key).exists()
    form = definitions.ensure_form(
        key=key,
        name=name,
        kind=kind,
        description=description,
        dates_the_night=dates_the_night,
        managed_by=provider.key,
    )
    if is_new:
        report.forms.append(name)
    return form


def _rights(form: FormDefinition, rights: Mapping[str, str]) -> None:
    """Default rights are given once, when the form has none: a right taken away later stays away."""
    if FormPermission.objects.filter(form=form).exists():
        return
    for role, letters in rights.items():
        definitions.ensure_permission(form, role, letters)


def _bind(provider: Provider, feed: Feed, form: FormDefinition, report: Report, *, is_used: bool) -> None:
    fields = _fields(provider, form, feed.values, report)
    binding, is_new = Binding.objects.get_or_create(
        provider=provider.key,
        feed=feed.key,
        defaults={"form": form, "date_shift_days": feed.date_shift_days, "is_active": is_used},
    )
    report.bindings += is_new
    bound = set(binding.values.values_list("value", flat=True))
    BoundValue.objects.bulk_create(
        BoundValue(binding=binding, value=value.key, field=fields[value.key])
        for value in feed.values
        if value.key not in bound
    )


def _fields(
    provider: Provider, form: FormDefinition, values: tuple[Value, ...], report: Report
) -> dict[str, FieldDefinition]:
    there = {one.key: one for one in FieldDefinition.objects.filter(form=form)}
    places = _free_places(form.fields.values_list("order", flat=True))
    sections: dict[str, Section | None] = {"": None}
    for value in values:
        known = there.get(value.key)
        if known and (known.type, known.written_by) == (value.type, provider.key):
            continue  # one of another type or writer is the club's own: `ensure_field` refuses it
        if value.section not in sections:
            sections[value.section] = _section(form, value.section)
        report.fields += 1
        there[value.key] = definitions.ensure_field(
            form,
            key=value.key,
            label=value.label,
            type=value.type,
            unit=value.unit,
            section=sections[value.section],
            order=next(places),
            help=value.help,
            minimum=value.minimum,
            maximum=value.maximum,
            decimals=value.decimals,
            choices=list(value.choices),
            written_by=provider.key,
            visible_to=value.visible_to,
        )
    return there


def _section(form: FormDefinition, title: str) -> Section:
    return definitions.ensure_section(form, title, next(_free_places(form.sections.values_list("order", flat=True))))


def _free_places(taken: Iterable[int]) -> Iterator[int]:
    """10, 20, 30 … behind what is there: the provider's own order, with room between for a consultant's."""
    last = max(taken, default=0)
    return count(last - last % PLACE + PLACE, PLACE)


def _grant_forms(provider: Provider, report: Report) -> None:
    keys, titles = names.grant_form_keys(provider.key), provider.grant_forms
    plans = (
        (keys.authorise, titles.authorise, AUTHORISE_RIGHTS, _authorise_values()),
        (keys.issued_token, titles.issued_token, TOKEN_RIGHTS, _issued_values()),
        (keys.current_token, titles.current_token, TOKEN_RIGHTS, _current_values()),
    )
    for key, title, rights, values in plans:
        form = _form(provider, key, title, FormDefinition.Kind.PROFILE, "", report)
        _rights(form, rights)
        _fields(provider, form, values, report)


def _authorise_values() -> tuple[Value, ...]:
    return (
        Value(names.LINK, gettext_noop("Authorisation Link"), "link"),
        Value(names.STATE, gettext_noop("State"), "text"),
        Value(names.AUTHORISED_ON, gettext_noop("Authorised on"), "datetime"),
        Value(names.GRANTED, gettext_noop("Data types granted"), "text"),
        Value(names.LAST_SYNC, gettext_noop("Last sync"), "datetime"),
        Value(names.LAST_DATA, gettext_noop("Last data"), "date"),
    )


def _issued_values() -> tuple[Value, ...]:
    return (
        Value(
            names.REFRESH_TOKEN,
            gettext_noop("Refresh token as issued"),
            "secret",
            help=gettext_noop("Kept until it is first rotated."),
        ),
        Value(names.ISSUED_AT, gettext_noop("Issued at"), "datetime"),
        Value(
            names.FINGERPRINT,
            gettext_noop("Fingerprint"),
            "text",
            help=gettext_noop("Tells tokens apart; nothing can be read with it."),
        ),
    )


def _current_values() -> tuple[Value, ...]:
    return (
        Value(names.REFRESH_TOKEN, gettext_noop("Refresh token in force"), "secret"),
        Value(names.ACCESS_TOKEN, gettext_noop("Access token"), "secret"),
        Value(names.EXPIRES_AT, gettext_noop("Access token expires at"), "datetime"),
        Value(names.ROTATED_AT, gettext_noop("Rotated at"), "datetime"),
    )
