"""The action server on the demonstration's records: `serve_actions.py demo|broken PORT`."""

import sys

from voicebot.backoffice.fakes import demo_backoffice
from voicebot.backoffice.today import today_in_the_netherlands
from voicebot.dialogue.actions.server import serve

if __name__ == "__main__":
    kind, port = sys.argv[1:]
    serve(demo_backoffice(today_in_the_netherlands(), broken=kind == "broken"), "127.0.0.1", int(port))
