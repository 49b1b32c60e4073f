"""What nobody outside Oura is sure of about webhooks, so the simulator has to choose; part of choices.py."""

from dataclasses import dataclass
from typing import Any

ADDED, REFUSED = "added", "refused"
PROMPT, LATE, TLS_ERROR = "prompt", "late", "tls_error"
EVEN, DOUBLING = "even", "doubling"
ALL, ENTERED, NONE = "all", "entered", "none"

WEBHOOK_ALLOWED: dict[str, tuple[Any, ...]] = {
    "repeated_subscription": (REFUSED, ADDED),
    "handshake": (PROMPT, LATE, TLS_ERROR),
    "stamp_digits": (13, 10),
    "retry_spacing": (EVEN, DOUBLING),
    "delete_notices": (ALL, ENTERED, NONE),
}


@dataclass
class WebhookChoices:
    """`repeated_subscription`: the same data type and event twice is refused, or a second row that notifies as well.

    `handshake`: prompt; late, so that the POST dies at a gateway after `gateway_seconds` and the callback is asked
    `late_handshake_seconds` later (late_handshake_counts: and subscribed if it answers well); or a TLS error of Oura's
    side. `update_verifies`, `renewal_verifies`: PUT asks the callback too. `delete_notices`: for every data type, for
    what people enter by hand only, or never. `retry_spacing`: ten retries evenly over an hour, or each twice as late as
    the one before. `retries_keep_stamp`: a retry is the very first request again. `notices_doubled` and
    `notices_shuffled`: as a rule, not as trouble. `real_stamps`: stamped by the real clock, not by the simulator's.
    Seconds of handshakes and answers are real ones, all others the simulator's.
    """

    repeated_subscription: str = REFUSED
    repeated_subscription_status: int = 409
    expired_subscriptions_listed: bool = False
    expiration_offset: bool = True
    subscription_days: int = 90
    webhook_secret_status: int = 401
    handshake: str = PROMPT
    handshake_seconds: int = 10
    failed_handshake_status: int = 400
    gateway_seconds: int = 60
    late_handshake_seconds: int = 180
    late_handshake_counts: bool = True
    update_verifies: bool = True
    renewal_verifies: bool = False
    delete_notices: str = ALL
    notice_after_seconds: int = 30
    notice_answer_seconds: int = 10
    redirects_accepted: bool = True
    stamp_digits: int = 13
    real_stamps: bool = False
    retry_spacing: str = EVEN
    retries_keep_stamp: bool = True
    notices_doubled: bool = False
    notices_shuffled: bool = False
