"""The admin page that merges two accounts: a dry run, the choice which stays, and the yes."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.merging import CannotMerge, foresee_merge, merge_people, reasons_against_merging
from people.models import Person


def answer_merge(
    request: HttpRequest, people: QuerySet[Person], model_admin: "admin.ModelAdmin[Person]"
) -> HttpResponse | None:
    """Of exactly two chosen people; None leads back to the list."""
    two = list(people.order_by("pk"))
    if len(two) != 2:
        messages.error(request, _("Tick the two accounts that are one human, then choose merging again."))
        return None
    stays = next((one for one in two if str(one.pk) == request.POST.get("stays")), two[0])
    goes = next(one for one in two if one is not stays)
    by: Any = request.user
    if request.POST.get("confirmed") == "yes":
        try:
            merge_people(stays, goes, by, timezone.now())
        except CannotMerge as error:
            messages.error(request, str(error))
        else:
            words = _("Merged: %(goes)s is now part of %(stays)s.")
            names = {"goes": goes.get_username(), "stays": stays.get_username()}
            model_admin.log_change(request, stays, words % names)
            model_admin.log_change(request, goes, words % names)
            messages.success(request, words % names)
            return HttpResponseRedirect(reverse("admin:people_person_change", args=[stays.pk]))
    context = {
        **admin.site.each_context(request),
        "title": _("Merge two accounts"),
        "opts": model_admin.model._meta,
        "two": two,
        "stays": stays,
        "goes": goes,
        "kinds": foresee_merge(stays, goes),
        "reasons": reasons_against_merging(stays, goes, by),
    }
    return TemplateResponse(request, "admin/people/person/merge.html", context)
