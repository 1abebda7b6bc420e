"""Lets everything pass and says on standard error what it saw."""

import sys

from tapedeck_middleware import init, on

on("message", lambda message: print(message.kind, message.id, file=sys.stderr, flush=True))
init()
