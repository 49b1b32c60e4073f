"""The door vendors call when something is new: signature first, then an ask for a sync, and the answer at once.

Nothing is asked of the vendor here. 200 for what was taken, is known, or concerns nobody; 401 for what is not the
vendor's. Never 410, which ends a subscription.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sync.errors import NoticeRefused
from sync.notice_keys import NoticeKeys, keys_of
from sync.noticing import take_notice

MOST_BYTES = 16_384
KEYS_MOST_AGE_S = 5.0
# The token of the handshake may have been made a moment ago.
TOKEN_MOST_AGE_S = 0.5


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest, provider_key: str) -> HttpResponse:
    """GET: the vendor's handshake. POST: a notice."""
    is_handshake = request.method == "GET"
    keys = keys_of(provider_key, TOKEN_MOST_AGE_S if is_handshake else KEYS_MOST_AGE_S)
    if keys is None:
        return _refusal(404, "not_there")
    return _shake_hands(request, keys) if is_handshake else _take(request, keys)


def _shake_hands(request: HttpRequest, keys: NoticeKeys) -> HttpResponse:
    answer = keys.notices.answer_handshake(request.GET.dict(), keys.verification_token)
    return _refusal(401, "not_genuine") if answer is None else JsonResponse(dict(answer))


def _take(request: HttpRequest, keys: NoticeKeys) -> HttpResponse:
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isdecimal() or int(said[:9]) > MOST_BYTES:
        return _refusal(413, "too_long")
    now = timezone.now()
    try:
        body = request.body
        notice = keys.notices.read(keys.credentials, headers=request.headers, body=body, now=now)
    except UnreadablePostError:
        return _refusal(400, "broken_off")
    except NoticeRefused as error:
        return _refusal(401, error.code)
    if keys.is_enabled:
        take_notice(keys.provider, notice, now)
    return HttpResponse()


def _refusal(status: int, code: str) -> HttpResponse:
    return JsonResponse({"error": code}, status=status)
