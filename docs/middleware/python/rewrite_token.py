"""Logs in again: what a recording calls a token is of no use to the target that is replayed to.

A request to /login is answered with {"token": "..."}. The recorded answer and the target's answer are compared, and from then on the
recorded token is replaced by the target's in the Authorization header and the parameter "token" of all requests.
Needs recorded responses (--input-raw-track-response) and replayed ones (--output-http-track-response).
"""

import re

from tapedeck_middleware import httpHeader, httpPath, httpPathParam, init, on, searchResponses, setHttpHeader, setHttpPathParam

tokens = {}


def learn(recorded, replayed):
    if recorded and replayed:
        tokens[recorded] = replayed


def rewrite(message):
    if httpPath(message.http).startswith("/login"):
        searchResponses(message.id, r'"token":\s*"([^"]+)"', learn)
        return

    token = httpPathParam(message.http, "token")
    if token in tokens:
        message.http = setHttpPathParam(message.http, "token", tokens[token])

    bearer = re.match(r"Bearer (.+)", httpHeader(message.http, "Authorization") or "")
    if bearer and bearer.group(1) in tokens:
        message.http = setHttpHeader(message.http, "Authorization", "Bearer " + tokens[bearer.group(1)])


on("request", rewrite)
init()
