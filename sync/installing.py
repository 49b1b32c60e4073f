"""A provider's feeds become default forms, fields, rights and bindings. Idempotent: what a consultant changed stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from forms_engine.bringing import Brought, WantedField, WantedForm, bring_forms
from forms_engine.models import FormDefinition
from people import roles
from sync import grant_forms as names
from sync.applications import NewApplication, enter_application
from sync.models import Binding, BoundValue
from sync.provider import Endpoints, Provider, Value
from sync.registry import provider_for

AUTHORISE_RIGHTS = {roles.ATHLETE: "r", roles.COACH: "r", roles.STAFF: "r", roles.MEDICAL: "r", roles.CONSULTANT: "r"}
TOKEN_RIGHTS = {roles.CONSULTANT: "r"}


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
    brought = bring_forms(provider.key, [*_planned_forms(provider), *_grant_forms(provider)])
    return Report(brought.new_forms, brought.new_fields, _bind(provider, brought))


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


def _planned_forms(provider: Provider) -> list[WantedForm]:
    return [
        WantedForm(
            key=plan.key,
            name=plan.name,
            kind=FormDefinition.Kind.PROFILE if plan.is_profile else FormDefinition.Kind.EVENT,
            rights=plan.rights,
            fields=_wanted(value for feed in provider.feeds if feed.form == plan.key for value in feed.values),
            description=plan.description,
            dates_the_night=plan.dates_the_night,
        )
        for plan in provider.forms
    ]


def _grant_forms(provider: Provider) -> list[WantedForm]:
    keys, titles = names.grant_form_keys(provider.key), provider.grant_forms
    plans: tuple[tuple[str, str, Mapping[str, str], Iterable[Value]], ...] = (
        (keys.authorise, titles.authorise, AUTHORISE_RIGHTS, _authorise_values()),
        (keys.issued_token, titles.issued_token, TOKEN_RIGHTS, _issued_values()),
        (keys.current_token, titles.current_token, TOKEN_RIGHTS, _current_values()),
    )
    return [
        WantedForm(key, title, FormDefinition.Kind.PROFILE, rights, _wanted(values))
        for key, title, rights, values in plans
    ]


def _wanted(values: Iterable[Value]) -> list[WantedField]:
    return [
        WantedField(
            key=value.key,
            label=value.label,
            type=value.type,
            unit=value.unit,
            section=value.section,
            help=value.help,
            minimum=value.minimum,
            maximum=value.maximum,
            decimals=value.decimals,
            choices=value.choices,
            visible_to=value.visible_to,
        )
        for value in values
    ]


def _bind(provider: Provider, brought: Brought) -> int:
    """Every feed to its form and every value to its field, once. Returns how many bindings are new."""
    bindings = {one.feed: one for one in Binding.objects.filter(provider=provider.key)}
    is_new_site = not bindings
    new = [
        Binding(
            provider=provider.key,
            feed=feed.key,
            form=brought.forms[feed.form],
            date_shift_days=feed.date_shift_days,
            is_active=is_new_site and feed.is_default,
        )
        for feed in provider.feeds
        if feed.key not in bindings
    ]
    bindings |= {one.feed: one for one in Binding.objects.bulk_create(new)}
    bound = set(BoundValue.objects.filter(binding__in=bindings.values()).values_list("binding_id", "value"))
    BoundValue.objects.bulk_create(
        BoundValue(binding=bindings[feed.key], value=value.key, field=brought.fields[feed.form, value.key])
        for feed in provider.feeds
        for value in feed.values
        if (bindings[feed.key].pk, value.key) not in bound
    )
    return len(new)


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
