"""Tasks of the queue, to be looked at."""

import django_q.admin  # noqa: F401  it registers what is taken away below, whichever app is read first
from django.contrib import admin
from django_q.models import Failure, OrmQ, Schedule, Success

from people.site_admin import ReadOnlyAdmin


class TaskAdmin(ReadOnlyAdmin):
    """Tasks of the queue. Their rows hold ids only."""

    list_display = ("name", "func", "started", "stopped", "success")


# A schedule row can run any function of the site: it is made by code only and not shown here at all.
admin.site.unregister([Schedule, Success, Failure, OrmQ])
admin.site.register([Success, Failure], TaskAdmin)
