"""The README's table of settings, made from the settings class so that it cannot lie."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from voicebot.settings import ROOT, Settings


def markdown() -> str:
    """A Markdown table: variable, default, meaning."""
    rows = ["| Variable | Default | What it sets |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        value = field.default
        if isinstance(value, SecretStr):
            value = ""
        if isinstance(value, Path) and value.is_relative_to(ROOT):
            value = value.relative_to(ROOT)
        shown = f"`{value}`" if str(value) else ""
        rows.append(f"| `VOICEBOT_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)
