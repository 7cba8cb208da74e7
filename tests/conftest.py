"""For every test: hypothesis never judges by the clock, and in CI it tries the same examples every time.

A proxy of the surroundings is not asked for what runs on this machine.
"""

import os

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
