"""The progress of installing: it ends where it must, at all packages that this machine needs."""

from __future__ import annotations

from scripts.install import Progress

REQUIREMENTS = """\
audioop-lts==0.2 ; python_full_version >= "3.13" \\
    --hash=sha256:00
click==8.1 \\
    --hash=sha256:00
flask==3.1 \\
    --hash=sha256:00
numpy==2.1 \\
    --hash=sha256:00
"""
PIP = """\
Looking in links: /wheels
Ignoring audioop-lts: markers 'python_full_version >= "3.13"' don't match your environment
Requirement already satisfied: click==8.1 in ./.venv (from -r x.txt (line 3)) (8.1)
Collecting flask==3.1 (from -r x.txt (line 5))
  Downloading flask-3.1-py3-none-any.whl (1 kB)
Processing /wheels/numpy-2.1.whl (from -r x.txt (line 7))
Installing collected packages: numpy, flask
"""


def test_what_is_for_other_machines_is_not_waited_for_and_all_else_is_counted() -> None:
    progress = Progress(REQUIREMENTS)
    told = []
    for line in PIP.splitlines(keepends=True):
        progress.take(line)
        told.append(str(progress))
    assert told[1] == "0 of 3 packages are here"
    assert told[-1] == "3 of 3 packages are here"
