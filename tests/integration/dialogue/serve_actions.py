"""The action server on the demonstration's orders: `serve_actions.py demo|broken PORT`."""

import sys

from voicebot.backoffice.fakes import InMemoryBackoffice, demo_orders
from voicebot.dialogue.actions.order_answer import today_in_the_netherlands
from voicebot.dialogue.actions.server import serve

if __name__ == "__main__":
    kind, port = sys.argv[1:]
    backoffice = InMemoryBackoffice(demo_orders(today_in_the_netherlands()), broken=kind == "broken")
    serve(backoffice, "127.0.0.1", int(port))
