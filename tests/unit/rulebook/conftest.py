from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from imgrules import plugins
from imgrules.errors import RulebookError, RulebookErrors
from imgrules.rulebook.load import load_rulebook
from imgrules.rulebook.model import Rulebook

HEAD = """\
schema: 1
rulebook: {name}
edition: "{edition}"
title: Pictures of {name}
"""
SOURCES = "sources: {guide: {title: Guide}}\n"
RULE = """\
  - id: {id}
    title: Longest side
    check: dimensions.long_edge
    params: {{min_px: {min_px}}}
    severity: error
    source: {{ref: guide}}
"""


def rule_text(rule_id: str = "long-edge", min_px: int = 500, extra: str = "") -> str:
    return RULE.format(id=rule_id, min_px=min_px) + extra


def book_text(
    name: str = "acme",
    edition: str = "2026-01-01",
    *,
    top: str = "",
    sources: str = SOURCES,
    rules: str | None = None,
) -> str:
    body = "rules:\n" + (rule_text() if rules is None else rules)
    if rules == "":
        body = "rules: []\n"
    return HEAD.format(name=name, edition=edition) + top + sources + body


class Library:
    """A folder of rulebooks that is searched first."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, name: str = "acme", edition: str = "2026-01-01", **parts: str) -> Path:
        return self.put(f"{name}/{edition}.yaml", book_text(name, edition, **parts))

    def put(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def load(self, spec: str = "acme", as_of: str = "2026-11-21") -> Rulebook:
        return load_rulebook(spec, as_of=date.fromisoformat(as_of))

    def refusals(self, spec: str = "acme") -> list[tuple[str, str, str]]:
        """Return line:column, message and hint of every fault."""
        with pytest.raises(RulebookError) as caught:
            self.load(spec)
        problem = caught.value
        faults = problem.faults if isinstance(problem, RulebookErrors) else [problem]
        return [
            (
                ":".join((fault.location or "").rsplit(":", 2)[1:]),
                fault.message.removeprefix(f"{fault.location}: "),
                fault.hint or "",
            )
            for fault in faults
        ]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    root = tmp_path / "library"
    root.mkdir()
    monkeypatch.setenv("IMGRULES_RULES_PATH", str(root))
    return Library(root)


@pytest.fixture
def book() -> Callable[..., str]:
    return book_text


@pytest.fixture
def rule() -> Callable[..., str]:
    return rule_text


@pytest.fixture(autouse=True)
def _no_plugins_left() -> None:
    plugins.reset()
