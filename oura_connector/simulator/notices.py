"""What Oura posts to a callback: that something happened, never the data; signed over its stamp and the raw body."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime

from oura_connector.simulator.exchange import JSON_TYPE


@dataclass(frozen=True)
class Notice:
    """`event_at` is aware UTC."""

    event_type: str
    data_type: str
    object_id: str
    event_at: datetime
    user_id: str

    def encode(self) -> bytes:
        members = {
            "event_type": self.event_type,
            "data_type": self.data_type,
            "object_id": self.object_id,
            "event_time": self.event_at.isoformat(timespec="milliseconds"),
            "user_id": self.user_id,
        }
        return json.dumps(members).encode()


def write_stamp(moment: datetime, digits: int) -> str:
    """13 digits are milliseconds, as real deliveries carry; 10 are seconds, as the documentation shows."""
    return str(int(moment.timestamp() * (1000 if digits == 13 else 1)))


def sign(secret: str, stamp: str, body: bytes) -> str:
    """Upper-case hexadecimal HMAC-SHA256 of the stamp followed by the body."""
    return hmac.new(secret.encode(), stamp.encode() + body, hashlib.sha256).hexdigest().upper()


def write_headers(secret: str, stamp: str, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": JSON_TYPE,
        "x-oura-signature": sign(secret, stamp, body),
        "x-oura-timestamp": stamp,
    }
