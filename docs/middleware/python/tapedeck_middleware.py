"""Write a middleware for TapeDeck (or GoReplay) in Python. No dependencies; see ../README.md for the protocol.

    from tapedeck_middleware import DROP, httpPath, init, on, setHttpHeader

    def mark(message):
        message.http = setHttpHeader(message.http, "X-Replayed", "yes")

    on("request", mark)
    init()

Standard output belongs to the protocol: print to standard error.
"""

import re
import sys
from urllib.parse import quote, unquote_plus

DROP = object()
"""What a handler returns to leave its message out."""

_KINDS = {b"1": "request", b"2": "response", b"3": "replay"}
_handlers = {}


class Message:
    """One recorded message: `kind` is "request", "response" (the recorded one) or "replay" (the one a target gave now)."""

    def __init__(self, line):
        meta, _, self.http = bytes.fromhex(line.decode("ascii")).partition(b"\n")
        fields = meta.split(b" ")
        self.meta = meta
        self.kind = _KINDS.get(fields[0], "other")
        self.id = fields[1].decode("latin-1")

    def line(self):
        return (self.meta + b"\n" + self.http).hex().encode("ascii") + b"\n"


def on(kind, id_or_handler, handler=None):
    """Calls handler(message) for each message of a kind, or with an id only for that exchange's, once.

    "message" stands for every kind. A handler may change message.http; it returns another message to put it in its place,
    DROP to leave it out, and anything else to let it pass.
    """
    key = (kind, None if handler is None else id_or_handler)
    _handlers.setdefault(key, []).append(handler or id_or_handler)


def handle(message):
    """Takes a message through its handlers; returns what goes on, or None."""
    for kind in ("message", message.kind):
        for function in _handlers.get((kind, None), []) + _handlers.pop((kind, message.id), []):
            result = function(message)
            if result is DROP:
                return None
            if isinstance(result, Message):
                message = result
    return message


def init():
    """Reads messages until standard input ends."""
    for line in sys.stdin.buffer:
        line = line.strip()
        if not line:
            continue
        message = handle(Message(line))
        if message is not None:
            sys.stdout.buffer.write(message.line())
            sys.stdout.buffer.flush()


# --- parts of an HTTP message: each function takes its bytes; those that change something return the new bytes ---


def _split(http):
    head, separator, body = http.partition(b"\r\n\r\n")
    return head, separator, body


def _text(value):
    return value.decode("latin-1")


def _bytes(value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8")


def _start(http):
    return http.split(b"\r\n", 1)[0].split(b" ")


def httpMethod(http):
    return _text(_start(http)[0])


def httpPath(http):
    """The request target: path and query as sent."""
    start = _start(http)
    return _text(b" ".join(start[1:-1]))


def setHttpPath(http, path):
    line, separator, rest = http.partition(b"\r\n")
    start = line.split(b" ")
    return b" ".join([start[0], _bytes(path), start[-1]]) + separator + rest


def httpStatus(http):
    """The status code of a response, as text."""
    start = _start(http)
    return _text(start[1]) if len(start) > 1 else ""


def httpHeaders(http):
    """Names as sent and their values; the values of a repeated header are joined with ", "."""
    headers = {}
    for line in _split(http)[0].split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            name, value = _text(name.strip()), _text(value.strip())
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def httpHeader(http, name):
    """The first value of a header, looked for in any case; None when there is none."""
    for line in _split(http)[0].split(b"\r\n")[1:]:
        found, colon, value = line.partition(b":")
        if colon and found.strip().lower() == _bytes(name).lower():
            return _text(value.strip())
    return None


def setHttpHeader(http, name, value):
    """Replaces the first header of that name, or adds one behind the start line."""
    head, separator, body = _split(http)
    lines = head.split(b"\r\n")
    for i, line in enumerate(lines[1:], 1):
        found = line.partition(b":")[0]
        if found.strip().lower() == _bytes(name).lower():
            lines[i] = found + b": " + _bytes(value)
            break
    else:
        lines.insert(1, _bytes(name) + b": " + _bytes(value))
    return b"\r\n".join(lines) + separator + body


def _withoutHeader(http, name):
    head, separator, body = _split(http)
    kept = [line for line in head.split(b"\r\n") if line.partition(b":")[0].strip().lower() != name.lower()]
    return b"\r\n".join(kept) + separator + body


def httpBody(http):
    return _split(http)[2]


def setHttpBody(http, body):
    """Replaces the body and tells its length; it is sent plain, without chunks."""
    head = _split(_withoutHeader(http, b"Transfer-Encoding"))[0]
    return setHttpHeader(head + b"\r\n\r\n", "Content-Length", len(_bytes(body))) + _bytes(body)


def _param(text, name):
    for pair in text.split("&"):
        key, _, value = pair.partition("=")
        if unquote_plus(key) == name:
            return unquote_plus(value)
    return None


def _withParam(text, name, value):
    pairs = text.split("&") if text else []
    new = f"{quote(name, safe='')}={quote(str(value), safe='')}"
    for i, pair in enumerate(pairs):
        if unquote_plus(pair.partition("=")[0]) == name:
            pairs[i] = new
            break
    else:
        pairs.append(new)
    return "&".join(pairs)


def httpPathParam(http, name):
    """The decoded value of a query parameter; None when there is none."""
    return _param(httpPath(http).partition("?")[2], name)


def setHttpPathParam(http, name, value):
    path, _, query = httpPath(http).partition("?")
    return setHttpPath(http, f"{path}?{_withParam(query, name, value)}".encode("latin-1"))


def httpBodyParam(http, name):
    """The decoded value of a field of a form (application/x-www-form-urlencoded); None when there is none."""
    return _param(_text(httpBody(http)), name)


def setHttpBodyParam(http, name, value):
    return setHttpBody(http, _withParam(_text(httpBody(http)), name, value).encode("latin-1"))


def _cookies(http):
    value = httpHeader(http, "Cookie")
    return [pair.strip() for pair in value.split(";")] if value else []


def httpCookie(http, name):
    """The value of a request's cookie; None when there is none."""
    for pair in _cookies(http):
        key, _, value = pair.partition("=")
        if key == name:
            return value
    return None


def setHttpCookie(http, name, value):
    pairs = _cookies(http)
    new = f"{name}={value}"
    kept = [new if pair.partition("=")[0] == name else pair for pair in pairs]
    return setHttpHeader(http, "Cookie", "; ".join(kept if new in kept else kept + [new]).encode("latin-1"))


def deleteHttpCookie(http, name):
    kept = [pair for pair in _cookies(http) if pair.partition("=")[0] != name]
    return setHttpHeader(http, "Cookie", "; ".join(kept).encode("latin-1")) if kept else _withoutHeader(http, b"Cookie")


def searchResponses(id, pattern, callback):
    """Finds the same thing in both responses of an exchange: callback(recorded, replayed) is called once both have come.

    Each is the first group of the pattern, or all of it if it has none; None where it does not match.
    """
    found = {}

    def note(message):
        match = re.search(pattern, _text(message.http))
        found[message.kind] = match and (match.group(1) if match.re.groups else match.group(0))
        if len(found) == 2:
            callback(found["response"], found["replay"])

    on("response", id, note)
    on("replay", id, note)
