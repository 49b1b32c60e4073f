"""Compares answers with schemas: always with our own, in tests/data/oura_schemas, and with Oura's where it is at hand.

OURA_OPENAPI names Oura's OpenAPI file. Ours are stricter: every member there, nothing unknown, values in their ranges.
"""

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from oura_connector.simulator.catalogue import SERIES

OURS = Path(__file__).resolve().parents[2] / "data" / "oura_schemas"
OURA_NAMES = {
    "daily_activity": "PublicDailyActivity",
    "daily_readiness": "PublicDailyReadiness",
    "daily_sleep": "PublicDailySleep",
    "sleep": "PublicModifiedSleepModel",
    "workout": "PublicWorkout",
    "session": "PublicSession",
    "enhanced_tag": "EnhancedTagModel",
    "tag": "TagModel",
    "daily_spo2": "PublicDailySpO2",
    "daily_stress": "PublicDailyStress",
    "daily_resilience": "DailyResilienceModel",
    "daily_cardiovascular_age": "PublicDailyCardiovascularAge",
    "vO2_max": "PublicVO2Max",
    "sleep_time": "PublicSleepTime",
    "rest_mode_period": "PublicRestModePeriod",
    "ring_configuration": "PublicRingConfiguration",
    "heartrate": "PublicHeartRateRow",
    "ring_battery_level": "PublicRingBatteryLevelRow",
    "personal_info": "PersonalInfoResponse",
    "validation_error": "HTTPValidationError",
    "webhook_subscription": "WebhookSubscriptionModel",
}
ENOUGH = 3  # documents of a list that are compared when only a glance is wanted


def oura_file() -> Path | None:
    path = os.environ.get("OURA_OPENAPI")
    return Path(path) if path else None


@lru_cache(maxsize=1)
def read_oura(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def our_schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((OURS / f"{name}.json").read_text())
    return schema


@lru_cache
def our_validator(name: str) -> Validator:
    schema = our_schema(name)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@lru_cache
def oura_validator(path: Path, pointer: str) -> Validator:
    """Of the part of Oura's file that `pointer` leads to, with the whole file for what it refers to."""
    return Draft202012Validator({"$ref": pointer, **read_oura(path)})


def complain(value: Any, name: str) -> list[str]:
    """What does not fit our own schema `name`, and Oura's where its file is at hand and has one; one line each."""
    lines = _list_errors(our_validator(name), value, "ours")
    path = oura_file()
    if path and name in OURA_NAMES:
        pointer = f"#/components/schemas/{OURA_NAMES[name]}"
        lines += _list_errors(oura_validator(path, pointer), value, "Oura's")
    return lines


def complain_of_route(body: Any, template: str, status: int, method: str = "get") -> list[str]:
    """What does not fit the answer Oura's file describes for a route, such as /v2/usercollection/sleep."""
    path = oura_file()
    if path is None:
        return []
    responses = read_oura(path)["paths"][template][method]["responses"]
    if str(status) not in responses:
        return [f"{template}: Oura declares no {status}"]
    if "content" not in responses[str(status)]:
        return []
    route = template.replace("~", "~0").replace("/", "~1")
    pointer = f"#/paths/{route}/{method}/responses/{status}/content/application~1json/schema"
    return _list_errors(oura_validator(path, pointer), body, template)


def complain_of_answer(path: str, status: int, body: Any) -> list[str]:
    """A glance at a whole answer of a data route: envelope, first documents, or validation error."""
    collection, _, document_id = path.strip("/").partition("/")
    if status == 422:
        return complain(body, "validation_error")
    if status != 200 or collection not in OURA_NAMES:
        return []
    if collection == "personal_info" or document_id:
        return complain(body, collection)
    if set(body) not in ({"data", "next_token"}, {"data"} if collection in SERIES else set()):
        return [f"The envelope of {collection} has {sorted(body)}."]
    return [line for document in body["data"][:ENOUGH] for line in complain(document, collection)]


def _list_errors(validator: Validator, value: Any, whose: str) -> list[str]:
    return [f"{whose}: {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]
