"""A folder of pictures with a MANIFEST.csv of facts: ``path``, ``visible_watermark``,
``computed_facts`` (``name=value; …``) and free columns."""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One picture and what is known of it."""

    name: str
    path: Path
    columns: Mapping[str, str]
    facts: Mapping[str, str]

    @property
    def folder(self) -> str:
        return self.name.partition("/")[0]


def read_corpus(folder: Path) -> list[Row]:
    """Read the manifest; a row whose file is missing is an error, not a gap in the figures."""
    with (folder / "MANIFEST.csv").open(newline="", encoding="utf-8") as file:
        rows = [
            Row(line["path"], folder / line["path"], line, _facts(line["computed_facts"]))
            for line in csv.DictReader(file)
        ]
    missing = [row.name for row in rows if not row.path.is_file()]
    if missing:
        raise SystemExit(f"{len(missing)} files of the manifest are missing, first {missing[0]}")
    return rows


def _facts(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split("; ") if "=" in part)
    return {name: value for name, _, value in pairs}


def corpus_folder(parser: argparse.ArgumentParser, given: Path | None) -> Path:
    """Return the folder from the option or IMGRULES_CORPUS."""
    folder = given or Path(os.environ.get("IMGRULES_CORPUS", ""))
    if not (folder / "MANIFEST.csv").is_file():
        parser.error("give --corpus FOLDER (or IMGRULES_CORPUS), a folder with a MANIFEST.csv")
    return folder
