from __future__ import annotations

import sys
from pathlib import Path

from docs.generator import checks, commands, processors, rulebooks, settings

REFERENCE = Path(__file__).parents[1] / "reference"
OWNED = ("cli.md", "settings.md", "checks", "processors", "rulebooks")
"""What the generator writes; everything else under ``reference/`` is written by hand."""


def pages() -> dict[str, str]:
    """Return every generated page: path under ``docs/reference`` → text."""
    made = (commands, settings, checks, processors, rulebooks)
    return {name: text for each in made for name, text in each.pages().items()}


def drift(wanted: dict[str, str]) -> list[str]:
    """Return the pages that are missing, out of date or left over."""
    stale = [
        name
        for name, text in wanted.items()
        if not (REFERENCE / name).is_file() or (REFERENCE / name).read_text("utf-8") != text
    ]
    return sorted([*stale, *_left_over(wanted)])


def _left_over(wanted: dict[str, str]) -> list[str]:
    present = (path for folder in OWNED for path in (REFERENCE / folder).rglob("*.md"))
    names = (path.relative_to(REFERENCE).as_posix() for path in present)
    return [name for name in names if name not in wanted]


def write(wanted: dict[str, str]) -> None:
    for name in _left_over(wanted):
        (REFERENCE / name).unlink()
    for name, text in wanted.items():
        path = REFERENCE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    wanted = pages()
    if arguments == ["--check"]:
        stale = drift(wanted)
        for name in stale:
            print(f"docs/reference/{name} is out of date", file=sys.stderr)  # noqa: T201
        if stale:
            print("run: make docs", file=sys.stderr)  # noqa: T201
        return 1 if stale else 0
    write(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
