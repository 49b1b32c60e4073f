"""The JSON bodies of the subscription routes, checked as Oura's framework (FastAPI) checks them."""

import json
from collections.abc import Mapping
from typing import Any

from oura_connector.simulator.exchange import JSON_TYPE, Request, answer_detail
from oura_connector.simulator.subscriptions import DATA_TYPES, EVENT_TYPES
from oura_connector.simulator.windows import RefusedRequest

MEMBERS = ("callback_url", "verification_token", "event_type", "data_type")
_ALLOWED = {"event_type": EVENT_TYPES, "data_type": DATA_TYPES}


def read_whole(request: Request) -> dict[str, str]:
    """The four members of a new subscription. Raises RefusedRequest with a 422 that names everything wrong at once."""
    return _read(request, required=MEMBERS)


def read_changes(request: Request) -> dict[str, str]:
    """The token, and whatever else is to change; null is as good as absent. Raises RefusedRequest with a 422."""
    return _read(request, required=("verification_token",))


def _read(request: Request, required: tuple[str, ...]) -> dict[str, str]:
    body = _decode(request)
    values: dict[str, str] = {}
    complaints: list[dict[str, Any]] = []
    for name in MEMBERS:
        value = body.get(name)
        if name not in body:
            complaints += [_complain("missing", [name], "Field required", body)] if name in required else []
        elif value is not None or name in required:
            complaints += _check(name, value)
            values[name] = str(value)
    if complaints:
        raise RefusedRequest(answer_detail(422, complaints))
    return values


def _decode(request: Request) -> Mapping[str, Any]:
    if not request.body:
        raise RefusedRequest(answer_detail(422, [_complain("missing", [], "Field required", None)]))
    body: Any = request.body.decode("utf-8", "replace")
    if request.headers.get("content-type", "").startswith(JSON_TYPE):
        try:
            body = json.loads(body)
        except json.JSONDecodeError as error:
            complaint = _complain("json_invalid", [error.pos], "JSON decode error", {}, {"error": error.msg})
            raise RefusedRequest(answer_detail(422, [complaint])) from error
    if not isinstance(body, dict):
        words = "Input should be a valid dictionary or object to extract fields from"
        raise RefusedRequest(answer_detail(422, [_complain("model_attributes_type", [], words, body)]))
    return body


def _check(name: str, value: Any) -> list[dict[str, Any]]:
    allowed = _ALLOWED.get(name)
    if allowed is None:
        return (
            []
            if isinstance(value, str)
            else [_complain("string_type", [name], "Input should be a valid string", value)]
        )
    if value in allowed:
        return []
    expected = ", ".join(f"'{word}'" for word in allowed[:-1]) + f" or '{allowed[-1]}'"
    return [_complain("enum", [name], f"Input should be {expected}", value, {"expected": expected})]


def _complain(
    kind: str, place: list[str | int], words: str, given: object, context: dict[str, Any] | None = None
) -> dict[str, Any]:
    complaint = {"type": kind, "loc": ["body", *place], "msg": words, "input": given}
    return complaint | ({"ctx": context} if context else {})
