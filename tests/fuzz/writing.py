"""Writing anew what was read: it must be read as the same again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from imgrules.document import dump_result, result_data
from imgrules.images.manifest import COLUMNS, ManifestRow
from imgrules.model import Result
from imgrules.reporters import View
from imgrules.reporters.jsonl import JsonLines
from imgrules.rulebook.model import Rulebook
from imgrules.rulebook.waivers import Waivers


def model(content: BaseModel) -> str:
    """Write a block of settings as JSON, which strict YAML is too."""
    return json.dumps(content.model_dump(mode="json", by_alias=True, exclude_unset=True))


def waivers(read: Waivers) -> str:
    names = ("id", "rule", "reason", "owner", "approved_by")
    entries = [
        {
            **{name: getattr(each, name) for name in names},
            "images": list(each.images),
            "skus": list(each.skus),
            "granted": each.granted.isoformat(),
            "expires": each.expires.isoformat(),
            **({"sha256": each.sha256} if each.sha256 else {}),
        }
        for each in read.entries
    ]
    return json.dumps({"schema": 1, "waivers": entries})


def document(result: Result) -> str:
    return dump_result(result_data(result))


def lines(result: Result) -> str:
    reporter = JsonLines()
    return "".join(map(reporter.image, result.images)) + reporter.end(result, View())


def manifest_lines(rows: Iterable[ManifestRow]) -> str:
    return "".join(
        json.dumps({**cells, "category": list(row.categories)}) + "\n"
        for row in rows
        for cells in [_cells(row)]
    )


def manifest(rows: tuple[ManifestRow, ...]) -> str:
    own = sorted({name for row in rows for name in row.extra})
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, [*COLUMNS, *own], quoting=csv.QUOTE_ALL)
    table.writeheader()
    table.writerows({**_cells(row), "category": "|".join(row.categories)} for row in rows)
    return out.getvalue()


def _cells(row: ManifestRow) -> dict[str, str]:
    given = {
        name: getattr(row, name) or "" for name in ("path", "role", "sku", "region", "channel")
    }
    return {**given, **row.extra}


# -- what must be the same again ------------------------------------------------------------------


def without_places(read: Any) -> Any:
    """Return waivers or rows of a manifest without where each of them stands."""
    return tuple(_placeless(read.entries if isinstance(read, Waivers) else read))


def _placeless(entries: Iterable[Any]) -> Iterator[Any]:
    for entry in entries:
        bare = replace(entry, where="")
        if isinstance(bare, ManifestRow):  # a row may leave its last cells out
            bare = replace(bare, extra={name: cell for name, cell in bare.extra.items() if cell})
        yield bare


def rules(read: Rulebook) -> Any:
    return read.sha256, [replace(rule, origin={}) for rule in read.rules], read.sources
