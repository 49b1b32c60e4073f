"""Checks a value against a schema of an OpenAPI file, as far as Oura's file needs it."""

from typing import Any

_TYPES: dict[str, Any] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
    "null": type(None),
}  # fmt: skip


def complain(value, schema, schemas, place="document"):
    """What does not fit, one line each."""
    if "$ref" in schema:
        return complain(value, schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, place)
    if "anyOf" in schema:
        found = [complain(value, option, schemas, place) for option in schema["anyOf"]]
        return [] if any(not lines for lines in found) else min(found, key=len)
    lines = []
    kind = schema.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return [f"{place}: {value!r} is no {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        lines.append(f"{place}: {value!r} is none of {schema['enum']}")
    if isinstance(value, list):
        for index, item in enumerate(value):
            lines += complain(item, schema.get("items", {}), schemas, f"{place}[{index}]")
    if isinstance(value, dict):
        lines += [f"{place}.{name}: missing" for name in schema.get("required", []) if name not in value]
        properties = schema.get("properties", {})
        for name, item in value.items():
            lines += complain(item, properties.get(name, {}), schemas, f"{place}.{name}")
            if properties and name not in properties:
                lines.append(f"{place}.{name}: unknown to Oura")
    return lines
