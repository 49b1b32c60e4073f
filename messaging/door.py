"""The door for other chat systems: one address each, signed calls only, answered as soon as they are stored."""

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging import inbound
from messaging.channels import conf
from messaging.channels.base import Call, NotGenuine


@csrf_exempt
@require_POST
@never_cache
def hear(request: HttpRequest, channel_key: str) -> HttpResponse:
    """401 for a call that is not genuine, 404 for a channel that is not in use, else what the system expects."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > conf.MOST_CALL_BYTES:
        return _refusal(413, "too_long")
    try:
        call = _call_of(request)
    except UnreadablePostError:
        return _refusal(400, "broken_off")
    try:
        hearing = inbound.receive(channel_key, call, timezone.now())
    except inbound.NoDoor as error:
        return _refusal(404, error.code)
    except NotGenuine as error:
        return _refusal(401, error.code)
    return HttpResponse(hearing.content, status=hearing.status, content_type=hearing.content_type)


def _call_of(request: HttpRequest) -> Call:
    """The address is the public one, to the letter: behind a proxy the request itself may look different."""
    path = request.get_full_path()
    return Call(
        method=request.method or "",
        path=request.path,
        url=f"{conf.site_url()}{path}",
        query=request.GET.dict(),
        headers=request.headers,
        body=request.body,
    )


def _refusal(status: int, code: str) -> HttpResponse:
    return JsonResponse({"error": code}, status=status)
