"""The page about a check: its own words and its parameters."""

from __future__ import annotations

import re

from imgrules import plugins
from imgrules.reporters.ink import Ink, prose

_HEADING = re.compile(r"(What it measures|How|Parameters|Limits):")


def check_page(name: str, ink: Ink) -> str:
    """Return the check's docstring, wrapped, and what a rule may set."""
    page = paragraphs(plugins.check_docstring(name), ink)
    lines = [ink.paint(name, "bold"), *page, *_parameters(plugins.load_check(name), ink)]
    return "".join(f"{line}\n" for line in lines)


def paragraphs(docstring: str, ink: Ink, *, indent: int = 0) -> list[str]:
    """Return the paragraphs of a check's docstring."""
    lines: list[str] = []
    for paragraph in docstring.split("\n\n"):
        text = prose(paragraph.replace("``", ""))
        wrapped = ink.block(text, indent=indent)
        heading = _HEADING.match(text)
        if heading and wrapped:
            bold = ink.paint(heading[0], "bold")
            wrapped[0] = wrapped[0].replace(heading[0], bold, 1)
        lines += [*wrapped, ""]
    return lines


def _parameters(check: object, ink: Ink) -> list[str]:
    fields = getattr(check, "Params").model_json_schema().get("properties", {})  # noqa: B009
    lines = [ink.paint("In a rule", "bold")] if fields else []
    for name, field in fields.items():
        default = field.get("default")
        said = f" (default {default})" if default is not None else ""
        lines += ink.block(f"{name}: {field.get('description', '')}{said}", indent=2, hang=4)
    return lines
