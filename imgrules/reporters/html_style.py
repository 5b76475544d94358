"""How pages look: colours and type shared by every page, and the report's own style and script."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

BASE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #5c5c5c; --paper: #f4f4f2;
  --card: #fff; --line: #d8d8d4; --fixed: #1b7a3d; --kept: #4d6b57; --review: #8a5a00;
  --plan: #2a5ca8; --bad: #a12a2a; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececea; --soft: #a9a9a4; --paper: #171716;
  --card: #222221; --line: #3c3c39; --fixed: #6fcf8f; --kept: #9dbfa8; --review: #e8b45a;
  --plan: #8fb8f5; --bad: #f09a9a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 75rem; background: var(--paper);
  color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p, ul, ol { margin: .25rem 0; }
ul, ol { padding-left: 1.25rem; }
"""
"""Colours by what they mean, and type; the preview sheet of ``imgrules fix`` begins with it too."""


@cache
def report_css() -> str:
    """Return the style of the report on pictures."""
    return BASE + _asset("report.css")


@cache
def report_script() -> str:
    """Return the script that filters; the page is whole without it."""
    return _asset("report.js")


def _asset(name: str) -> str:
    return files("imgrules.reporters").joinpath("assets", name).read_text(encoding="utf-8")
