"""Which change did it, in a real repository with a branch, over runs that were kept."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from tests.integration.report import world
from voicebot.replay.results import Checked, Run
from voicebot.report.bisect import bisect
from voicebot.report.compare_text import show_bisection
from voicebot.report.revisions import Git, RevisionError


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.nl", "-c", "commit.gpgsign=false")
        return subprocess.run(
            ["git", "-C", str(self.folder), *who, *words], check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self, message: str) -> str:
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def run(revision: str, *, passed: bool) -> tuple[str, Run]:
    made = world.run(1, wrong=0.0, revision=revision)
    checks = (Checked("outcome", "outcome: solved", passed),)
    return f"run of {revision[:6]}", replace(made, calls=(replace(made.calls[0], checks=checks),))


def test_history_orders_by_ancestry_and_lists_what_lies_between(repository: Repository) -> None:
    commits = [repository.commit(f"change {number}") for number in range(5)]
    git = Git(repository.folder)
    assert git.order([commits[3], "f" * 40, commits[0], "", commits[3]]) == [commits[0], commits[3]]
    assert git.between(commits[0], commits[4]) == commits[1:4]
    assert git.between(commits[0], commits[1]) == []
    assert git.subject(commits[2]) == "change 2"
    assert git.order([]) == []


def test_a_merged_branch_lies_between(repository: Repository) -> None:
    first = repository.commit("first")
    repository.git("checkout", "-q", "-b", "side")
    side = repository.commit("side")
    repository.git("checkout", "-q", "main")
    repository.commit("second")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    last = repository.git("rev-parse", "HEAD")
    assert side in Git(repository.folder).between(first, last)


def test_the_terminal_names_the_revisions_and_the_command_for_the_middle_one(
    repository: Repository, tmp_path: Path
) -> None:
    commits = [repository.commit(f"change {number}") for number in range(4)]
    runs = [run(commits[3], passed=False), run(commits[0], passed=True)]
    git = Git(repository.folder)
    call = runs[0][1].calls[0].id
    with Console(record=True, width=160) as console:
        show_bisection(console, call, bisect(runs, call, git), git, tmp_path / "runs", "audio_fixtures")
    told = console.export_text()
    assert "✗ broke: outcome: solved" in told
    assert f"before {commits[0][:10]}  change 0" in told and f"after  {commits[3][:10]}  change 3" in told
    assert "2 revisions lie between that were not replayed" in told
    assert f"git worktree add --detach ../voicebot-{commits[1][:10]} {commits[1]}" in told
    assert f"replay audio_fixtures -k {call} --out {tmp_path / 'runs'}" in told
    runs.append(run(commits[1], passed=True))
    runs.append(run(commits[2], passed=False))
    with Console(record=True, width=160) as console:
        show_bisection(console, call, bisect(runs, call, git), git, tmp_path, "audio_fixtures")
    assert f"No revision lies between: {commits[2][:10]} did it." in console.export_text()


def test_outside_of_a_repository_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RevisionError, match="git"):
        Git(tmp_path).between("a" * 40, "b" * 40)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RevisionError, match="git cannot be asked"):
        Git(tmp_path).subject("a" * 40)
