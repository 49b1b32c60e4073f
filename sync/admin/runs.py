"""Runs: what was asked for and what came of it."""

from collections.abc import Iterator

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.site_admin import ReadOnlyAdmin
from sync import registry
from sync.models import Run
from sync.progress import error_words

COUNTS = ("read", "created", "changed", "unchanged", "withdrawn")


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    person_path = "connection__person"
    list_display = (
        *("id", "person", "trigger", "priority", "state", "asked_at", "waits_until"),
        *("claimed_at", "finished_at", "what_failed"),
    )
    list_filter = ("state", "trigger", "priority", "error_code")
    list_select_related = ("connection__person",)
    date_hierarchy = "asked_at"
    fields = (
        *("connection", "trigger", "priority", "asked_by", "state", "feeds", "first_day", "last_day"),
        *("asked_at", "enqueued_at", "waits_until", "claimed_at", "finished_at", "starts"),
        *("what_came", "what_failed", "error_code", "error_text"),
    )
    readonly_fields = ("what_came", "what_failed")

    @admin.display(description=gettext_lazy("person"))
    def person(self, run: Run) -> str:
        return str(run.connection.person)

    @admin.display(description=gettext_lazy("what failed"), ordering="error_code", empty_value="–")
    def what_failed(self, run: Run) -> str:
        return error_words(run.error_code)

    @admin.display(description=gettext_lazy("what came, in records"))
    def what_came(self, run: Run) -> str | SafeString:
        if not run.tally:
            return _("Nothing yet.")
        heads = (_("Type of data"), _("Read"), _("New"), _("Changed"), _("Unchanged"), _("Withdrawn"), _("Error"))
        return format_html(
            "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
            _("What came of this run, by type of data"),
            format_html_join("", '<th scope="col">{}</th>', ((one,) for one in heads)),
            format_html_join("", '<tr><th scope="row">{}</th>{}</tr>', _rows(run)),
        )


def _rows(run: Run) -> Iterator[tuple[str, SafeString]]:
    for feed, counts in run.tally.items():
        cells = [*(counts.get(one, "–") for one in COUNTS), error_words(counts.get("error", "")) or "–"]
        yield _feed_name(run, feed), format_html_join("", "<td>{}</td>", ((one,) for one in cells))


def _feed_name(run: Run, key: str) -> str:
    """The feed's name, or its key when the provider has it no more."""
    if not registry.is_registered(run.connection.provider):
        return key
    feeds = registry.provider_for(run.connection.provider).feeds
    return next((_(feed.name) for feed in feeds if feed.key == key), key)
