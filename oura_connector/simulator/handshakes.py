"""Oura's question to a callback before it believes in it: GET with a token and a challenge, to be echoed as JSON."""

import json
import secrets
from urllib.parse import urlencode

from oura_connector.simulator.calling_out import NOT_HERE, TIMEOUT, TLS, UNREACHABLE, Caller
from oura_connector.simulator.exchange import Answer, answer_detail
from oura_connector.simulator.webhook_choices import TLS_ERROR, WebhookChoices

_REASONS = {
    TIMEOUT: "the callback did not answer in time",
    UNREACHABLE: "the callback cannot be reached",
    NOT_HERE: "this simulator speaks to callbacks on its own machine only",
}


def refuse_callback(caller: Caller, url: str, token: str, choices: WebhookChoices) -> Answer | None:
    """Ask the callback; None when it answers as it should, else what Oura tells the application. May take seconds."""
    challenge = secrets.token_hex(16)
    joint = "&" if "?" in url else "?"
    query = urlencode({"verification_token": token, "challenge": challenge})
    if choices.handshake == TLS_ERROR:
        return _answer_tls()
    reply = caller.call("GET", f"{url}{joint}{query}", choices.handshake_seconds)
    if reply.trouble == TLS:
        return _answer_tls()
    if reply.trouble:
        reason = _REASONS[reply.trouble]
    elif reply.status != 200:
        reason = f"the callback answered {reply.status}"
    elif _read_challenge(reply.body) != challenge:
        reason = "the callback did not return the challenge"
    else:
        return None
    return answer_detail(choices.failed_handshake_status, f"Callback verification failed: {reason}.")


def _answer_tls() -> Answer:
    return answer_detail(500, "SSLError: certificate verify failed: unable to get local issuer certificate")


def _read_challenge(body: bytes) -> object:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer.get("challenge") if isinstance(answer, dict) else None
