"""Writing HTML, as the report on pictures does."""

from __future__ import annotations

from imgrules.reporters.html_parts import escaped, items, tag, terms

__all__ = ["escaped", "items", "tag", "terms"]
