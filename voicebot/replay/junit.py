"""A run as JUnit XML, as build servers read it: one test case a call, an error for input that is of no
use."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from voicebot.replay.results import CallResult, Run, Wall

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(run: Run, wall: Wall, path: Path) -> None:
    """Write the file. Raises OSError."""
    failures = sum(not call.passed for call in run.calls)
    counts = {"tests": len(run.calls) + len(run.skipped), "failures": failures, "errors": len(run.skipped)}
    attributes = {name: str(count) for name, count in counts.items()} | {"time": f"{wall.seconds:.3f}"}
    root = ElementTree.Element("testsuites", attributes)
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        attributes | {"name": f"voicebot replay ({run.mode})", "timestamp": wall.started[:19]},
    )
    for call in run.calls:
        _case(suite, call, wall.calls.get(call.id, 0.0))
    for skipped in run.skipped:
        case = _element(suite, "testcase", classname="input", name=skipped.file, time="0")
        _element(case, "error", message=skipped.problem, type="input")
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _case(suite: ElementTree.Element, call: CallResult, seconds: float) -> None:
    case = _element(suite, "testcase", classname="calls", name=call.id, time=f"{seconds:.3f}")
    case.set("file", _clean(call.scenario.file))
    wrong = [check for check in call.checks if not check.passed]
    if wrong:
        lines = "\n".join(
            f"{call.scenario.file}:{check.line}: {check.name}"
            + (f" ({check.detail})" if check.detail else "")
            for check in wrong
        )
        failure = _element(
            case, "failure", message="; ".join(check.name for check in wrong), type=wrong[0].topic
        )
        failure.text = _clean(lines)


def _element(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, {name: _clean(value) for name, value in attributes.items()})


def _clean(text: str) -> str:
    return _NOT_XML.sub("�", text)
