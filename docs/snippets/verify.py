"""Verifies deliveries of Switchhook. Python 3.9 or newer, nothing to install but for Ed25519.

Copy the functions into your code, or run this file as an endpoint that says what it received:
  WEBHOOK_SECRET=whsec_... [WEBHOOK_DIALECT=11wire] [WEBHOOK_PUBLIC_KEY=whpk_...] python3 verify.py [port]
"""

import base64
import hashlib
import hmac
import importlib.util
import os
import sys
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOLERANCE_SECONDS = 5 * 60


def verify_agents_studio(secret, headers, body, now=None):
    """x-signature and x-timestamp of the agents-studio format: base64 HMAC-SHA256 of "timestamp.body".

    The key is the secret's text, whsec_ included. headers.get() must ignore case, as that of the common
    frameworks does; body is the bytes exactly as received.
    """
    timestamp = headers.get("x-timestamp") or ""
    signature = headers.get("x-signature") or ""
    expected = _sign(secret.encode(), timestamp.encode() + b"." + body)
    return _is_fresh(_epoch(timestamp), now) and _is_equal(signature, expected)


def verify_11wire(secret, headers, body, now=None):
    """X-Webhook-Signature and X-Webhook-Timestamp of the 11wire format: "sha256=" and hex HMAC-SHA256 of "timestamp.body".

    The key is the secret's text. X-Webhook-Event names the event and is not signed: where a webhook is subscribed to
    several, look at the payload before you act on it.
    """
    timestamp = headers.get("x-webhook-timestamp") or ""
    signature = headers.get("x-webhook-signature") or ""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return _is_fresh_second(timestamp, now) and _is_equal(signature, "sha256=" + digest)


def verify_talkover(secret, headers, body):
    """X-Webhook-Signature of the talkover format: "sha256=" and hex HMAC-SHA256 of the body, the key is the secret's text.

    It says nothing of when it was made: who minds old deliveries that come again checks that of Standard Webhooks as well.
    """
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return _is_equal(headers.get("x-webhook-signature") or "", "sha256=" + digest)


def verify_standard_webhooks(secret, headers, body, now=None):
    """Standard Webhooks 1.0, which every delivery carries as well: base64 HMAC-SHA256 of "id.timestamp.body".

    The key is what the base64 after whsec_ stands for; a secret without that prefix is its UTF-8 bytes.
    """
    message_id = headers.get("webhook-id") or ""
    timestamp = headers.get("webhook-timestamp") or ""
    key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
    expected = "v1," + _sign(key, f"{message_id}.{timestamp}.".encode() + body)
    # Several signatures, separated by spaces, are allowed while a secret is being replaced.
    presented = (headers.get("webhook-signature") or "").split(" ")
    return _is_fresh_second(timestamp, now) and any(
        _is_equal(signature, expected) for signature in presented
    )


def verify_ed25519(public_key, headers, body, now=None):
    """The Ed25519 signature of Standard Webhooks (v1a), of webhooks that asked for it: over the same "id.timestamp.body".

    public_key is whpk_ and base64 of 32 bytes; keep it with your settings, do not take it from the request.
    Needs a library for the arithmetic: pip install cryptography.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    message_id = headers.get("webhook-id") or ""
    timestamp = headers.get("webhook-timestamp") or ""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key.replace("whpk_", "", 1)))
    signed = f"{message_id}.{timestamp}.".encode() + body

    def is_genuine(signature):
        try:
            key.verify(base64.b64decode(signature), signed)
        except (InvalidSignature, ValueError):
            return False
        return True

    presented = (headers.get("webhook-signature") or "").split(" ")
    return _is_fresh_second(timestamp, now) and any(
        is_genuine(signature[4:]) for signature in presented if signature.startswith("v1a,")
    )


def _sign(key, text):
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def _epoch(timestamp):
    """Seconds of an ISO 8601 time in UTC; minus infinity for what is no time at all."""
    try:
        return datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return float("-inf")


def _is_fresh_second(timestamp, now):
    return timestamp.isascii() and timestamp.isdigit() and _is_fresh(int(timestamp), now)


def _is_fresh(at, now):
    return abs((time.time() if now is None else now) - at) <= TOLERANCE_SECONDS


def _is_equal(a, b):
    return hmac.compare_digest(a.encode(), b.encode())


# Formats with a signature of their own; the others have that of Standard Webhooks alone.
OWN_SIGNATURE = {"agents-studio": verify_agents_studio, "11wire": verify_11wire, "talkover": verify_talkover}


class Endpoint(BaseHTTPRequestHandler):
    secret = ""
    dialect = ""
    public_key = ""

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("content-length") or 0)))

    def do_GET(self):
        """A webhook with method GET carries the signed text in the query parameter "payload"."""
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        self.answer(query.get("payload", [""])[0].encode())

    def answer(self, body):
        """Any one of the signatures is enough in your code: here they are all checked."""
        own = OWN_SIGNATURE.get(self.dialect)
        is_genuine = (
            (own is None or own(self.secret, self.headers, body))
            and (self.public_key == "" or verify_ed25519(self.public_key, self.headers, body))
            and verify_standard_webhooks(self.secret, self.headers, body)
        )
        verdict = "genuine" if is_genuine else "FORGED "
        # The line and its end at once: requests are answered side by side.
        print(f"{verdict}  {self.headers.get('webhook-id')}  {body.decode(errors='replace')}\n", end="", flush=True)
        self.send_response(200 if is_genuine else 401)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Said above already."""


def main():
    Endpoint.secret = os.environ.get("WEBHOOK_SECRET", "")
    if Endpoint.secret == "":
        sys.exit("set WEBHOOK_SECRET to the webhook's secret")
    Endpoint.dialect = os.environ.get("WEBHOOK_DIALECT", "agents-studio")
    Endpoint.public_key = os.environ.get("WEBHOOK_PUBLIC_KEY", "")
    if Endpoint.public_key != "" and importlib.util.find_spec("cryptography") is None:
        sys.exit("Ed25519 needs a library: pip install cryptography")
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    with ThreadingHTTPServer(("127.0.0.1", port), Endpoint) as server:
        print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
