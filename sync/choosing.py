"""Which of a provider's feeds this site uses: bindings in use, and what switching one means."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from sync.models import Binding
from sync.provider import Feed, Provider


@dataclass(frozen=True)
class Choice:
    """One feed on the set-up page. `form_name` is "" until the forms are installed."""

    feed: Feed
    form_name: str
    is_used: bool


def choices_of(provider: Provider) -> list[Choice]:
    """Every feed the provider has, in its order. One query."""
    bound = {one.feed: one for one in Binding.objects.filter(provider=provider.key).select_related("form")}
    return [
        Choice(
            feed,
            bound[feed.key].form.shown_name if feed.key in bound else "",
            feed.key in bound and bound[feed.key].is_active,
        )
        for feed in provider.feeds
    ]


@transaction.atomic
def use_feeds(provider: Provider, keys: Collection[str]) -> tuple[list[str], list[str]]:
    """Use exactly the feeds of `keys`; returns those that began and those that ended. Keys nobody knows do nothing."""
    bindings = list(Binding.objects.select_for_update().filter(provider=provider.key).order_by("pk"))
    began = [one for one in bindings if one.feed in keys and not one.is_active]
    ended = [one for one in bindings if one.feed not in keys and one.is_active]
    for one in [*began, *ended]:
        one.is_active = not one.is_active
    Binding.objects.bulk_update([*began, *ended], ["is_active"])
    return [one.feed for one in began], [one.feed for one in ended]
