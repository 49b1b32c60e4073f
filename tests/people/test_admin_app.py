"""Admin is read late, and checked all the same."""

from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core.checks import run_checks


class WrongPage(admin.ModelAdmin):
    list_display = ("no_such_thing",)


def complaints() -> set[str]:
    return {complaint.id for complaint in run_checks(tags=["admin"])}


def test_the_checks_look_at_every_page_of_admin():
    admin.site.register(Session, WrongPage)
    try:
        assert complaints() == {"admin.E108"}
    finally:
        admin.site.unregister(Session)
    assert complaints() == set()
