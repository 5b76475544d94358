"""A rulebook from the plain data it was kept as."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from imgrules.model import Basis, Decides, Severity, Source
from imgrules.rulebook.model import Fix, RolePattern, Rule, Rulebook, SourceDocument, When

Data = Mapping[str, Any]


def unpacked(data: Data, path: Path) -> Rulebook:
    """Return what ``dataclasses.asdict`` made the data from; ``path`` as it is named now."""
    sources = {ref: SourceDocument(**entry) for ref, entry in data["sources"].items()}
    words = ("categories", "regions", "channels", "extends")
    made = {
        "sources": sources,
        "roles": tuple(RolePattern(**role) for role in data["roles"]),
        "rules": tuple(_rule(rule) for rule in data["rules"]),
        **{name: tuple(data[name]) for name in words},
    }
    return Rulebook(**{**data, **made, "path": path})


def _rule(data: Data) -> Rule:
    enforce_from, fix = data["enforce_from"], data["fix"]
    made = {
        "applies_to": tuple(data["applies_to"]),
        "when": When(**{name: tuple(words) for name, words in data["when"].items()}),
        "severity": Severity(data["severity"]),
        "decides": Decides(data["decides"]),
        "basis": Basis(data["basis"]),
        "source": Source(**data["source"]),
        "enforce_from": date.fromisoformat(enforce_from) if enforce_from else None,
        "fix": Fix(**fix) if fix else None,
    }
    return Rule(**{**data, **made})
