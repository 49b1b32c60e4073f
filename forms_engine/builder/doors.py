"""Who may enter the builder: consultants, by the rights the admin gives them. Everybody else is told so, or nothing."""

from collections.abc import Callable, Collection
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from forms_engine.models import FormDefinition
from people.models import Person

View = Callable[..., HttpResponse]
# Shaping a form shapes everything of it at once.
RIGHTS = tuple(
    f"forms_engine.{action}_{model}"
    for model in ("formdefinition", "section", "fielddefinition", "formpermission")
    for action in ("add", "change")
)


def for_holders(rights: Collection[str]) -> Callable[[View], View]:
    """Opens a view to staff with all of `rights`. A stranger logs in first; anybody else gets 403."""

    def guard(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            user = request.user
            if not (user.is_active and user.is_staff and user.has_perms(rights)):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        return login_required(answer)

    return guard


for_designers = for_holders(RIGHTS)


def designer_of(request: HttpRequest) -> Person:
    """Whoever is logged in, for views behind `for_designers`."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    return request.user


def find_form(key: str) -> FormDefinition:
    form = FormDefinition.objects.filter(key=key).first()
    if form is None:
        raise Http404
    return form
