"""Runs that are kept in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.report import world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three runs of eight calls, the last one with recordings."""
    for hour, wrong in ((8, 0.3), (9, 0.25), (10, 0.05)):
        run = world.run(8, seed=hour, wrong=wrong, revision=f"{hour % 10}" * 40)
        world.kept(run, tmp_path / f"20261125T{hour:02}1502Z", sound=hour == 10)
    return tmp_path
