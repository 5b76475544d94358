"""What makes kept measurements stale besides the checks."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import imgrules
from imgrules.engine import environment

HERE = Path(imgrules.__file__).parent
READ_NO_PICTURE = {"pydantic", "imgrules"}
"""What changes no number: pydantic; and imgrules, whose checks have versions of their own."""


def imported(folder: str) -> Iterator[str]:
    for file in (HERE / folder).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (each.name.partition(".")[0] for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def test_every_library_that_reads_or_measures_pictures_is_named() -> None:
    names = {*imported("images"), *imported("checks")} - sys.stdlib_module_names - READ_NO_PICTURE
    owners = packages_distributions()
    missing = {name for name in names if not {*owners[name]} & {*environment._MEASURING}}
    assert not missing
