"""Admin of people, squads, application details and looks."""

from django.contrib import admin
from django.contrib.auth.models import Group

from people.admin.application import SiteApplicationAdmin
from people.admin.looks import LookAdmin
from people.admin.person import PersonAdmin
from people.admin.squad import SquadAdmin

# Roles are what `people.roles` and `people.rights` say; renaming one by hand would lock people out.
admin.site.unregister(Group)

__all__ = ["LookAdmin", "PersonAdmin", "SiteApplicationAdmin", "SquadAdmin"]
