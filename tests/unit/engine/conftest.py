"""Small rulebooks and pictures, made by hand, for tests of the engine alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as PillowImage

from imgrules.engine.job import Job, Picture
from imgrules.model import Basis, Decides, RoleChoice, Severity, Source
from imgrules.rulebook.build import options_of
from imgrules.rulebook.model import Rule, Rulebook, When

TODAY = date(2026, 11, 21)


def make_rule(rule_id: str, check: str = "", **changes: Any) -> Rule:
    given = changes.pop("params", {})
    rule = Rule(
        id=rule_id,
        title=f"Title of {rule_id}",
        applies_to=(),
        when=When(),
        check=check,
        params_given=given,
        severity=Severity.ERROR,
        decides=Decides.MACHINE if check else Decides.HUMAN,
        basis=Basis.OFFICIAL,
        source=Source("guide", "Guide", "https://example.com/guide"),
        enforce_from=None,
        message="",
        remedy="",
        fix=None,
        waivable=True,
        final=False,
        scope="set" if check.startswith("set.") else "image",
        origin={},
    )
    return replace(rule, options=options_of(rule), **changes)


def make_rulebook(*rules: Rule, name: str = "shop") -> Rulebook:
    return Rulebook(
        name=name,
        edition="2026-01-01",
        title=f"{name} pictures",
        sources={},
        roles=(),
        unmatched="main",
        categories=("clothing",),
        regions=("us",),
        channels=(),
        rules=rules,
        disabled={},
        extends=(),
        sha256="0" * 64,
        file=f"{name}.yaml",
        path=Path(f"{name}.yaml"),
    )


def make_job(path: Path | list[Path], *books: Rulebook, **changes: Any) -> Job:
    paths = path if isinstance(path, list) else [path]
    job_changes = {key: changes.pop(key) for key in ("as_of",) if key in changes}
    role = changes.pop("role", "main")
    roles = {book.name: RoleChoice(book.name, role, "test") for book in books}
    pictures = tuple(Picture(path=one, name=one.name, roles=roles, **changes) for one in paths)
    return Job(pictures=pictures, rulebooks=books, **{"as_of": TODAY, **job_changes})


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    def save(name: str = "a.png", size: tuple[int, int] = (60, 40), colour: str = "red") -> Path:
        path = tmp_path / name
        PillowImage.new("RGB", size, colour).save(path)
        return path

    return save
