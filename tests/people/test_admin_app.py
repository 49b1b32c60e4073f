"""Admin is read late, and checked all the same."""

from django.contrib import admin
from django.core.checks import run_checks

from people.models import Squad


class WrongPage(admin.ModelAdmin):
    list_display = ("no_such_thing",)


def test_the_checks_look_at_every_page_of_admin(monkeypatch):
    admin.autodiscover()
    pages = {**admin.site._registry, Squad: WrongPage(Squad, admin.site)}
    monkeypatch.setattr(admin.site, "_registry", pages)

    assert "admin.E108" in {complaint.id for complaint in run_checks(tags=["admin"])}


def test_nothing_of_admin_is_complained_about():
    assert run_checks(tags=["admin"]) == []
